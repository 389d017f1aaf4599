/// Turns HTML into Markdown, as CommonMark and its tables have it: code fenced, with its language; quotations,
/// lists, headings, emphasis and tables with their marks; links by their text; no images.
///
/// Made for what StackExchange renders, whose authors wrote Markdown, so nothing that means something in
/// Markdown is escaped: whoever reads it wants `a_b`, not `a\_b`. One pass over the tags, as `appendHTMLText`;
/// what is open around a line is kept in a stack of at most 24, so time is linear and no nesting can exhaust
/// anything.

/// Appends the Markdown of `html` to `text`, without blank lines at its ends.
package func appendMarkdown(_ html: [UInt8], to text: inout [UInt8]) {
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
    // Comments, which the tokenizer passes over.
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
