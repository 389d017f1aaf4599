import Testing
import UL2Corpus

@Suite("HTML to text")
struct HTMLTextTests {
  func text(_ html: String) -> String {
    var text: [UInt8] = []
    appendHTMLText(Array(html.utf8), to: &text)
    return string(text)
  }

  @Test(
    "Each rule",
    arguments: [
      ("<p>a</p>\n\n<p>b</p>\n", "a\n\nb"),
      ("  a \n\t b  ", "a b"),
      ("a<br>b<br/>c", "a\nb\nc"),
      ("a<br><br><br>b", "a\n\nb"),
      ("<p>x <b>y</b><i>z</i></p>", "x yz"),
      ("see <a href=\"u?a>b\">the link</a>.", "see the link."),
      ("<img src=x alt=\"a &lt; b\"> c", "a < b c"),
      ("<img alt='q'/>", "q"),
      ("<img alt=plain>", "plain"),
      ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;q&quot; &#39;r&#x27;", "1 < 2 && 3 > 2 \"q\" 'r'"),
      ("&eacute;&hellip;&unknown; &", "é…&unknown; &"),
      ("&#0; &#xD800; &#99999999999999999999;", "\u{FFFD} \u{FFFD} \u{FFFD}"),
      ("a&nbsp;b", "a b"),
      ("use <code>x  =\n1</code>", "use x = 1"),
      (
        "<pre><code>\nif a:\n    b &lt; c\n\n  d\n</code></pre>\n<p>t</p>",
        "if a:\n    b < c\n\n  d\n\nt"
      ),
      ("<p>x</p><pre>    y</pre>", "x\n\n    y"),
      ("<ul>\n<li>a</li>\n<li><p>b</p></li></ul>c", "- a\n\n- b\n\nc"),
      ("<ol><li>a<li>b<ul><li>c</ol>", "1. a\n2. b\n  - c"),
      ("<table><tr><th>a<th>b</tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d"),
      ("a<script>if (x</y) z</script>b<style>q</style>", "ab"),
      ("a<!-- <p> -->b<!doctype html><?php ?>c", "abc"),
      ("a < b <3 </ x>", "a < b <3"),
      ("<h1>T</h1>x<hr>y", "T\n\nx\n\ny"),
      ("<blockquote><p>q</p></blockquote>", "q"),
      ("", ""), ("<", "<"), ("</", ""), ("<p", ""), ("<a b='", ""), ("<!--", ""), ("&#", "&#"),
      ("<pre>", ""), ("</pre></ul></li>x", "x"), ("<script>", ""),
    ])
  func rules(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test("What was in the buffer stays before it")
  func appends() {
    var buffer = Array("title\n\n".utf8)
    appendHTMLText(Array("<p>x</p>".utf8), to: &buffer)
    #expect(string(buffer) == "title\n\nx")
  }

  @Test(
    "Deep nesting and unclosed constructs take linear time",
    .timeLimit(.minutes(1)),
    arguments: ["<div>", "<ul><li>", "<pre>", "<b", "<", "&", "<!--", "<a b='", "<table><tr><td>"])
  func adversarial(unit: String) {
    _ = text(String(repeating: unit, count: 200_000) + "x")
  }
}
