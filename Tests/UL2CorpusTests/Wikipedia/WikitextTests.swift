import Testing
import UL2Corpus

@Suite("Wikitext to text")
struct WikitextTests {
  func text(_ wikitext: String) -> String {
    string(WikitextCleaner().text(Array(wikitext.utf8)))
  }

  @Test(
    "Links",
    arguments: [
      ("[[Paris]] and [[Paris|the city]]s", "Paris and the citys"),
      ("[[:Category:A]] [[Help:Mercury (planet)|]]", "Category:A Mercury"),
      ("a [[File:x.jpg|thumb|a [[b|c]] d]] e", "a e"),
      ("[[Datei:x.png]][[Category:X]][[fr:Y]][[zh-min-nan:Z]]t", "t"),
      ("[[fr]] [[ISO:1]] [[wikt:x|word]]", "fr ISO:1 word"),
      ("[[a|[[b]]]] [[|x]] [[]]", "[[a|b]] [[|x]] [[]]"),
      ("see [http://x.org the site]. [http://x.org] [//y z]", "see the site. z"),
      ("[http://x.org [[a|b]] c] https://bare.org", "b c https://bare.org"),
      ("[[a|[http://x y]]]", "y"),
      ("[[unclosed and [[b]]", "[[unclosed and b"),
      ("array[0] = a[[1]]", "array[0] = a1"),
    ])
  func links(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Templates and tables",
    arguments: [
      ("a {{b|{{c}}|[[d]]}} e", "a e"),
      ("{{Infobox\n|x={{{1|}}}\n|}}\n'''A''' is", "A is"),
      ("a {{{1|b}}} c", "a c"),
      ("a {{{{{1}}}|x}} b", "a b"),
      ("x {{unclosed", "x {{unclosed"),
      ("x }} y }", "x }} y }"),
      ("{{a [[b }} c", "c"),
      ("a\n{| class=x\n! h\n|-\n| {{b}} || c\n{|\n| nested\n|}\n|}\nd", "a\nd"),
      (":{|\n|x\n|}\nd", "d"),
      ("{|\n| never closed", ""),
      ("a <table><tr><td>x</td></tr></table> b", "a b"),
      ("A ({{lang|x}}) b", "A b"),
      ("A ({{lang|x}}; born {{date}}, in P) b", "A (born, in P) b"),
      ("f() and g( x )", "f() and g( x )"),
    ])
  func templates(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Tags",
    arguments: [
      ("a<ref>x {{cite}} [[</ref>, b<ref name=q />.", "a, b."),
      ("a<!-- x --> b <!-- never", "a b"),
      ("a <ref>never closed b", "a never closed b"),
      ("<gallery>\nFile:x.jpg|y\n</gallery>z", "z"),
      ("E <math>a^2\n+ {{b}}</math>.", "E $a^2 + {{b}}$."),
      ("<nowiki>[[x]] '''y''' &lt;</nowiki>", "[[x]] '''y''' <"),
      ("<nowiki>* x</nowiki>", "* x"),
      ("a\n<pre>\n  x\n\n\n  y  z\n</pre>\nb", "a\n\n  x\n\n\n  y  z\n\nb"),
      (
        "<syntaxhighlight lang=\"py\">\nif a:\n    b = {{1}}\n</syntaxhighlight>",
        "if a:\n    b = {{1}}"
      ),
      ("use <source lang=c>a  b</source>.", "use a  b."),
      ("a<br/>b<sub>2</sub> <small>c</small> <span style=\"x\">d</span>", "a\nb2 c d"),
      ("a <b c <i>d</i> x<y <foo>", "a <b c d x<y <foo>"),
      ("<includeonly>x</includeonly><noinclude>y</noinclude>", "y"),
      ("<div>\n* a\n</div>", "- a"),
    ])
  func tags(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Words",
    arguments: [
      ("''a'' '''b''' '''''c''''' d'e ''''f''''", "a b c d'e 'f'"),
      ("__NOTOC__a __init__ __x", "a __init__ __x"),
      ("a&nbsp;b &lt;ref&gt; &amp;amp; &#42; &x", "a b <ref> &amp; * &x"),
      ("&#42; no list", "* no list"),
      ("-{zh-hant:電腦; zh-hans:电脑}- x", "电脑 x"),
      ("-{A|zh-cn:[[甲|乙]];zh-tw:丙}-", "乙"),
      ("-{H|zh-cn:甲;zh-tw:乙}-x -{raw}- -{never", "x raw -{never"),
      ("a  \t b\r\nc\u{1}\u{3}d", "a b\ncd"),
    ])
  func words(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Lines",
    arguments: [
      ("a\n\n\n\nb\nc", "a\n\nb\nc"),
      ("a\n==H==\nb", "a\n\nH\nb"),
      ("a\n== H == <!-- c -->\n=== I ===\n\nb", "a\n\nH\n\nI\nb"),
      ("a\n== References ==\n{{reflist}}\n== Empty ==\n=== Too ===\n[[Category:X]]", "a"),
      ("== A ==\n=== B ===\n== C ==\nx", "C\nx"),
      ("= =\n=x", "=x"),
      ("* a\n** b\n* c\n*", "- a\n  - b\n- c"),
      ("# a\n# b\n## c\n# d\n\n# e", "1. a\n2. b\n  1. c\n3. d\n\n1. e"),
      ("; term\n: definition\n:: deeper", "term\ndefinition\ndeeper"),
      ("a\n----\nb", "a\nb"),
      ("a\n{{x}}\nb\n\n{{y}}\n\nc", "a\nb\n\nc"),
      ("", ""), ("\n\n", ""), ("==", "=="), ("[[", "[["), ("<", "<"), ("{{{", "{{{"), ("-{", "-{"),
    ])
  func lines(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Redirects",
    arguments: [
      ("#REDIRECT [[A]]", true), (" \n#redirect: [[A]]", true), ("#WEITERLEITUNG [[A]]", true),
      ("#перенаправление [[A]]", true), ("#転送[[A]]", true), ("#Redirect A", false),
      ("# [[A]]", false), ("", false), ("#", false),
    ])
  func redirects(wikitext: String, expected: Bool) {
    #expect(isWikiRedirect(Array(wikitext.utf8)) == expected)
  }

  @Test(
    "A million of anything takes linear time",
    .timeLimit(.minutes(1)),
    arguments: [
      "{{", "}}", "[[", "]]", "[[a|", "[[a|[http://b ", "{{{", "\n{|", "\n|}", "<ref>", "<b ",
      "<!-",
      "<nowiki>", "<table>", "</table>", "__A", "_", "-{", "-{a", "''", "&", "&#", "[http://x ",
      "* ",
      "\n****************x", "=", "\n=a", "(", "( {{a}}", "|", "{{a|[[b", "<pre>x", "</",
    ])
  func adversarial(unit: String) {
    _ = text(String(repeating: unit, count: 100_000))
    let closing = ["{": "}}", "[": "]]"][String(unit.prefix(1))] ?? "x"
    _ = text(
      String(repeating: unit, count: 50_000) + "text" + String(repeating: closing, count: 50_000))
  }
}
