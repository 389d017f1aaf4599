/// The text that expansion writes.
struct TeXOutput {
  private(set) var bytes: [UInt8] = []
  private var formula = TeXFormula()

  var count: Int { bytes.count }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ text: ArraySlice<UInt8>) {
    // Letters of another text must not become part of a command.
    if let first = text.first, first.isASCIILetter, bytes.endsInControlWord { bytes.append(0x20) }
    bytes.append(contentsOf: text)
  }

  mutating func append(_ text: StaticString) { unsafe bytes.append(contentsOf: text.bytes) }

  /// Whether nothing stands on the last line but a few spaces.
  var isAtBlankLine: Bool {
    for byte in bytes.suffix(256).reversed() {
      if byte == 0x0A { return true }
      if byte != 0x20, byte != 0x09 { return false }
    }
    return bytes.count < 256
  }

  mutating func dropBlanks() {
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
  }

  /// Whether what comes next stands in a formula.
  mutating func isInFormula() -> Bool {
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
        output.append(contentsOf: bytes[start..<end])
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
