/// The text that expansion writes.
struct TeXOutput {
  private(set) var bytes: [UInt8] = []
  private var formula = TeXFormula()
  /// How often it was asked for.
  private var questions = 0

  var count: Int { bytes.count }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ text: [UInt8], _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    // Letters of another text must not become part of a command.
    if text[range.lowerBound].isASCIILetter, bytes.endsInControlWord { bytes.append(0x20) }
    bytes.append(text, range)
  }

  mutating func append(_ text: StaticString) { unsafe bytes.append(contentsOf: text.bytes) }

  /// Text that is not TeX: its letters belong to no command.
  mutating func appendAsIs(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

  /// Ends the paragraph, if one has begun.
  mutating func endParagraph() {
    dropBlanks()
    guard let last = bytes.last else { return }
    if last != 0x0A { bytes.append(0x0A) }
    bytes.append(0x0A)
  }

  /// The last byte is white space, or there is none.
  var endsInSpace: Bool { bytes.last?.isMarkupSpace ?? true }

  var endsInBrace: Bool { bytes.last == UInt8(ascii: "{") }

  /// Whether after the condition at `start` there are only white space and an `\\else`.
  func isEmptyCondition(from start: Int) -> Bool {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\\"), bytes.count - start < 256 else {
      return false
    }
    var at = bytes.controlWord(at: start, isAtLetter: true).upperBound
    var hasElse = false
    while at < bytes.count {
      if bytes[at].isMarkupSpace {
        at += 1
      } else if !hasElse, bytes.isWord(bytes.controlWord(at: at), "else"),
        bytes.has("\\else", at: at)
      {
        hasElse = true
        at += 5
      } else {
        return false
      }
    }
    return true
  }

  /// Removes the heading of a bibliography that was left out: `\\section*{References}` at the end.
  mutating func dropReferencesHeading() {
    var end = bytes.count
    while end > 0, bytes[end - 1].isMarkupSpace { end -= 1 }
    guard end > 0, bytes[end - 1] == UInt8(ascii: "}") else { return }
    let start = bytes[Swift.max(0, end - 100)..<end].lastIndex(of: UInt8(ascii: "\\")) ?? end
    let word = bytes.controlWord(at: start)
    guard ["section", "subsection", "chapter"].contains(where: { bytes.isWord(word, $0) }) else {
      return
    }
    let group = bytes.has("*", at: word.upperBound) ? word.upperBound + 1 : word.upperBound
    guard let title = bytes.group(at: group, limit: 100), title.upperBound + 1 == end else {
      return
    }
    let letters = bytes[bytes.trimmed(title)].map(\.asciiLowercased)
    let titles = ["references", "bibliography", "literature", "literature cited", "reference"]
    if titles.contains(where: { letters.elementsEqual($0.utf8) }) { truncate(to: start) }
  }

  mutating func truncate(to count: Int) {
    bytes.removeSubrange(count...)
    formula.rewind(to: count)
  }

  /// Whether nothing is on the last line but a few spaces.
  var isAtBlankLine: Bool {
    for byte in bytes.suffix(256).reversed() {
      if byte == 0x0A { return true }
      if byte != 0x20, byte != 0x09 { return false }
    }
    return bytes.count < 256
  }

  /// nil: the paragraph is too long to be read again.
  private var isParagraphInFormula: Bool? {
    var start = bytes.count
    while start >= 2, bytes[start - 1] != 0x0A || bytes[start - 2] != 0x0A {
      start -= 1
      if bytes.count - start > 4096 { return nil }
    }
    var formula = TeXFormula()
    formula.read(start < 2 ? bytes : Array(bytes[start...]))
    return formula.isOpen
  }

  mutating func dropBlanks() {
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    formula.rewind(to: bytes.count)
  }

  /// Whether what comes next is in a formula: by the paragraph alone, which ends all formulas,
  /// unless that is asked often.
  mutating func isInFormula() -> Bool {
    if questions < 64 {
      questions += 1
      if let isOpen = isParagraphInFormula { return isOpen }
    }
    formula.read(bytes)
    return formula.isOpen
  }

  /// No spaces at the ends of lines, no two empty lines, none at the ends of the text.
  func tidied() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var at = 0
    var breaks = 0
    while at < bytes.count {
      let line = bytes.index(of: 0x0A, from: at, to: bytes.count)
      var end = line
      while end > at, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      if end > at {
        if !output.isEmpty { output.append(contentsOf: repeatElement(0x0A, count: min(breaks, 2))) }
        var start = at
        if output.isEmpty { start = bytes[at..<end].firstIndex { !$0.isMarkupSpace } ?? end }
        output.append(bytes, start..<end)
        breaks = 0
      }
      breaks += 1
      at = line + 1
    }
    return output
  }
}

/// Follows a text through its formulas: `$`, `$$`, `\(`, `\[`, and the environments that are formulas.
///
/// An empty line ends whatever is open, as it does in TeX, so that a stray dollar costs one paragraph.
struct TeXFormula {
  private var at = 0
  private var isInline = false
  private var isDisplay = false

  var isOpen: Bool { isInline || isDisplay }

  /// Continues from `count` after the text was cut there; no sign of a formula was in what was cut off.
  mutating func rewind(to count: Int) { at = Swift.min(at, count) }

  /// Reads on to the end of `text`, which begins with what was read before.
  mutating func read(_ text: [UInt8]) {
    while at < text.count {
      switch text[at] {
      case 0x0A:
        if text.has("\n", at: at + 1) {
          isInline = false
          isDisplay = false
        }
        at += 1
      case UInt8(ascii: "$"):
        if !isInline, text.has("$", at: at + 1) {
          isDisplay.toggle()
          at += 1
        } else {
          isInline.toggle()
        }
        at += 1
      case UInt8(ascii: "\\"): command(text)
      default: at += 1
      }
    }
  }

  private mutating func command(_ text: [UInt8]) {
    let word = text.controlWord(at: at)
    let isBegin = text.isWord(word, "begin")
    if isBegin || text.isWord(word, "end"),
      let name = text.environmentName(from: word.upperBound)
    {
      let end = text[name].last == UInt8(ascii: "*") ? name.upperBound - 1 : name.upperBound
      if Self.environments.contains(TeXName(text, name.lowerBound..<end)) { isDisplay = isBegin }
    } else if text.has("\\(", at: at) || text.has("\\[", at: at) {
      isDisplay = true
    } else if text.has("\\)", at: at) || text.has("\\]", at: at) {
      isDisplay = false
    }
    at = word.isEmpty ? at + 2 : word.upperBound
  }

  private static let environments = Set(
    """
    equation align alignat aligned flalign gather multline eqnarray displaymath math dmath subequations
    """.split(separator: " ").map { TeXName($0.utf8) })
}
