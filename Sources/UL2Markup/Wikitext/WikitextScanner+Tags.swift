/// Comments, extension tags whose content is not wikitext, and HTML tags.
extension WikitextScanner {
  mutating func tag() {
    if bytes.has("<!--", at: at) {
      at = bytes.firstIndex(of: "-->", from: at + 4).map { $0 + 3 } ?? bytes.count
      output.append(WikitextMark.gap)
      return
    }
    guard let tag = WikitextTag(bytes, at: at) else { return copy(1) }
    at = tag.end
    let isStart = !tag.isEnd && !tag.isEmpty
    switch tag.role {
    case .removed:
      output.append(WikitextMark.gap)
      if isStart { _ = content(of: tag) }
    case .plain, .preformatted, .code, .formula:
      if isStart, let content = content(of: tag) { add(content, tag.role) }
    case .table:
      if isStart { openHTMLTable() } else if tag.isEnd { closeHTMLTable() }
    case .lineBreak: addNewlines(1)
    case .paragraph: addNewlines(2)
    case .listItem:
      if isStart {
        addNewlines(1)
        output.append(contentsOf: "* ".utf8)
      }
    case .row: if isStart { beginTaggedCell(isRow: true) } else { addNewlines(1) }
    case .cell: if isStart { beginTaggedCell(isRow: false) }
    case .superscript: if isStart { raise() }
    case .inline: break
    }
  }

  /// `10<sup>24</sup>` is no `1024`: an exponent gets a `^`. Ordinals, `19<sup>th</sup>`, get none.
  private mutating func raise() {
    if isExponent(bytes, at..<bytes.count, after: base(output.count)) {
      output.append(UInt8(ascii: "^"))
    }
  }

  private mutating func addNewlines(_ count: Int) {
    output.append(contentsOf: repeatElement(0x0A, count: count))
  }

  /// The text up to the end tag, past which `at` moves; nil when there is none.
  private mutating func content(of tag: WikitextTag) -> Range<Int>? {
    guard !unclosedTags.contains(tag.name) else { return nil }
    var search = at
    while let found = bytes.firstIndex(of: "</", from: search) {
      search = found + 2
      if let end = WikitextTag(bytes, at: found), end.name == tag.name, !end.hasMore {
        defer { at = end.end }
        return at..<found
      }
    }
    unclosedTags.insert(tag.name)
    return nil
  }

  /// Adds text in which nothing is markup.
  private mutating func add(_ content: Range<Int>, _ role: WikitextTag.Role) {
    let isBlock = role == .preformatted || (role == .code && bytes[content].contains(0x0A))
    if isBlock { addNewlines(1) }
    output.append(WikitextMark.verbatim)
    switch role {
    case .formula:
      output.append(UInt8(ascii: "$"))
      for byte in bytes[bytes.trimmed(content)] { addVerbatim(byte == 0x0A ? 0x20 : byte) }
      output.append(UInt8(ascii: "$"))
    case .code:
      for byte in bytes[withoutOuterNewlines(content)] { addVerbatim(byte) }
    default: addDecoded(isBlock ? withoutOuterNewlines(content) : content)
    }
    output.append(WikitextMark.verbatimEnd)
    if isBlock { addNewlines(1) }
    isLineStart = isBlock
  }

  private mutating func addVerbatim(_ byte: UInt8) {
    if byte >= 0x20 || byte == 0x0A || byte == 0x09 { output.append(byte) }
  }

  private mutating func addDecoded(_ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      if bytes[at] == UInt8(ascii: "&"), let reference = CharacterReference(bytes, at: at),
        reference.end <= range.upperBound
      {
        add(reference)
        at = reference.end
      } else {
        addVerbatim(bytes[at])
        at += 1
      }
    }
  }

  private func withoutOuterNewlines(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, bytes[start] == 0x0A { start += 1 }
    while start < end, bytes[end - 1] == 0x0A { end -= 1 }
    return start..<end
  }

  /// Adds what a reference became.
  private mutating func add(_ reference: CharacterReference) {
    switch reference.scalar {
    case 0xA0: output.append(0x20)
    case 0..<0x80 where reference.second == 0: addVerbatim(UInt8(reference.scalar))
    default: reference.append(to: &output)
    }
  }

  mutating func reference() {
    guard let reference = CharacterReference(bytes, at: at) else { return copy(1) }
    // `&#42;` at the start of a line is an asterisk and no list.
    output.append(WikitextMark.plain)
    add(reference)
    at = reference.end
    isLineStart = false
  }
}
