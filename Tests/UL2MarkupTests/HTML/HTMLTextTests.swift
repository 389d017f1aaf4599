import ReaderSupport
import TestSupport
import Testing
import UL2Markup

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
      ("a\u{200B}b &#8203;c&shy;d \u{2026}\u{2009}e", "ab cd \u{2026}\u{2009}e"),
      (
        "10<sup>24</sup>, x<sup><em>n</em></sup>, 5<SUP>&minus;2</SUP> s<sup>-1</sup>",
        "10^24, x^n, 5^−2 s^-1"
      ),
      (
        "19<sup>th</sup> Na<sup>+</sup> a <sup>2</sup> <sup>3</sup>H<sub>2</sub>O<sup>",
        "19th Na+ a 2 3H2O"
      ),
      ("<img alt=\"enter image description here\"><img alt=\"https://x.org/y.png\">a", "a"),
      ("$$\\sum_{i=1}^n x_i &lt; 2$$ and $a &amp; b$", "$$\\sum_{i=1}^n x_i < 2$$ and $a & b$"),
      ("<!-- begin snippet: js --><pre><code>x</code></pre><!-- end snippet -->", "x"),
      ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>", "Press Ctrl+C"),
      ("use <code>x  =\n1</code>", "use x = 1"),
      (
        "<pre><code>\nif a:\n    b &lt; c\n\n  d\n</code></pre>\n<p>t</p>",
        "if a:\n    b < c\n\n  d\n\nt"
      ),
      ("<p>x</p><pre>    y</pre>", "x\n\n    y"),
      (
        "<pre><code>a\r\n\tb  c\r\n\r\n   d\u{200B}<sup>2</sup>\r\n</code></pre>",
        "a\n\tb  c\n\n   d\u{200B}2"
      ),
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

  @Test("Earlier contents of the buffer stay before it")
  func appends() {
    var buffer = Array("title\n\n".utf8)
    appendHTMLText(Array("<p>x</p>".utf8), to: &buffer)
    #expect(string(buffer) == "title\n\nx")
  }

  @Test("Any byte changed, any end cut off: no trap")
  func mutations() {
    let sample = Array(
      """
      <p>a <b>b</b><sup>2</sup> &amp; &#8203;<img src="x" alt="y z"/></p>
      <ol><li>c<ul><li>d</ul></ol><pre class="lang-py"><code>  e\r\n\tf &lt;
      </code></pre><blockquote>g<br>h</blockquote><table><tr><th>i<td>j</table><!-- k --><hr>
      """.utf8)
    for i in sample.indices {
      var text: [UInt8] = []
      appendHTMLText(Array(sample[..<i]), to: &text)
      appendHTMLText(Array(sample[i...]), to: &text)
      for byte in "<>/&;='\" \n-!#\0é".utf8 {
        var changed = sample
        changed[i] = byte
        appendHTMLText(changed, to: &text)
      }
      #expect(text.count < 30 * sample.count)
    }
  }

  @Test(
    "Deep nesting and unclosed constructs take linear time",
    arguments: [
      "<div>", "<ul><li>", "<pre>", "<b", "<", "&", "<!--", "<a b='", "<table><tr><td>",
      "<sup>", "a<sup>1", "\u{200B}", "<pre>\r", "<img alt=>",
    ])
  func adversarial(unit: String) {
    #expect(growth(from: 10_000) { _ = text(String(repeating: unit, count: $0) + "x") } < 9)
  }
}
