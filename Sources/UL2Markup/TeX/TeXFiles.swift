/// A paper's texts as TeX sees them: without comments, and one of them the main file.
package struct TeXFiles {
  /// Without comments, by name.
  private(set) var stripped: [String: [UInt8]] = [:]
  /// All bytes of them.
  private(set) var size = 0
  /// The files that the paper's authors say it begins with.
  private let named: [String]
  /// Files that say they are no papers of their own.
  private var secondary: Set<String> = []

  /// More inputs of a file than these are not followed.
  private static let mostInputs = 10_000

  /// - Parameters:
  ///   - texts: by name, as UTF-8.
  ///   - named: the files that the paper's authors say it begins with, in order.
  ///   - ignored: the files that they say are no part of it.
  package init(_ texts: [String: [UInt8]], named: [String], ignored: Set<String>) {
    self.named = named
    for (name, text) in texts {
      let clean = TeXComments.strip(text)
      if text.has("%auto-ignore", at: 0) || ignored.contains(name) {
        secondary.insert(name)
      }
      size += clean.count
      stripped[name] = clean
    }
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

  /// The files that a paper's text begins with, mostly one; more where the authors say so.
  ///
  /// It has a document class and a document, and no other file inputs it. Of several it is the one with a
  /// bibliography made for it, then the one with a usual name, then the one nearest to the archive's
  /// root, the longest, the first by name. A paper of plain TeX has no such file: then it is the longest
  /// text with commands that no other file inputs, of those that have an end if there are any.
  package func mains() -> [String] {
    let named = named.filter { stripped[$0] != nil }
    if !named.isEmpty { return named }
    let candidates = stripped.filter { !secondary.contains($0.key) }
    let complete = candidates.filter { Self.isComplete($0.value) }.map(\.key)
    if complete.count == 1 { return complete }
    let included = Set(candidates.keys.flatMap { inputs(of: $0) })
    if !complete.isEmpty {
      // Files that include each other in a circle are better than none.
      let free = complete.filter { !included.contains($0) }
      return (free.isEmpty ? complete : free).min { rank($0) < rank($1) }.map { [$0] } ?? []
    }
    let plain = candidates.filter { !included.contains($0.key) && Self.isPlain($0.key, $0.value) }
    let best = plain.max { a, b in
      (Self.hasEnd(a.value) ? 1 : 0, a.value.count, b.key)
        < (Self.hasEnd(b.value) ? 1 : 0, b.value.count, a.key)
    }
    return best.map { [$0.key] } ?? []
  }

  private func inputs(of name: String) -> [String] {
    let text = stripped[name] ?? []
    var found: [String] = []
    var at = 0
    while true {
      let backslash = text.index(of: UInt8(ascii: "\\"), from: at, to: text.count)
      guard backslash < text.count, found.count < Self.mostInputs else { return found }
      let command = TeXInput(text, at: backslash)
      at = min(command?.end ?? backslash + 2, text.count)
      if let written = command?.path, let path = resolve(written, from: name, main: name),
        path != name
      {
        found.append(path)
      }
    }
  }

  // MARK: Main files

  private static func isComplete(_ text: [UInt8]) -> Bool {
    guard text.firstIndex(of: "\\begin{document}", from: 0) != nil else { return false }
    return [StaticString("\\documentclass"), "\\documentstyle"].contains {
      text.firstIndex(of: $0, from: 0) != nil
    }
  }

  private static let usualNames = ["main", "paper", "ms", "article", "manuscript"]

  /// Smaller is better.
  private func rank(_ name: String) -> (Int, Int, Int, Int, Int, String) {
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    let base = baseName(name).lowercased().split(separator: ".").first.map(String.init) ?? ""
    let text = stripped[name] ?? []
    let isFragment = text.has(documentClass: "subfiles") || text.has(documentClass: "standalone")
    return (
      isFragment ? 1 : 0, stripped[stem + ".bbl"] == nil ? 1 : 0,
      Self.usualNames.firstIndex(of: base) ?? Self.usualNames.count,
      name.utf8.count { $0 == UInt8(ascii: "/") }, -text.count, name
    )
  }

  /// Whether a text without a document class is TeX all the same: it has commands.
  private static func isPlain(_ name: String, _ text: [UInt8]) -> Bool {
    if name.hasSuffix(".bbl") || name.contains("README") { return false }
    var commands = 0
    var at = 0
    while commands < 3 {
      let next = text.index(of: UInt8(ascii: "\\"), from: at, to: text.count)
      if next == text.count { return false }
      let word = text.controlWord(at: next)
      if word.count >= 2 { commands += 1 }
      at = max(word.upperBound, next + 1)
    }
    return true
  }

  /// Whether plain TeX or AMS-TeX ends here.
  private static func hasEnd(_ text: [UInt8]) -> Bool {
    let last = Array(text.suffix(4096))
    return [StaticString("\\bye"), "\\end\n", "\\enddocument"].contains {
      last.firstIndex(of: $0, from: 0) != nil
    } || last.has("\\end", at: last.count - 4)
  }

  /// A path without `.`, `..` and empty parts.
  package static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { parts.removeLast(parts.isEmpty ? 0 : 1) } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}

extension [UInt8] {
  /// Whether `\documentclass[…]{name}` stands here.
  fileprivate func has(documentClass name: StaticString) -> Bool {
    guard let at = firstIndex(of: "\\documentclass", from: 0) else { return false }
    var start = at + "\\documentclass".utf8.count
    if let options = option(at: start, limit: 1024) { start = options.upperBound + 1 }
    return has("{", at: start) && has(name, at: start + 1)
  }
}
