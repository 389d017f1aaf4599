import ReaderSupport
import TestSupport
import Testing
import UL2Markup

@Suite("HTML to Markdown")
struct MarkdownTextTests {
  func text(_ html: String) -> String {
    var text: [UInt8] = []
    appendMarkdown(Array(html.utf8), to: &text)
    return string(text)
  }

  @Test(
    "Paragraphs and words",
    arguments: [
      ("<p>a</p>\n\n<p>b</p>\n", "a\n\nb"), ("  a \n\t b  ", "a b"), ("a<br>b<br/>c", "a\nb\nc"),
      ("a<br><br><br>b", "a\n\nb"),
      (
        "see <a href=\"u?a>b\" title='t'>the link</a>, <a href='u'><img alt='x'></a>.",
        "see the link, ."
      ),
      ("<img src=x alt=\"a &lt; b\"> c<img alt='enter image description here'/>", "c"),
      ("1 &lt; 2 &amp;&amp; 3 &quot;q&quot; &eacute;&unknown; &", "1 < 2 && 3 \"q\" é&unknown; &"),
      ("a&nbsp;b\u{200B}c &#8203;d&shy;e", "a bc de"),
      ("a&#0;&#1;b\u{1}c&#127;\u{7F}&#x81;d\u{81}\u{9F}é\u{A0}f", "a\u{FFFD}bcdé\u{A0}f"),
      (
        "10<sup>24</sup>, x<sup><em>n</em></sup>, 19<sup>th</sup> H<sub>2</sub>O",
        "10^24, x^n, 19th H2O"
      ),
      ("Press <kbd>Ctrl</kbd>+<kbd>C</kbd>, a_b * 2 # no <u>x</u>", "Press Ctrl+C, a_b * 2 # no x"),
      ("$$\\sum_{i=1}^n x_i &lt; 2$$", "$$\\sum_{i=1}^n x_i < 2$$"),
      (
        "<h1>T</h1>x<h3>a <b>b</b><br>c</h3>y<h2></h2>z<h6>s</h6>",
        "# T\n\nx\n\n### a b c\n\ny\n\nz\n\n###### s"
      ),
      ("<hr>x<hr><hr/>y<hr>", "x\n\n---\n\ny"),
      ("a<script>if (x</y) z</script>b<style>q</style><!-- c -->d", "abd"),
      ("", ""), ("<", "<"), ("</", ""), ("<p", ""), ("<a b='", ""), ("<!--", ""), ("&#", "&#"),
      ("<pre>", ""), ("</pre></ul></li></code></b></td></table></blockquote>x", "x"),
      ("<p></p><ul><li></li></ul><blockquote></blockquote><pre>\n\n</pre><b></b>", ""),
    ])
  func words(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test(
    "Emphasis and code within a line",
    arguments: [
      (
        "<p>x <b>y</b> <i>z</i>, <strong><em>u</em></strong> <del>v</del></p>",
        "x **y** *z*, ***u*** ~~v~~"
      ),
      ("e<b>m</b>phasis, <b>f</b>oo <i> a b </i>c", "emphasis, foo *a b* c"),
      ("<b>a</b><i>b</i> <b></b> <b> </b><b>c<p>d</b>", "**a**b **c**\n\nd"),
      ("<b>a<br>b</b> <i>c<br><br>d</i>", "**a\nb** *c*\n\nd"),
      ("<b><i>a</b> b</i> <b>c <b>d</b> e", "***a*** b **c d** e"),
      ("use <code>x  =\n1</code>.", "use `x = 1`."), ("<code>a`b</code>", "``a`b``"),
      ("<code>`</code> <code>`a``</code> <code> b </code>", "`` ` `` ``` `a`` ``` `b`"),
      ("<code>a<b>c</b></code><code></code> <b>see <code>d</code></b>", "`ac` **see `d`**"),
      ("<code>a<p>b", "`a`\n\nb"), ("<tt>a</tt> <CODE>&lt;b&gt;</CODE>", "`a` `<b>`"),
      ("foo<code>x</code>bar", "foo`x`bar"), ("<h2>The <code>x</code></h2>", "## The `x`"),
    ])
  func marks(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test(
    "Blocks of code",
    arguments: [
      (
        "<p>x</p><pre><code>\nif a:\n    b &lt; c\n\n  d\n\n</code></pre>\n<p>t</p>",
        "x\n\n```\nif a:\n    b < c\n\n  d\n```\n\nt"
      ),
      ("<pre>    y</pre>", "```\n    y\n```"),
      (
        "<pre><code>a\r\n\tb  c\r\n\r   d\u{200B}<sup>2</sup>&nbsp;<b>e</b>\u{1}&#2;\r\n</code></pre>",
        "```\na\n\tb  c\n\n   d\u{200B}2 e\n```"
      ),
      (
        "<pre class=\"lang-py prettyprint-override\"><code>x\n</code></pre><pre class='x lang-c++'>y</pre>",
        "```py\nx\n```\n\n```c++\ny\n```"
      ),
      ("<pre><code class=\"hljs language-rust\">x</code></pre>", "```rust\nx\n```"),
      (
        "<pre class='lang-none'>a</pre><pre class='lang-'>b</pre><pre class='lang-a`b'>c</pre>",
        "```\na\n```\n\n```\nb\n```\n\n```\nc\n```"
      ),
      (
        "<!-- language: lang-js -->\n\n<pre><code>a</code></pre><pre>b</pre><!-- language-all: bash -->"
          + "<!-- x --><pre>c</pre><!-- language: lang-or-tag-here --><pre>d</pre><pre class='lang-c'>e</pre>",
        "```js\na\n```\n\n```\nb\n```\n\n```bash\nc\n```\n\n```bash\nd\n```\n\n```c\ne\n```"
      ),
      (
        "<!-- begin snippet: js hide: false -->\n<pre class=\"snippet-code-css lang-css\"><code>x</code></pre><!-- end snippet -->",
        "```css\nx\n```"
      ),
      ("<pre>```\na ```` b\n```</pre>", "`````\n```\na ```` b\n```\n`````"),
      ("<pre><code>a &lt;p&gt; <i>b</i><br>c</code></pre>", "```\na <p> b\nc\n```"),
      ("a<pre>b", "a\n\n```\nb\n```"),
    ])
  func code(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test(
    "Lists and quotations, nested in each other",
    arguments: [
      ("<ul>\n<li>a</li>\n<li><p>b</p></li></ul>c", "- a\n\n- b\n\nc"),
      ("<p>x</p><ol><li>a<li>b<ul><li>c</ol>d", "x\n\n1. a\n2. b\n   - c\n\nd"),
      (
        "<ol start=\"9\"><li>a</li><li></li><li>b</li></ol><ol start='-3'><li>c",
        "9. a\n10. b\n\n1. c"
      ),
      (
        "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li><li>d</li></ul>",
        "- a\n\n  b\n\n  - c\n- d"
      ),
      ("<li>a</li><li>b</li>", "- a\n- b"),
      ("<blockquote><p>q</p><p>r</p></blockquote><p>s</p>", "> q\n>\n> r\n\ns"),
      (
        "a<blockquote>q<br>r</blockquote><blockquote class=\"spoiler\">s</blockquote>",
        "a\n\n> q\n> r\n\n> s"
      ),
      ("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>\n> > b\n>\n> c"),
      (
        "<blockquote><p>a</p><ul><li>b</li><li>c</li></ul><h2>d</h2><hr><pre><code>e\n\n  f\n</code></pre></blockquote>g",
        "> a\n>\n> - b\n> - c\n>\n> ## d\n>\n> ---\n>\n> ```\n> e\n>\n>   f\n> ```\n\ng"
      ),
      (
        "<ol><li><p>a</p><pre class='lang-sh'><code>b\n\nc</code></pre></li><li><p>d</p></li></ol>",
        "1. a\n\n   ```sh\n   b\n\n   c\n   ```\n\n2. d"
      ),
      ("<ul><li><blockquote><p>a</p><p>b</p></blockquote></li></ul>", "- > a\n  >\n  > b"),
      ("<ul><li><pre>a\nb</pre>c</li></ul>", "- ```\n  a\n  b\n  ```\n\n  c"),
      ("<blockquote><ul><li>a<p>b</blockquote><p>c", "> - a\n>\n>   b\n\nc"),
      ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\nb"),
    ])
  func blocks(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test(
    "Tables",
    arguments: [
      (
        "<div class='s-table-container'><table><thead><tr><th>a</th><th>b</th></tr></thead>\n<tbody><tr><td>c</td><td>d | <code>e|f</code></td></tr><tr><td></td><td>g<br>h</td></tr></tbody></table></div>i",
        "| a | b |\n| --- | --- |\n| c | d \\| `e\\|f` |\n| | g h |\n\ni"
      ),
      ("x<table><tr><td><p>a</p><p>b</p><pre>c</pre><ul><li>d", "x\n\n| a b c d |\n| --- |"),
      (
        "<blockquote><table><tr><td>a<td>b<tr><td>c</table></blockquote>",
        "> | a | b |\n> | --- | --- |\n> | c |"
      ),
      ("<td>a</td><td>b</td>", "a b"),
    ])
  func tables(html: String, expected: String) {
    #expect(text(html) == expected)
  }

  @Test("Earlier contents of the buffer stay before it")
  func appends() {
    var buffer = Array("title\n\n".utf8)
    appendMarkdown(Array("<p><b>x</b></p>".utf8), to: &buffer)
    #expect(string(buffer) == "title\n\n**x**")
  }

  @Test("Any byte changed, any end cut off: no trap")
  func mutations() {
    let sample = Array(
      """
      <p>a <b>b</b><sup>2</sup> &amp; &#8203;<img src="x" alt="y z"/><code>`</code></p><h2>k</h2>
      <ol start=3><li>c<ul><li>d</ul></ol><pre class="lang-py"><code>  e\r\n\tf &lt;
      </code></pre><blockquote>g<br>h</blockquote><table><tr><th>i<td>j</table><!-- language: k --><hr>
      """.utf8)
    for i in sample.indices {
      var text: [UInt8] = []
      appendMarkdown(Array(sample[..<i]), to: &text)
      appendMarkdown(Array(sample[i...]), to: &text)
      for byte in "<>/&;='\" \n-!#\0é".utf8 {
        var changed = sample
        changed[i] = byte
        appendMarkdown(changed, to: &text)
      }
      #expect(text.count < 30 * sample.count)
    }
  }

  @Test(
    "Deep nesting and unclosed constructs take linear time",
    arguments: [
      "<div>", "<ul><li>", "<pre>", "<b", "<", "&", "<!--", "<a b='", "<table><tr><td>",
      "<sup>", "a<sup>1", "\u{200B}", "<pre>\r", "<img alt=>", "<blockquote>a", "<li>a", "<b>a",
      "<code>a", "<code>a</code>", "<i><b>a</b>", "<blockquote></li>", "<ol></ul>",
      "<!-- language-->",
      "<td>", "<hr>a", "<br>", "<h1>a", "`", "<pre>a</pre>", "<b><i>a</b>",
    ])
  func adversarial(unit: String) {
    #expect(growth(from: 10_000) { _ = text(String(repeating: unit, count: $0) + "x") } < 9)
  }
}
