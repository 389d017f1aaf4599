import ReaderSupport
import Testing
import UL2Corpus
import UL2Markup

/// Random sequences of markup, whole and cut anywhere: nothing may trap, and the output is UTF-8.
@Suite("Random markup")
struct RandomMarkupTests {
  func texts(_ units: [String], count: Int, seed: UInt64) -> [[UInt8]] {
    var random = CounterRandom(key: seed)
    return (0..<count).map { _ in
      var text = (0..<random.below(40)).map { _ in units[random.below(units.count)] }.joined()
      while !text.isEmpty, random.below(4) == 0 { text.removeLast() }
      return Array(text.utf8)
    }
  }

  func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  @Test func html() {
    let units = [
      "<", ">", "</", "/>", "<p>", "<pre>", "</pre>", "<ul>", "<ol>", "<li>", "</ul>", "</li>",
      "<td>",
      "<tr>", "</tr>", "<br>", "<img alt='", "<img alt=x ", "'", "\"", "=", "<!--", "-->",
      "<script>",
      "</script", "&", "&#", "&#x", "lt;", "&amp;", "&#1234;", "&eacute;", "12", ";", " ", "\n",
      "é", "a",
      "<hr>", "<b ", "<blockquote>", "</blockquote>", "</ol>", "<table>", "</table>", "<code>",
      "</code>", "<em>", "</em>", "<b>", "</b>", "<h2>", "</h2>", "`", "|", "<sup>", "</p>",
      "<!-- language: c -->", "<pre class='lang-c'>", "\u{1}", "\u{81}", "&#127;", "&#128;",
    ]
    for html in texts(units, count: 3000, seed: 1) {
      var text: [UInt8] = []
      appendHTMLText(html, to: &text)
      #expect(isUTF8(text))
      var markdown = Array("é".utf8)
      appendMarkdown(html, to: &markdown)
      #expect(isUTF8(markdown) && markdown.starts(with: "é".utf8))
      #expect(!markdown.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F })
      #expect(markdown.count <= 34 * html.count + 64)
      #expect(!string(markdown).contains("\u{81}"))
      // No space or line break remains at the end.
      #expect(
        markdown.last != 0x0A && markdown.last != 0x20 || html.isEmpty,
        "\(string(html)) gives \(string(markdown))")
    }
  }

  @Test func wikitext() {
    let units = [
      "{{", "}}", "{", "}", "[[", "]]", "[", "]", "|", "{|", "|}", "\n", "\n{|", "\n|}", "\n|-",
      "\n*", "\n##",
      "\n==", "==", "\n;", "\n:", "<ref>", "</ref>", "<ref/>", "<nowiki>", "</nowiki>", "<math>",
      "</math>",
      "<pre>", "</pre>", "<table>", "</table>", "<!--", "-->", "''", "'''", "__TOC__", "__", "-{",
      "}-",
      "zh-cn:", ";", "H|", "http://x", "[http://x ", "File:", "fr:", ":", "&lt;", "&#42;", "&", "(",
      ")", ",",
      " ", "a", "é", "\u{0}", "\u{3}", "\u{4}", "\n----", "<br>", "<li>",
    ]
    let cleaner = WikitextCleaner()
    for wikitext in texts(units, count: 5000, seed: 2) {
      let text = cleaner.text(wikitext)
      #expect(isUTF8(text))
      #expect(!text.contains { $0 < 9 })
      _ = isWikiRedirect(wikitext)
    }
  }

  @Test func tex() throws {
    let units = [
      "\\", "%", "{", "}", "[", "]", "\\begin", "\\end", "{document}", "{verbatim}", "{comment}",
      "{thebibliography}", "\\iffalse", "\\fi", "\\else", "\\ifx", "\\input", "{b}", " b ", "\\def",
      "\\x",
      "\\newcommand", "*", "{\\x}", "\\verb", "|", "\\url", "\\bibliography", "\\endinput",
      "\\import{.}",
      "\n", " ", "é", "#1", "\\documentclass", "\\begin{document}", "\\end{document}",
    ]
    for text in texts(units, count: 2000, seed: 3) {
      let files = tar([
        ("a.tex", Array("\\documentclass \\begin{document}".utf8) + text), ("b.tex", text),
      ])
      let reading = Reading(
        arXivReader(MemorySource(files, path: "x"), recordText: .clean, log: SkipLog()))
      #expect(reading.problem == nil)
      #expect(reading.documents.allSatisfy { isUTF8($0.text) })
    }
  }

  @Test func xml() throws {
    let units = [
      "<page>", "</page>", "<title>", "</title>", "<id>", "</id>", "<revision>", "</revision>",
      "<text>",
      "</text>", "<text/>", "<posts>", "</posts>", "<row Id=\"1\" PostTypeId=\"1\" Body=\"b\"/>",
      "<row ",
      "<ns>", "</ns>", "-5", "99999999999999999999", "<!--", "-->", "<![CDATA[", "]]>", "&amp;",
      "&x;", "<?x?>",
      "<a xmlns:b='c'>", "</a>", "é", "#redirect [[", "<redirect/>", "\n",
    ]
    for xml in texts(units, count: 2000, seed: 4) {
      for recordText in [RecordText.clean, .raw] {
        let pages = Reading(
          wikipediaReader(
            MemorySource(xml, path: "x", step: 3), recordText: recordText, log: SkipLog()))
        let posts = Reading(
          stackExchangeReader(
            MemorySource(xml, path: "x", step: 3), recordText: recordText, log: SkipLog())
        )
        #expect(pages.isUTF8 && posts.isUTF8)
      }
    }
  }

  @Test("Archives with any bytes changed or cut")
  func archives() throws {
    let paper = Array("\\documentclass{a}\\begin{document}x\\end{document}".utf8)
    let archive = tar([("1901/1901.00001.gz", tar([("q.tex", paper)])), ("r.tex", paper)])
    var random = CounterRandom(key: 5)
    for _ in 0..<1500 {
      var damaged = archive
      for _ in 0..<1 + random.below(6) {
        damaged[random.below(1600)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.below(3) == 0 { damaged.removeLast(random.below(damaged.count)) }
      let reading = Reading(
        arXivReader(MemorySource(damaged, path: "x"), recordText: .clean, log: SkipLog()))
      #expect(reading.documents.count <= 2 && reading.isUTF8)
    }
  }

  @Test("A million open elements")
  func nesting() throws {
    let xml = String(repeating: "<a>", count: 1_000_000)
    let reading = Reading(
      wikipediaReader(source(xml, step: 1 << 16), recordText: .clean, log: SkipLog()))
    #expect(reading.problem != nil)
  }
}
