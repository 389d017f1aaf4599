/// One line of marked text: marks resolved, runs of white space collapsed, holes tidied.
///
/// Where something was removed, what it leaves between parentheses and commas goes too: `()`,
/// `( ; born`, `a, , b`. Lines that begin with a space keep their layout where several are
/// together, as code and tables of numbers do; MediaWiki shows them as `<pre>`.
struct WikitextLine {
  private(set) var text: [UInt8] = []
  /// Something was here that is not text.
  private(set) var hasGap = false
  /// Begins with text that looks like markup, or with verbatim text.
  private(set) var isPlain = false
  private var keepsLayout = false
  private var wasIndented = false
  private var owedSpaces = 0
  /// A gap was the last thing read, besides white space.
  private var isAfterGap = false
  /// Where a parenthesis opened with nothing but gaps in it so far, and what closes it.
  private var openParenthesis: (place: Int, closing: UInt8)?

  /// Reads the line that begins at `at`, and moves past its newline. Verbatim text may hold some.
  mutating func read(_ bytes: [UInt8], _ at: inout Int) {
    begin(bytes, at)
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x0A: return
      // The end is alone where a citation that never ends took the beginning.
      case WikitextMark.erased, WikitextMark.cell, WikitextMark.attributes,
        WikitextMark.verbatimEnd:
        break
      case WikitextMark.gap: gap()
      case WikitextMark.plain: if text.isEmpty { isPlain = true }
      case WikitextMark.verbatim: readVerbatim(bytes, &at)
      case 0x20, 0x09: owedSpaces += 1
      default:
        if isAfterGap || openParenthesis != nil, !isKept(byte) { break }
        beginWord()
        let start = at - 1
        while at < bytes.count,
          bytes[at] > 0x20
            || bytes[at] == 0x20 && at + 1 < bytes.count && bytes[at + 1] > 0x20
        { at += 1 }
        text.append(bytes, start..<at)
      }
    }
  }

  private mutating func begin(_ bytes: [UInt8], _ at: Int) {
    text.removeAll(keepingCapacity: true)
    hasGap = false
    isPlain = false
    owedSpaces = 0
    isAfterGap = false
    openParenthesis = nil
    let isIndented = bytes[at] == 0x20
    keepsLayout = isIndented && (wasIndented || Self.isIndented(bytes, after: at))
    if keepsLayout { owedSpaces = -1 }
    wasIndented = isIndented
  }

  /// Whether the line after that of `start` begins with a space.
  private static func isIndented(_ bytes: [UInt8], after start: Int) -> Bool {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return end + 1 < bytes.count && bytes[end + 1] == 0x20
  }

  private mutating func gap() {
    hasGap = true
    isAfterGap = true
    switch text.last {
    case UInt8(ascii: "("): openParenthesis = (text.count - 1, UInt8(ascii: ")"))
    case UInt8(ascii: "["): openParenthesis = (text.count - 1, UInt8(ascii: "]"))
    default: break
    }
  }

  /// Whether `byte`, the next one after a gap, stays; tidies what is before it.
  private mutating func isKept(_ byte: UInt8) -> Bool {
    if let open = openParenthesis, text.count == open.place + 1 {
      if byte == open.closing {
        dropParenthesis(open.place)
        return false
      }
      owedSpaces = 0
      if Self.separators.contains(byte) { return false }
    }
    openParenthesis = nil
    guard isAfterGap else { return true }
    // `* {{cite}}. First of a series`
    if Self.separators.contains(byte) || Self.closings.contains(byte), isAtStart {
      owedSpaces = 0
      return false
    }
    if Self.separators.contains(byte) || Self.closings.contains(byte) { owedSpaces = 0 }
    if let last = text.last, owedSpaces == 0 {
      if Self.separators.contains(byte), last == byte || last == UInt8(ascii: ",") { return false }
      if Self.closings.contains(byte) {
        if last == UInt8(ascii: "."), byte == last { return false }
        if last == UInt8(ascii: ",") || last == UInt8(ascii: ";") { text.removeLast() }
      }
    }
    isAfterGap = false
    return true
  }

  /// Whether nothing but a list's marks is before.
  private var isAtStart: Bool {
    text.count <= 16 && text.allSatisfy { "*#:;".utf8.contains($0) }
  }

  private static let separators = Array(",;:".utf8)
  private static let closings = Array(".)]".utf8)

  private mutating func dropParenthesis(_ place: Int) {
    text.removeLast(text.count - place)
    owedSpaces = text.last == 0x20 ? 1 : 0
    if owedSpaces > 0 { text.removeLast() }
    openParenthesis = nil
  }

  private mutating func beginWord() {
    if keepsLayout, text.isEmpty { isPlain = true }
    if owedSpaces > 0 {
      if keepsLayout {
        text.append(contentsOf: repeatElement(0x20, count: owedSpaces))
      } else if !text.isEmpty {
        text.append(0x20)
      }
    }
    owedSpaces = 0
  }

  private mutating func readVerbatim(_ bytes: [UInt8], _ at: inout Int) {
    if text.isEmpty { isPlain = true }
    openParenthesis = nil
    isAfterGap = false
    beginWord()
    let start = at
    while at < bytes.count, bytes[at] != WikitextMark.verbatimEnd { at += 1 }
    text.append(bytes, start..<at)
    at += 1
  }
}
