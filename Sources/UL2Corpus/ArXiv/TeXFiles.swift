/// A paper's texts as TeX sees them: without comments, and one of them the main file.
struct TeXFiles {
  /// Without comments, by name.
  private(set) var stripped: [String: [UInt8]] = [:]

  init(_ texts: [String: [UInt8]]) {
    for (name, text) in texts { stripped[name] = TeXComments.strip(text) }
  }

  /// The name that `written` means inside the file `includer`: TeX adds `.tex`, and searches from the
  /// main file's directory, which may not be the archive's root.
  func resolve(_ written: String, from includer: String, main: String) -> String? {
    for directory in [directoryName(main), directoryName(includer), "."] {
      let name = Self.normalized(joined(directory, written))
      for candidate in [name + ".tex", name] where stripped[candidate] != nil { return candidate }
    }
    return nil
  }

  /// The file that a paper begins with: it has a document class and a document, and no other file
  /// inputs it. Of several, the one with a usual name, then the shortest path, then the first by name.
  ///
  /// A paper of plain TeX has no such file: then it is the longest text with commands that no other
  /// file inputs.
  func main() -> String? {
    let included = Set(stripped.keys.flatMap { inputs(of: $0) })
    let complete = stripped.keys.filter { name in
      let text = stripped[name] ?? []
      let hasClass = [StaticString("\\documentclass"), "\\documentstyle"].contains {
        text.firstIndex(of: $0, from: 0) != nil
      }
      return hasClass && text.firstIndex(of: "\\begin{document}", from: 0) != nil
    }
    // Files that include each other in a circle are better than none.
    let free = complete.filter { !included.contains($0) }
    if let best = (free.isEmpty ? complete : free).min(by: Self.isBetter) { return best }
    let plain = stripped.filter { !included.contains($0.key) && Self.isPlainTeX($0.key, $0.value) }
    return plain.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
  }

  private func inputs(of name: String) -> [String] {
    let text = stripped[name] ?? []
    var found: [String] = []
    var at = 0
    while let backslash = text[at...].firstIndex(of: UInt8(ascii: "\\")) {
      let command = TeXInput(text, at: backslash)
      at = command?.end ?? min(backslash + 2, text.count)
      if let written = command?.path, let path = resolve(written, from: name, main: name),
        path != name
      {
        found.append(path)
      }
    }
    return found
  }

  private static let usualNames = ["main", "paper", "ms", "article", "manuscript"]

  private static func isBetter(_ a: String, _ b: String) -> Bool {
    func rank(_ name: String) -> Int {
      let stem = baseName(name).lowercased().split(separator: ".").first.map(String.init) ?? ""
      return usualNames.firstIndex(of: stem) ?? usualNames.count
    }
    return (rank(a), a.utf8.count, a) < (rank(b), b.utf8.count, b)
  }

  /// Whether a text without a document class is TeX all the same: it has commands.
  private static func isPlainTeX(_ name: String, _ text: [UInt8]) -> Bool {
    if name.hasSuffix(".bbl") || name.contains("README") { return false }
    var commands = 0
    for at in text.indices.dropLast(2) where text[at] == UInt8(ascii: "\\") {
      if text[at + 1].isASCIILetter, text[at + 2].isASCIILetter { commands += 1 }
      if commands == 3 { return true }
    }
    return false
  }

  /// A path without `.`, `..` and empty parts.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { parts.removeLast(parts.isEmpty ? 0 : 1) } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
