/// Markup to text: HTML, wikitext, LaTeX. UTF-8 must come out as UTF-8, and not much longer.
import ReaderSupport
import UL2Corpus
import UL2Markup

let markupTargets = [
  FuzzTarget(name: "html") { bytes throws(Violation) in
    guard let html = validUTF8(bytes) else { return }
    var text = Array("before".utf8)
    appendHTMLText(html, to: &text)
    try checkUTF8(text, "the text")
    try check(text.starts(with: Array("before".utf8)), "what was there is gone")
    // A list item of four bytes may be indented by 32.
    try check(text.count <= 16 * html.count + 64, "\(html.count) bytes became \(text.count)")
  },
  FuzzTarget(name: "markdown") { bytes throws(Violation) in
    guard let html = validUTF8(bytes) else { return }
    var text = Array("before".utf8)
    appendMarkdown(html, to: &text)
    try checkUTF8(text, "the text")
    try check(text.starts(with: Array("before".utf8)), "what was there is gone")
    try check(!text.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A }, "there are controls")
    // A line of code of one byte may be indented by 32.
    try check(text.count <= 34 * html.count + 64, "\(html.count) bytes became \(text.count)")
  },
  FuzzTarget(name: "wikitext") { bytes throws(Violation) in
    guard let wikitext = validUTF8(bytes) else { return }
    for tables in WikitextTables.allCases {
      let text = WikitextCleaner(tables: tables).text(wikitext)
      try checkUTF8(text, "the text")
      // `{{COD}}` is the Democratic Republic of the Congo.
      try check(
        text.count <= 8 * wikitext.count + 64, "\(wikitext.count) bytes became \(text.count)")
      try check(!text.contains { $0 < 0x07 }, "the layout's marks are left in the text")
    }
  },
  FuzzTarget(name: "latex") { bytes throws(Violation) in
    // Bytes without a tar header are a paper of one file.
    try readEveryWay(bytes, growth: 1 << 10) { source, log throws(Problem) in
      arXivReader(source, recordText: .clean, log: log)
    }
  },
]

/// The readers hand only valid UTF-8 to these; other bytes are the reader's business.
private func validUTF8(_ bytes: [UInt8]) -> [UInt8]? {
  (try? UTF8Span(validating: bytes.span)) == nil
    ? Array(String(decoding: bytes, as: UTF8.self).utf8) : bytes
}
