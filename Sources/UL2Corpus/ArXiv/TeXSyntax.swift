/// The little of TeX's syntax that cleaning needs: control words, groups, environments' names.
extension [UInt8] {
  /// The letters of the control word whose backslash stands at `backslash`; empty for a symbol.
  func controlWord(at backslash: Int) -> Range<Int> {
    let start = Swift.min(backslash + 1, count)
    var end = start
    while end < count, self[end].isASCIILetter || self[end] == UInt8(ascii: "@") { end += 1 }
    return start..<end
  }

  func isWord(_ range: Range<Int>, _ word: StaticString) -> Bool {
    range.count == word.utf8CodeUnitCount && has(word, at: range.lowerBound)
  }

  /// `start` moved over white space, but not over an empty line.
  func skippingTeXSpace(_ start: Int) -> Int {
    var at = start
    var newlines = 0
    while at < count, self[at].isMarkupSpace {
      if self[at] == 0x0A { newlines += 1 }
      if newlines == 2 { return start }
      at += 1
    }
    return at
  }

  /// What stands between the braces of the group that begins at `start`.
  ///
  /// - Parameter limit: the most bytes, so that a brace that is never closed costs no search of
  ///   the whole text.
  func group(at start: Int, limit: Int) -> Range<Int>? {
    guard start < count, self[start] == UInt8(ascii: "{") else { return nil }
    var depth = 0
    var at = start
    let end = Swift.min(count, start + limit)
    while at < end {
      switch self[at] {
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return start + 1..<at }
      default: break
      }
      at += 1
    }
    return nil
  }

  /// The name in `\begin{name}`, whose word ends at `end`.
  func environmentName(from end: Int) -> Range<Int>? {
    group(at: skippingTeXSpace(end), limit: 64)
  }
}

/// Environments in which a percent sign is no comment and a backslash no command.
let texVerbatimEnvironments = Set(
  ["verbatim", "verbatim*", "Verbatim", "lstlisting", "minted"].map { Array($0.utf8) })

/// Finds the ends of environments; each name that has none further on is looked for only once.
struct TeXEnvironmentEnds {
  private var missing: Set<[UInt8]> = []

  /// The place of `\end{name}` at or after `start`.
  mutating func end(of name: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard !missing.contains(name) else { return nil }
    var at = start
    while let found = text.firstIndex(of: "\\end{", from: at) {
      at = found + 5
      if text[at...].starts(with: name), text.has("}", at: at + name.count) { return found }
    }
    missing.insert(name)
    return nil
  }
}
