/// Splits HTML into text and tags, in one pass, by the rules of HTML5's tokenizer.
///
/// It builds no tree: for a fragment, what text needs of one (which element starts or ends a line)
/// is known at the tag. For a web page `HTMLTree` makes one from these tokens, in flat arrays and
/// linear time; libgumbo's grows with the square of the nesting, 2 s for 10,000 nested `<div>`.
struct HTMLTokenizer {
  enum Token {
    case text(Range<Int>)
    /// A start tag, with the place of its attributes.
    case start(HTMLElement, attributes: Range<Int>)
    case end(HTMLElement)
  }

  /// A piece of the input, by the places of its names.
  enum Piece {
    case text(Range<Int>)
    case start(name: Range<Int>, attributes: Range<Int>)
    case end(name: Range<Int>)
  }

  let bytes: [UInt8]
  /// Where the next piece begins, except for comments.
  private(set) var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next token; nil at the end. Comments and hidden elements are skipped.
  mutating func next() -> Token? {
    while let piece = nextPiece() {
      switch piece {
      case .text(let range): return .text(range)
      case .end(let name): return .end(HTMLElement(bytes, name))
      case .start(let name, let attributes):
        let element = HTMLElement(bytes, name)
        guard element == .hidden else { return .start(element, attributes: attributes) }
        if !isClosed(attributes) { _ = skipContent(of: name) }
      }
    }
    return nil
  }

  /// The next text or tag; nil at the end. Comments are skipped; the content of elements like
  /// `<script>` is not: that takes `skipContent`.
  mutating func nextPiece() -> Piece? {
    while at < bytes.count {
      guard bytes[at] == UInt8(ascii: "<") else { return text(from: at) }
      let after = at + 1 < bytes.count ? bytes[at + 1] : 0
      switch after {
      case _ where after.isASCIILetter:
        let name = nameRange(from: at + 1)
        at = tagEnd(from: name.upperBound)
        return .start(name: name, attributes: name.upperBound..<at)
      case UInt8(ascii: "/"):
        if at + 2 < bytes.count, bytes[at + 2].isASCIILetter {
          let name = nameRange(from: at + 2)
          at = tagEnd(from: name.upperBound)
          return .end(name: name)
        }
        skip(past: ">")
      case UInt8(ascii: "!"):
        if bytes.has("<!--", at: at) { skipComment() } else { skip(past: ">") }
      case UInt8(ascii: "?"):
        skip(past: ">")
      default:
        return text(from: at)
      }
    }
    return nil
  }

  /// Text up to the next `<`; the byte at `start` belongs to it even if it is one.
  private mutating func text(from start: Int) -> Piece {
    at = bytes.firstIndex(of: UInt8(ascii: "<"), in: start + 1..<bytes.count)
    return .text(start..<at)
  }

  /// Whether a start tag ends with `/>`.
  func isClosed(_ attributes: Range<Int>) -> Bool {
    attributes.count >= 2 && bytes[attributes.upperBound - 2] == UInt8(ascii: "/")
  }

  /// Moves past a comment, which `<!-->` and `<!--->` are too.
  private mutating func skipComment() {
    if bytes.has(">", at: at + 4) {
      at += 5
    } else if bytes.has("->", at: at + 4) {
      at += 6
    } else {
      at += 4
      skip(past: "-->")
    }
  }

  private func nameRange(from start: Int) -> Range<Int> {
    var end = start
    while end < bytes.count, !bytes[end].isMarkupSpace, bytes[end] != UInt8(ascii: ">"),
      bytes[end] != UInt8(ascii: "/")
    { end += 1 }
    return start..<end
  }

  /// Where a tag ends that continues at `start`: after the first `>` outside quotes.
  private func tagEnd(from start: Int) -> Int {
    var at = start
    var quote: UInt8?
    var mayQuote = false
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return at
      } else if mayQuote, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      // Quotes count only where a value begins.
      if !byte.isMarkupSpace { mayQuote = byte == UInt8(ascii: "=") }
    }
    return at
  }

  private mutating func skip(past word: StaticString) {
    let found = bytes.firstIndex(of: word, from: at)
    at = found.map { $0 + word.utf8CodeUnitCount } ?? bytes.count
  }

  /// Moves to after the end tag of the element called `name`, or to the end.
  ///
  /// - Returns: the content's place.
  mutating func skipContent(of name: Range<Int>) -> Range<Int> {
    let wanted = bytes[name].map(\.asciiLowercased)
    let start = at
    while let tag = bytes.firstIndex(of: "</", from: at) {
      at = tag + 2
      let after = at + wanted.count
      if bytes.hasIgnoringCase(wanted, at: at),
        after == bytes.count || bytes[after].isMarkupSpace || bytes[after] == UInt8(ascii: ">")
          || bytes[after] == UInt8(ascii: "/")
      {
        at = tagEnd(from: after)
        return start..<tag
      }
    }
    at = bytes.count
    return start..<at
  }

  /// The value of an attribute, with its character references still in it.
  func attribute(_ wanted: StaticString, in range: Range<Int>) -> Range<Int>? {
    var at = range.lowerBound
    while let (name, value) = nextAttribute(&at, range.upperBound) {
      if name.count == wanted.utf8CodeUnitCount,
        unsafe bytes.hasIgnoringCase(wanted.bytes, at: name.lowerBound)
      {
        return value
      }
    }
    return nil
  }

  /// The attribute at or after `at`, which moves past it; its value is empty where it has none.
  func nextAttribute(_ at: inout Int, _ end: Int) -> (name: Range<Int>, value: Range<Int>)? {
    while at < end, bytes[at].isMarkupSpace || bytes[at] == UInt8(ascii: "/") { at += 1 }
    guard at < end, bytes[at] != UInt8(ascii: ">") else { return nil }
    let start = at
    // HTML5: an equals sign in front is part of the name.
    at += 1
    while at < end, !bytes[at].isMarkupSpace, bytes[at] != UInt8(ascii: "="),
      bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "/")
    { at += 1 }
    let name = start..<at
    var next = at
    while next < end, bytes[next].isMarkupSpace { next += 1 }
    guard next < end, bytes[next] == UInt8(ascii: "=") else { return (name, at..<at) }
    at = next + 1
    while at < end, bytes[at].isMarkupSpace { at += 1 }
    return (name, attributeValue(from: &at, end: end))
  }

  private func attributeValue(from at: inout Int, end: Int) -> Range<Int> {
    guard at < end else { return at..<at }
    let quote = bytes[at]
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted { at += 1 }
    let start = at
    while at < end {
      let byte = bytes[at]
      if isQuoted ? byte == quote : (byte.isMarkupSpace || byte == UInt8(ascii: ">")) { break }
      at += 1
    }
    let value = start..<at
    if isQuoted, at < end { at += 1 }
    return value
  }
}
