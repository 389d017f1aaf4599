/// The little of TeX's syntax that cleaning needs: control words, groups, environments' names.
import Glibc

extension [UInt8] {
  /// The first place of `byte` in `start..<end`; `end` where there is none.
  func index(of byte: UInt8, from start: Int, to end: Int) -> Int {
    guard start < end else { return end }
    return unsafe withUnsafeBytes { bytes in
      let range = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      guard let base = range.baseAddress,
        let found = unsafe memchr(base, Int32(byte), range.count)
      else { return end }
      return unsafe start + (UnsafeRawPointer(found) - base)
    }
  }

  /// The letters of the control word whose backslash is at `backslash`; empty for a symbol.
  ///
  /// - Parameter isAtLetter: whether `@` is a letter, as it is in packages.
  func controlWord(at backslash: Int, isAtLetter: Bool = false) -> Range<Int> {
    let start = Swift.min(backslash + 1, count)
    var end = start
    while end < count, self[end].isASCIILetter || (isAtLetter && self[end] == UInt8(ascii: "@")) {
      end += 1
    }
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

  /// The text between the braces of the group that begins at `start`.
  ///
  /// - Parameter limit: the most bytes, so that a brace that is never closed costs no search of
  ///   the whole text.
  func group(at start: Int, limit: Int) -> Range<Int>? {
    guard start < count, self[start] == UInt8(ascii: "{") else { return nil }
    return closing(UInt8(ascii: "}"), from: start + 1, limit: limit).map { start + 1..<$0 }
  }

  /// The text between the brackets of the optional argument that begins at `start`.
  func option(at start: Int, limit: Int) -> Range<Int>? {
    guard start < count, self[start] == UInt8(ascii: "[") else { return nil }
    return closing(UInt8(ascii: "]"), from: start + 1, limit: limit).map { start + 1..<$0 }
  }

  /// The first `delimiter` outside groups, at most `limit` bytes on.
  private func closing(_ delimiter: UInt8, from start: Int, limit: Int) -> Int? {
    var depth = 0
    var at = start
    let end = Swift.min(count, start + limit)
    while at < end {
      let byte = self[at]
      if depth == 0, byte == delimiter { return at }
      switch byte {
      case UInt8(ascii: "\\"): at += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        if depth == 0 { return nil }
        depth -= 1
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

  /// The end of `\verb|…|` and its like, whose word ends at `start`; it ends on its line.
  func verbEnd(from start: Int) -> Int {
    var at = start
    if at < count, self[at] == UInt8(ascii: "*") { at += 1 }
    if let options = option(at: at, limit: 256) { at = options.upperBound + 1 }
    guard at < count, !self[at].isMarkupSpace else { return at }
    let delimiter = self[at] == UInt8(ascii: "{") ? UInt8(ascii: "}") : self[at]
    var end = at + 1
    while end < count, self[end] != 0x0A {
      if self[end] == delimiter { return end + 1 }
      end += 1
    }
    return at
  }
}

/// Environments in which a percent sign is not a comment and a backslash not a command.
let texVerbatimEnvironments = Set(
  ["verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "alltt"].map { TeXName($0.utf8) })

/// Finds the ends of environments; each name that has none further on is looked for only once.
struct TeXEnvironmentEnds {
  private var missing: Set<TeXName> = []

  /// The place in `start..<limit` of `\end{name}`, for the name that is at `place`.
  mutating func end(
    of place: Range<Int>, in text: [UInt8], from start: Int, to limit: Int
  ) -> Int? {
    let key = TeXName(text, place)
    guard !missing.contains(key) else { return nil }
    let name = text[place]
    var at = start
    while true {
      let found = text.index(of: UInt8(ascii: "\\"), from: at, to: limit)
      if found == limit { break }
      at = found + 1
      if text.has("\\end{", at: found), text[(found + 5)...].starts(with: name),
        text.has("}", at: found + 5 + name.count)
      {
        return found
      }
    }
    missing.insert(key)
    return nil
  }
}
