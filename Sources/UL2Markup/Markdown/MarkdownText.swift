/// Turns HTML into Markdown, as CommonMark and its tables have it: code fenced, with its language; quotations,
/// lists, headings, emphasis and tables with their marks; links by their text; no images.
///
/// Made for what StackExchange renders, whose authors wrote Markdown, so nothing that means something in
/// Markdown is escaped: a reader wants `a_b`, not `a\_b`. One pass over the tags, as
/// `appendHTMLText`; what is open around a line is kept in a stack of at most 24, so time is linear
/// and no nesting can exhaust anything.

/// Appends the Markdown of `html` to `text`, without blank lines at its ends.
package func appendMarkdown(_ html: [UInt8], to text: inout [UInt8]) {
  let html = withoutHighControls(html)
  var tokenizer = HTMLTokenizer(html)
  var layout = MarkdownLayout(appendingTo: text)
  var language = CodeLanguage()
  text = []
  var at = 0
  while let piece = tokenizer.nextPiece() {
    let start =
      switch piece {
      case .text(let range): range.lowerBound
      case .start(let name, _): name.lowerBound - 1
      case .end(let name): name.lowerBound - 2
      }
    // Comments, which the tokenizer skips.
    if at < start { language.read(html, at..<start) }
    at = tokenizer.at
    switch piece {
    case .text(let range): layout.add(html, range)
    case .end(let name): layout.end(MarkdownElement(html, name), followedBy: html, at)
    case .start(let name, let attributes):
      let element = MarkdownElement(html, name)
      switch element {
      case .hidden:
        if !tokenizer.isClosed(attributes) {
          _ = tokenizer.skipContent(of: name)
          at = tokenizer.at
        }
      case .preformatted:
        layout.startPreformatted()
        layout.setLanguage(language.take(tokenizer, attributes))
      case .code where layout.isInCodeBlock:
        layout.setLanguage(language.ofClass(tokenizer, attributes))
      case .numberedList:
        let first = tokenizer.attribute("start", in: attributes)
        layout.startList(from: first.flatMap { parseInteger(Int.self, html[$0]) } ?? 1)
      case .superscript: layout.startSuperscript(followedBy: html, from: attributes.upperBound)
      default: layout.start(element)
      }
    }
  }
  text = layout.finish()
}

/// `html` without U+007F to U+009F: control characters whose bytes look like any letter's to code
/// that reads words as a whole.
private func withoutHighControls(_ html: [UInt8]) -> [UInt8] {
  func isControl(_ at: Int) -> Bool {
    at + 1 < html.count && html[at] == 0xC2 && html[at + 1] < 0xA0
  }
  var first = html.firstIndex(of: 0xC2, in: 0..<html.count)
  while first < html.count, !isControl(first) {
    first = html.firstIndex(of: 0xC2, in: first + 1..<html.count)
  }
  first = min(first, html.firstIndex(of: 0x7F, in: 0..<html.count))
  if first == html.count { return html }
  var cleaned = Array(html[..<first])
  var at = first
  while at < html.count {
    if isControl(at) {
      at += 2
    } else {
      if html[at] != 0x7F { cleaned.append(html[at]) }
      at += 1
    }
  }
  return cleaned
}
