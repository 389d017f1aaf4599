/// Text within a line, and the marks around some of it: `` `code` ``, `*emphasis*`.
///
/// A mark is put around its text when that has ended: only then it is known how many backticks code takes, and
/// whether there is anything in it.
extension MarkdownLayout {
  struct Mark {
    var element: MarkdownElement
    /// Where its text begins; nil while there is none.
    var start: Int?
  }

  private var isInCode: Bool { marks.contains { $0.element == .code } }

  // MARK: Text

  mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: "&"),
        let reference = CharacterReference(bytes, at: at), reference.end <= range.upperBound
      {
        add(scalar: reference.scalar)
        if reference.second != 0 { add(scalar: reference.second) }
        at = reference.end
      } else if isInCodeBlock {
        if byte == 0x0D {
          // HTML reads it, and what follows it, as one line break.
          if !bytes.has("\r\n", at: at) { addCode(0x0A) }
          at += 1
          continue
        }
        let start = at
        while at < range.upperBound, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "&") { at += 1 }
        if at > start {
          addCode(bytes, start..<at)
        } else {
          addCode(byte)
          at += 1
        }
      } else if byte.isPlainWord, !isInCell {
        // Nearly everything is words with single spaces between.
        let start = at
        at = bytes.endOfPlainWords(from: at, to: range.upperBound)
        beginWord()
        text.append(bytes, start..<at)
      } else if byte == 0xE2, bytes.has("\u{200B}", at: at) {
        at += 3
      } else {
        add(byte: byte)
        at += 1
      }
    }
  }

  private mutating func add(scalar: UInt32) {
    if scalar < 0x80 {
      add(byte: UInt8(scalar))
    } else if (0x80...0x9F).contains(scalar) {
      // Control characters.
    } else if isInCodeBlock {
      if scalar == 0xA0 { addCode(0x20) } else { addCode(scalar: scalar) }
    } else if scalar == 0xA0 {
      // A no-break space is a space to a reader.
      owesSpace = true
    } else if ![0x200B, 0x00AD, 0xFEFF].contains(scalar) {
      // Those are places where a line may break, and show nothing.
      beginWord()
      appendUTF8(scalar, to: &text)
    }
  }

  private mutating func add(byte: UInt8) {
    if isInCodeBlock {
      addCode(byte == 0x0D ? 0x0A : byte)
    } else if byte.isMarkupSpace {
      owesSpace = true
    } else if byte >= 0x20, byte != 0x7F {
      beginWord()
      if isInCell, byte == UInt8(ascii: "|") { text.append(UInt8(ascii: "\\")) }
      text.append(byte)
    }
  }

  // MARK: Marks

  /// Begins code or emphasis, unless it is so already.
  mutating func open(_ element: MarkdownElement) {
    if isInCode || element != .code && isInHeading
      || marks.contains(where: { $0.element == element })
    {
      return
    }
    marks.append(Mark(element: element))
    unstarted += 1
  }

  /// Called when a word begins.
  mutating func startMarks() {
    for index in marks.indices where marks[index].start == nil { marks[index].start = text.count }
    unstarted = 0
  }

  /// Ends code or emphasis, and what has begun in it.
  mutating func close(_ element: MarkdownElement, before html: [UInt8], _ next: Int) {
    guard let index = marks.lastIndex(where: { $0.element == element }) else { return }
    closeMarks(from: index, followedBy: next < html.count && !owesSpace ? html[next] : 0)
  }

  mutating func closeMarks() { closeMarks(from: 0, followedBy: 0) }

  private mutating func closeMarks(from first: Int, followedBy next: UInt8) {
    while marks.count > first, let mark = marks.popLast() {
      if let start = mark.start {
        if start < text.count { surround(start, with: mark.element, followedBy: next) }
      } else {
        unstarted -= 1
      }
    }
  }

  private mutating func surround(
    _ start: Int, with element: MarkdownElement, followedBy next: UInt8
  ) {
    if element == .code {
      var mark = [UInt8](
        repeating: UInt8(ascii: "`"), count: longestBackticks(text, start..<text.count) + 1)
      let isBacktick = text[start] == mark[0] || text.last == mark[0]
      if isBacktick { text.append(0x20) }
      text.append(contentsOf: mark)
      if isBacktick { mark.append(0x20) }
      text.insert(contentsOf: mark, at: start)
      return
    }
    // Inside a word, and beside other marks, these would be read as characters.
    if Self.binds(next) || start > self.start && Self.binds(text[start - 1]) { return }
    let mark: String.UTF8View =
      switch element {
      case .strong: "**".utf8
      case .struck: "~~".utf8
      default: "*".utf8
      }
    text.append(contentsOf: mark)
    text.insert(contentsOf: mark, at: start)
  }

  private static func binds(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte >= 0x80 || "*_~^\\".utf8.contains(byte)
  }
}

/// The most backticks in a row.
func longestBackticks(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
  var longest = 0
  var run = 0
  for at in range {
    run = bytes[at] == UInt8(ascii: "`") ? run + 1 : 0
    longest = max(longest, run)
  }
  return longest
}
