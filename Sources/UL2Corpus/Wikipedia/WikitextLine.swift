/// One line of marked text: marks resolved, runs of white space collapsed.
///
/// Where something was removed between parentheses, what it leaves, `( ; born` or `()`, is tidied.
struct WikitextLine {
  private(set) var text: [UInt8] = []
  /// Something stood here that is not text.
  private(set) var hasGap = false
  /// Begins with text that looks like markup, or with verbatim text.
  private(set) var isPlain = false
  private var owesSpace = false
  /// A gap was the last thing read, besides white space.
  private var isAfterGap = false
  /// Where a parenthesis opened with nothing but gaps in it so far.
  private var openParenthesis: Int?

  /// Reads the line that begins at `at`, and moves behind its newline. Verbatim text may hold some.
  mutating func read(_ bytes: [UInt8], _ at: inout Int) {
    text.removeAll(keepingCapacity: true)
    hasGap = false
    isPlain = false
    owesSpace = false
    isAfterGap = false
    openParenthesis = nil
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x0A: return
      case WikitextMark.erased: break
      case WikitextMark.gap: gap()
      case WikitextMark.plain: if text.isEmpty { isPlain = true }
      case WikitextMark.verbatim: readVerbatim(bytes, &at)
      case 0x20, 0x09: owesSpace = true
      default: add(byte)
      }
    }
  }

  private mutating func gap() {
    hasGap = true
    isAfterGap = true
    if text.last == UInt8(ascii: "(") { openParenthesis = text.count - 1 }
  }

  private mutating func add(_ byte: UInt8) {
    if let open = openParenthesis, text.count == open + 1 {
      if byte == UInt8(ascii: ")") { return dropParenthesis(open) }
      owesSpace = false
      if ",;:".utf8.contains(byte) { return }
      openParenthesis = nil
    }
    if isAfterGap, ",.;:)".utf8.contains(byte) { owesSpace = false }
    isAfterGap = false
    beginWord()
    text.append(byte)
  }

  private mutating func dropParenthesis(_ open: Int) {
    text.removeLast(text.count - open)
    owesSpace = text.last == 0x20
    if owesSpace { text.removeLast() }
    openParenthesis = nil
  }

  private mutating func beginWord() {
    if owesSpace, !text.isEmpty { text.append(0x20) }
    owesSpace = false
  }

  private mutating func readVerbatim(_ bytes: [UInt8], _ at: inout Int) {
    if text.isEmpty { isPlain = true }
    openParenthesis = nil
    beginWord()
    while at < bytes.count, bytes[at] != WikitextMark.verbatimEnd {
      text.append(bytes[at])
      at += 1
    }
    at += 1
  }
}
