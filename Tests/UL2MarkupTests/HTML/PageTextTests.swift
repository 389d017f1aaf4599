import TestSupport
import Testing
import UL2Markup

private func text(_ html: String, _ scope: HTMLTextScope = .main) -> String {
  var text: [UInt8] = []
  appendPageText(Array(html.utf8), scope, to: &text)
  return String(decoding: text, as: UTF8.self)
}

private let sentence =
  "The quick brown fox, which nobody had seen for years, jumps over the lazy dog again."

@Suite("Text of pages") struct PageTextTests {
  private let page = """
    <!doctype html><html lang=en><head><title>T &amp; t</title><style>p{}</style></head><body>
    <header class="site-header"><a href="/">Home</a> <a href="/x">Sections</a></header>
    <nav><ul><li><a href="/a">First</a><li><a href="/b">Second</a></ul></nav>
    <main><article><h1>A fox</h1>
    <p class="lead">\(sentence)
    <p>\(sentence) <a href="/more">More of it.</a></p>
    <h2>Code</h2><pre>let a = 1
      let b&nbsp;= 2
    </pre>
    <ul><li>one thing that is long enough to say<li>two</ul>
    <table><tr><th>Year<th>Foxes<tr><td><p>2023</p><td>4</table>
    <div class="share-buttons"><a href="/t">Tweet</a></div>
    <h2>Related</h2><ul class="related-posts"><li><a href="/r">Another fox story</a></ul>
    </article></main>
    <aside><p>\(sentence)</p></aside>
    <div id="cookieConsent">We use cookies. <button>Accept</button></div>
    <footer>&copy 2024</footer><script>var x = "<p>no</p>"</script></body></html>
    """

  @Test("The main part, in the layout of the other readers")
  func main() {
    #expect(
      text(page) == """
        A fox

        \(sentence)

        \(sentence) More of it.

        Code

        let a = 1
          let b = 2

        - one thing that is long enough to say
        - two

        Year | Foxes
        2023 | 4
        """)
  }

  @Test("Joiners that join nothing are removed, with a line of only those; others stay")
  func joiners() {
    let joiner = "\u{200D}"
    #expect(
      text("<p>\(sentence)\(joiner)</p><p>\(joiner)</p><p>\(joiner)\(sentence) 👩\(joiner)💻</p>")
        == "\(sentence)\n\n\(sentence) 👩\(joiner)💻")
  }

  @Test("Everything that is visible")
  func all() {
    let all = text(page, .all)
    for part in [
      "Home Sections", "- First", "Tweet", "Another fox story", "© 2024", "We use cookies",
    ] {
      #expect(all.contains(part), "\(part)")
    }
    for part in ["Accept", "var x", "T & t"] { #expect(!all.contains(part), "\(part)") }
  }

  @Test(
    "A page that is not an article keeps its text",
    arguments: [
      "<p>Short.</p>", "<div>Just a line</div>", "Bare text", "<form><p>\(sentence)</p></form>",
      "<div class=comments><div class=comment><p>\(sentence)</p></div><p>\(sentence)</p></div>",
      "<body style='display: none'><p>\(sentence)</p>", "<noscript><p>\(sentence)</p></noscript>",
      "<footer><p>\(sentence)</p><p>\(sentence)</p></footer>",
      "<ul><li><a href=/1>One of many jobs</a><li><a href=/2>Another of many jobs</a></ul>",
    ])
  func others(html: String) {
    let expected = html.contains("fox") ? "brown fox" : html.contains("jobs") ? "of many jobs" : ""
    #expect(!text(html).isEmpty)
    #expect(text(html).contains(expected))
  }

  @Test("Articles with comments below lose them, forums made of comments do not")
  func comments() {
    let comment = "<div class=comment><p>Me too: \(sentence)</p></div>"
    let blog =
      "<body><div class=entry-content><p>\(sentence)</p><p>\(sentence)</p><p>\(sentence)</p></div>"
      + "<div id=comments>\(comment)\(comment)\(comment)\(comment)</div>"
    #expect(!text(blog).contains("Me too"))
    let forum = "<body><h1>Foxes?</h1><div id=comments>\(comment)\(comment)\(comment)</div>"
    #expect(text(forum).contains("Me too"))
  }

  @Test("A lead beside the article's box belongs to the article")
  func lead() {
    let html = """
      <article><header><h1>Fox</h1><p>Lead: \(sentence)</p></header>
      <div class="article-body"><p>\(sentence)</p><p>\(sentence)</p><p>\(sentence)</p>
      <p>\(sentence)</p><p>\(sentence)</p><p>\(sentence)</p></div></article>
      """
    #expect(text(html).hasPrefix("Fox\n\nLead: The quick"))
  }

  @Test("Implied end tags; end tags that close nothing; tables for layout")
  func structure() {
    #expect(text("<p>a<p>b</div>c", .all) == "a\n\nbc")
    #expect(text("<ul><li>a<ul><li>b</ul><li>c</ul>", .all) == "- a\n  - b\n- c")
    #expect(text("<dl><dt>a<dd>b<dt>c</dl>", .all) == "a\n\nb\n\nc")
    #expect(text("<table><tr><td>a</div></td><td>b</td></table>", .all) == "a | b")
    #expect(text("<table><tr><td><h1>a</h1></td><td>b</td></table>", .all) == "a\n\nb")
    #expect(text("<p>a</br>b", .all) == "a\nb")
    #expect(text("x<!-->y<!--->z<!-- > --!>", .all) == "xyz")
    #expect(text("<p>so\u{AD}ft\u{200B} \u{A0} no\u{1}w </p>", .all) == "soft now")
  }

  @Test("Any depth, any number of tags: time is linear")
  func pathological() {
    let inputs: [(Int) -> String] = [
      { String(repeating: "<div>", count: 10 * $0) + "x" },
      { String(repeating: "<", count: 100 * $0) },
      { String(repeating: "<p><table><td>", count: $0) },
      { String(repeating: "<a href=x><li>", count: $0) },
      { String(repeating: "<div>", count: 500) + String(repeating: "</p><b></div x>", count: $0) },
      { String(repeating: "<h1>&a", count: $0) },
      { "<div class=\"" + String(repeating: "ad-", count: $0) + "\">" },
      { String(repeating: "<!--", count: $0) }, { String(repeating: "<a b='", count: $0) },
      { String(repeating: "<script>", count: $0) }, { String(repeating: "<td>", count: 3 * $0) },
    ]
    for input in inputs {
      #expect(growth(from: 25_000) { _ = text(input($0)) } < 9, "\(input(3))")
    }
  }

  @Test("Neither a wrong byte nor a cut traps")
  func mutations() {
    let bytes = Array(page.utf8)
    var output: [UInt8] = []
    for at in stride(from: 0, to: bytes.count, by: 3) {
      appendPageText(Array(bytes[..<at]), .main, to: &output)
      for byte: UInt8 in [0x00, 0x22, 0x26, 0x3C, 0x3E, 0x80, 0xFF] {
        var damaged = bytes
        damaged[at] = byte
        appendPageText(damaged, .main, to: &output)
      }
      #expect(output.count <= 9 * bytes.count)
      output.removeAll()
    }
  }
}
