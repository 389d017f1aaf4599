/// The encoding that a page declares in a `<meta>` of its first 1024 bytes ("prescan a byte stream", HTML
/// standard 13.2.3.2).

func metaCharset(_ bytes: [UInt8]) -> Charset? {
  // The prescan's limit; a browser that finds nothing there parses on, so four times that is looked at.
  var tokenizer = HTMLTokenizer(Array(bytes.prefix(4096)))
  while let piece = tokenizer.nextPiece() {
    guard case .start(let name, let attributes) = piece else { continue }
    let tag = HTMLTag(tokenizer.bytes, name)
    if tag.isRawText { _ = tokenizer.skipContent(of: name) }
    if tag == .meta, let charset = declaredCharset(tokenizer, attributes) { return charset }
  }
  return nil
}

private func declaredCharset(_ tokenizer: HTMLTokenizer, _ attributes: Range<Int>) -> Charset? {
  let bytes = tokenizer.bytes
  var label = tokenizer.attribute("charset", in: attributes)
  if label == nil, let kind = tokenizer.attribute("http-equiv", in: attributes),
    bytes.hasIgnoringCase("content-type".utf8, at: bytes.trimmed(kind).lowerBound),
    let content = tokenizer.attribute("content", in: attributes)
  {
    label = parameter("charset", of: bytes, in: content)
  }
  guard let label, let charset = Charset(label: bytes[bytes.trimmed(label)]) else { return nil }
  // The bytes of the declaration itself are ASCII.
  return charset.name.hasPrefix("utf-16") ? .utf8 : charset
}

/// The value of `name=` in a media type: `text/html; charset="utf-8"`.
package func parameter(_ name: StaticString, of bytes: [UInt8], in range: Range<Int>) -> Range<Int>?
{
  var at = range.lowerBound
  let name = unsafe Array(name.bytes)
  while at < range.upperBound {
    guard bytes.hasIgnoringCase(name, at: at) else {
      at += 1
      continue
    }
    at += name.count
    while at < range.upperBound, bytes[at].isMarkupSpace { at += 1 }
    guard at < range.upperBound, bytes[at] == UInt8(ascii: "=") else { continue }
    at += 1
    while at < range.upperBound, bytes[at].isMarkupSpace { at += 1 }
    let isQuoted = at < range.upperBound && (bytes[at] == 0x22 || bytes[at] == 0x27)
    if isQuoted { at += 1 }
    let start = at
    while at < range.upperBound, bytes[at] != UInt8(ascii: ";"), bytes[at] != 0x22,
      bytes[at] != 0x27, !bytes[at].isMarkupSpace
    { at += 1 }
    return start..<at
  }
  return nil
}
