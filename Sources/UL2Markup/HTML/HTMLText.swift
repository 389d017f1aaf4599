/// Turns HTML into plain text: blocks apart by blank lines, lists with markers, code as it is.
///
/// Made for what StackExchange renders and used for any page. One pass over the tags, with a stack
/// of lists as its only nested state, so time is linear and no nesting can exhaust anything.

/// Appends the text of `html` to `text`, without blank lines at its ends.
package func appendHTMLText(_ html: [UInt8], to text: inout [UInt8]) {
  var tokenizer = HTMLTokenizer(html)
  var layout = HTMLLayout(appendingTo: text)
  text = []
  while let token = tokenizer.next() {
    switch token {
    case .text(let range): layout.add(html, range)
    case .start(.image, let attributes):
      if let alternative = tokenizer.attribute("alt", in: attributes),
        describesImage(html, alternative)
      {
        layout.add(html, alternative)
      }
    case .start(.inline, let attributes) where isSuperscript(html, attributes.lowerBound):
      layout.startSuperscript(followedBy: html, from: attributes.upperBound)
    case .start(let element, _): layout.start(element)
    case .end(let element): layout.end(element)
    }
  }
  text = layout.finish()
}

/// Whether an `alt` says something: not StackExchange's placeholder, not an address.
private func describesImage(_ html: [UInt8], _ alternative: Range<Int>) -> Bool {
  let start = html.trimmed(alternative).lowerBound
  return !html.has("enter image description here", at: start) && !html.has("http://", at: start)
    && !html.has("https://", at: start)
}

/// Whether the tag whose name ends at `end` is `<sup>`.
private func isSuperscript(_ html: [UInt8], _ end: Int) -> Bool {
  html.hasIgnoringCase("<sup".utf8, at: end - 4)
}

/// Whether what is at `start`, inside `<sup>`, would be read as a part of the number or word
/// that ends with `base`.
func isExponent(_ html: [UInt8], from start: Int, of base: UInt8) -> Bool {
  guard base.isASCIIAlphanumeric || base >= 0x80 || base == UInt8(ascii: ")") else { return false }
  let sign = ["-", "+", "\u{2212}", "&minus;"].first { html.hasIgnoringCase($0.utf8, at: start) }
  let next = start + (sign?.utf8.count ?? 0)
  let isItalic = html.has("<em>", at: next) || html.has("<i>", at: next)
  return next < html.count
    && (html[next].isASCIIDigit || isItalic || sign != nil && html[next].isASCIILetter)
}

/// The text written so far, and the breaks that are owed before the next word.
struct HTMLLayout {
  private var text: [UInt8]
  private let start: Int
  /// Newlines owed before the next word: 2 make a blank line.
  private var breaks = 0
  private var owesSpace = false
  private var owesMarker = false
  private var cells = 0
  /// How many `<pre>` are open, and where the outermost one's text begins.
  private var preDepth = 0
  private var preStart = 0
  private var isAfterPreTag = false
  /// For each open list the number of its last item; nil for bullets.
  private var lists: [Int?] = []
  private let references: CharacterReference.Context

  init(
    appendingTo text: [UInt8], references: CharacterReference.Context = .terminated
  ) {
    self.text = text
    self.references = references
    start = text.count
  }

  consuming func finish() -> [UInt8] { text }

  mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      if byte == UInt8(ascii: "&"),
        let reference = CharacterReference(bytes, at: at, in: references),
        reference.end <= range.upperBound
      {
        add(scalar: reference.scalar)
        if reference.second != 0 { add(scalar: reference.second) }
        at = reference.end
      } else if byte.isPlainWord, preDepth == 0 {
        // Nearly everything is words with single spaces between.
        let start = at
        at = bytes.endOfPlainWords(from: at, to: range.upperBound)
        beginWord()
        text.append(bytes, start..<at)
      } else if byte == 0xE2, preDepth == 0, bytes.has("\u{200B}", at: at) {
        at += 3
      } else if byte == 0x0D, preDepth > 0, bytes.has("\r\n", at: at) {
        // HTML reads it as one line break.
        at += 1
      } else {
        add(byte: byte)
        at += 1
      }
    }
  }

  private mutating func add(scalar: UInt32) {
    if scalar < 0x80 {
      add(byte: UInt8(scalar))
    } else if scalar == 0xA0 {
      // A no-break space is a space to a reader.
      add(byte: 0x20)
    } else if preDepth == 0, [0x200B, 0x00AD, 0xFEFF].contains(scalar) {
      // Places where a line may break show nothing.
    } else {
      beginWord()
      appendUTF8(scalar, to: &text)
    }
  }

  private mutating func add(byte: UInt8) {
    if preDepth > 0 {
      // HTML drops a line break right after the tag.
      if isAfterPreTag, byte == 0x0A {
        isAfterPreTag = false
        return
      }
      isAfterPreTag = false
      if breaks > 0 || owesMarker { beginWord() }
      text.append(byte)
    } else if byte.isMarkupSpace {
      owesSpace = true
    } else {
      beginWord()
      text.append(byte)
    }
  }

  /// Writes what is owed.
  private mutating func beginWord() {
    if breaks > 0 {
      if text.count > start { text.append(contentsOf: repeatElement(0x0A, count: breaks)) }
    } else if owesSpace, text.count > start, !owesMarker {
      text.append(0x20)
    }
    breaks = 0
    owesSpace = false
    if owesMarker { writeMarker() }
  }

  private mutating func writeMarker() {
    owesMarker = false
    // The indentation is bounded, or deep nesting would write the square of its depth.
    let depth = min(max(lists.count - 1, 0), 16)
    text.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    if let last = lists.last, let number = last {
      lists[lists.count - 1] = number + 1
      text.append(contentsOf: "\(number + 1). ".utf8)
    } else {
      text.append(contentsOf: "- ".utf8)
    }
  }

  private mutating func breakLine(_ count: Int) { breaks = max(breaks, count) }

  /// `10<sup>24</sup>` is no `1024`: an exponent, or a note's number, gets a `^`; ordinals get none.
  mutating func startSuperscript(followedBy html: [UInt8], from start: Int) {
    guard !owesSpace, breaks == 0, preDepth == 0, let base = text.last,
      isExponent(html, from: start, of: base)
    else { return }
    text.append(UInt8(ascii: "^"))
  }

  mutating func start(_ element: HTMLElement) {
    switch element {
    case .inline, .image, .hidden: break
    case .block, .rule: breakLine(2)
    case .lineBreak:
      if preDepth > 0 { add(byte: 0x0A) } else { breaks = min(breaks + 1, 2) }
    case .preformatted:
      breakLine(2)
      if preDepth == 0 { preStart = text.count }
      preDepth += 1
      owesSpace = false
      isAfterPreTag = true
    case .bulletList, .numberedList:
      breakLine(lists.isEmpty ? 2 : 1)
      lists.append(element == .numberedList ? 0 : nil)
    case .listItem:
      breakLine(1)
      owesMarker = true
    case .tableRow:
      breakLine(1)
      cells = 0
    case .tableCell:
      if cells > 0 {
        owesSpace = true
        beginWord()
        text.append(UInt8(ascii: "|"))
        owesSpace = true
      }
      cells += 1
    }
  }

  mutating func end(_ element: HTMLElement) {
    switch element {
    case .block: breakLine(2)
    case .listItem, .tableRow:
      breakLine(1)
      owesMarker = false
    case .bulletList, .numberedList:
      lists.removeLast(lists.isEmpty ? 0 : 1)
      breakLine(lists.isEmpty ? 2 : 1)
      owesMarker = false
    case .preformatted where preDepth > 0:
      preDepth -= 1
      if preDepth == 0 { endPreformatted() }
      breakLine(2)
    case .inline, .image, .hidden, .rule, .lineBreak, .tableCell, .preformatted: break
    }
  }

  /// Line breaks at the end of code belong to the markup, not to the code.
  private mutating func endPreformatted() {
    while text.count > preStart, text.last == 0x0A { text.removeLast() }
  }
}
