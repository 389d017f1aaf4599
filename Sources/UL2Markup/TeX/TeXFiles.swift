/// A paper's texts as TeX sees them: without comments, found by the names that inputs give them.
package struct TeXFiles {
  /// Without comments, by name.
  let stripped: [String: [UInt8]]
  /// As they are written.
  package let original: [String: [UInt8]]
  /// All files of the paper, those too that are not text.
  let allNames: Set<String>
  /// Texts by the last parts of their names.
  private let byBase: [String: [String]]
  /// All bytes of the texts, without comments.
  let size: Int

  /// - Parameters:
  ///   - texts: by name, as UTF-8.
  ///   - names: of all files.
  package init(_ texts: [String: [UInt8]], names: [String]) {
    original = texts
    stripped = texts.mapValues { TeXComments.strip($0) }
    size = stripped.values.reduce(0) { $0 + $1.count }
    allNames = Set(names)
    byBase = Dictionary(grouping: texts.keys.sorted(), by: baseName)
  }

  /// The name of the text that `written` means inside the file `includer`: TeX adds `.tex`, and searches from
  /// the main file's directory, which may not be the archive's root; packages look beside the file first.
  ///
  /// - Parameter isImported: whether `includer` was imported, so that its own directory comes first.
  func resolve(
    _ written: String, from includer: String, main: String, isImported: Bool = false
  ) -> String? {
    guard !written.isEmpty, written.utf8.count < 1024 else { return nil }
    var directories = [directoryName(main), directoryName(includer), "."]
    if isImported { directories.swapAt(0, 1) }
    for directory in directories {
      let name = Self.normalized(joined(directory, written))
      for candidate in [name + ".tex", name] where stripped[candidate] != nil { return candidate }
    }
    // In a directory of `\\input@path`: the one file whose name ends so.
    let base = baseName(written)
    for ending in [base + ".tex", base] {
      let found = (byBase[ending] ?? []).filter { Self.isSuffix(written, ending, of: $0) }
      if found.count == 1 { return found[0] }
    }
    return nil
  }

  private static func isSuffix(_ written: String, _ ending: String, of name: String) -> Bool {
    let wanted = normalized(joined(directoryName(written), ending))
    return name == wanted || name.hasSuffix("/" + wanted)
  }

  /// Whether the abstract is given for readers too.
  func hasAbstract(_ main: String) -> Bool {
    stripped[main]?.firstIndex(of: "\\begin{abstract}", from: 0) != nil
  }

  /// Whether the paper has this file, text or not.
  func hasFile(_ written: String, from includer: String, main: String) -> Bool {
    [directoryName(main), directoryName(includer), "."].contains {
      allNames.contains(Self.normalized(joined($0, written)))
    }
  }

  /// A path without `.`, `..` and empty parts.
  package static func normalized(_ path: String) -> String {
    if isNormalized(path) { return path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { parts.removeLast(parts.isEmpty ? 0 : 1) } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// Whether no part of it is empty or begins with a dot.
  private static func isNormalized(_ path: String) -> Bool {
    let slash = UInt8(ascii: "/")
    var previous = slash
    for byte in path.utf8 {
      if previous == slash, byte == slash || byte == UInt8(ascii: ".") { return false }
      previous = byte
    }
    return previous != slash
  }
}
