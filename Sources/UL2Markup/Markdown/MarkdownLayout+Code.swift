/// Blocks of code: kept as they are, and fenced when they end.
extension MarkdownLayout {
  var isInCodeBlock: Bool { preDepth > 0 }

  mutating func startPreformatted() {
    if preDepth == 0 {
      // A cell has no room for a block.
      if isInCell { return }
      breakLine(2)
      code.removeAll(keepingCapacity: true)
      language = []
      isAfterPreTag = true
    }
    preDepth += 1
  }

  /// Says the language of the block of code that has begun, unless it is known.
  mutating func setLanguage(_ name: [UInt8]) {
    if preDepth > 0, language.isEmpty, code.isEmpty { language = name }
  }

  /// Takes code as it is, except for what HTML makes of line breaks.
  mutating func addCode(_ byte: UInt8) {
    defer { isAfterPreTag = false }
    switch byte {
    case 0x0A where isAfterPreTag: break
    case 0x0A, 0x09, 0x20..<0x7F, 0x80...: code.append(byte)
    default: break
    }
  }

  mutating func addCode(_ bytes: [UInt8], _ range: Range<Int>) {
    code.append(bytes, range)
    isAfterPreTag = false
  }

  mutating func addCode(scalar: UInt32) { appendUTF8(scalar, to: &code) }

  mutating func endPreformatted() {
    preDepth = 0
    // Line breaks at the end of code belong to the markup, not to the code.
    while code.last == 0x0A { code.removeLast() }
    guard code.contains(where: { !$0.isMarkupSpace }) else { return }
    let fence = [UInt8](
      repeating: UInt8(ascii: "`"), count: max(3, longestBackticks(code, 0..<code.count) + 1))
    beginWord()
    text.append(contentsOf: fence)
    text.append(contentsOf: language)
    text.append(0x0A)
    if indentation == 0 {
      text.append(contentsOf: code)
    } else {
      for (number, line) in code.split(separator: 0x0A, omittingEmptySubsequences: false)
        .enumerated()
      {
        if number > 0 { text.append(0x0A) }
        appendMargin(open.count, isBlank: line.isEmpty)
        text.append(contentsOf: line)
      }
    }
    text.append(0x0A)
    appendMargin(open.count, isBlank: false)
    text.append(contentsOf: fence)
    breakLine(2)
  }
}
