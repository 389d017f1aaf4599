import ReaderSupport
import TestSupport
import Testing
import UL2Markup

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
      ("[[Foo:x.JPG|thumb|y]]z [[:Foo:x.jpg]] [[A: b.png]] [[A.png]]", "z Foo:x.jpg A.png"),
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
      ("a {{{{{1}}}|x|y}} b", "a b"),
      ("x {{unclosed", "x {{unclosed"),
      ("x }} y }", "x }} y }"),
      ("{{a [[b }} c", "c"),
      ("a\n{| class=x\n! h\n|-\n| {{b}} || c\n{|\n| nested\n|}\n|}\nd", "a\nd"),
      (":{|\n|x\n|}\nd", "d"),
      ("{|\n| never closed", ""),
      ("a <table><tr><td>x</td></tr></table> b", "a b"),
      ("A ({{lang|x}}) b", "A b"),
      ("A ({{x|x|y}}; born {{y}}, in P) b", "A (born, in P) b"),
      ("f() and g( x )", "f() and g( x )"),
    ])
  func templates(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Templates that carry text show it",
    arguments: [
      ("a {{lang|fr|[[b|texte]]}}, {{Lang_|x}} c", "a texte, c"),
      ("({{lang-la|Opus Majus}}; {{lang-x}})", "(Latin: Opus Majus)"),
      ("{{nowrap|a {{nobr|1= b=c }}}}", "a b=c"),
      ("{{lang|fr|text=x|lit=y}}{{unknown|z|a}}", "x"),
      ("{{frac|3}} {{sfrac|1|2}} {{frac|1|2|3}}", "1/3 1/2 1 2/3"),
      ("{{val|6.24|0.01|e=18|u=C}} {{val|5}}", "6.24±0.01×10^18 C 5"),
      ("{{nihongo|[[A|a]]|漢字|b}} {{nihongo|a|漢}} {{nihongo|a||b}}", "a (漢字, b) a (漢) a (b)"),
      (
        "{{IPAc-en|audio=x.ogg|icon|ˈ|æ|,_|b}} {{IPA-de|tʃ|lang}} {{IPA|en|/a/}}",
        "/ˈæ, b/ [tʃ] /a/"
      ),
      ("{{respell|ASS|kee}} {{angbr|a}} {{chem|C|''n''|H|2}}", "ASS-kee ⟨a⟩ CnH2"),
      (
        "{{circa|1900|1910}} {{c.|5}} {{abbr|x|y}} {{ill|A (b)|de|C|lt=A}}", "c. 1900–1910 c. 5 x A"
      ),
      ("{{birth date|1900|5|3}} {{birth date|1900|5|3|df=y}}", "May 3, 1900 3 May 1900"),
      (
        "{{as of|2014|7|lc=y}} {{as of|2014}} {{as of|1|alt=then}}",
        "as of July 2014 As of 2014 then"
      ),
      ("{{convert|1300|mi|km}} {{cvt|1|ft|m|abbr=on}}", "1,300 miles 1 ft"),
      ("{{cvt|5|to|10|km2|sqmi}} {{convert|6|ft|1|in|m}}", "5 to 10 km^2 6 feet 1 inch"),
      ("a {{convert|67|in|cm|0|adj=on}} b {{convert|9|foo}} {{convert}}c", "a 67-inch b 9 foo c"),
      ("{{convert|1000|ft|adj=mid|-wide}}", "1,000-foot-wide"),
      ("x {{coord|12|31|7|N|70|2|9|W}}, {{coord|1|2|display=title}}.", "x 12°31′7″N 70°2′9″W."),
      ("a\n{{quote|b ''c''\n\nd|author}}\ne", "a\nb c\n\nd\n\ne"),
      ("{{blockquote|text=a=b}}", "a=b"),
      ("5{{e|24}}, x{{mdash}}y{{nbsp}}z{{spaced ndash}}'{{'s}}", "5×10^24, x—y z – ''s"),
      ("{{formatnum:3003}} {{#if: {{x}} |a|b}} {{#if:1|a}} {{#ifeq:a|a|y|n}}", "3,003 b a y"),
      ("[[a{{!}}b]] x{{!}}y {{=}}", "b x|y ="),
      ("{{quote|* a\n* b}}", "- a\n- b"),
      ("{{lang|fr|<nowiki>|</nowiki>}} {{code|a<!-- | -->b}}", "| ab"),
      ("{{lang|fr|a {{b", "{{lang|fr|a {{b"),
      ("{{lang|fr|}}x ({{lang|fr}})", "x"),
    ])
  func textTemplates(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test("A wiki's own templates, and the page's title")
  func local() {
    func text(_ wikitext: String, _ language: String) -> String {
      var site = WikiSite()
      site.base = Array("https://\(language).wikipedia.org/wiki/X".utf8)
      let title = Array("T".utf8)
      return string(WikitextCleaner(site).text(Array(wikitext.utf8), title: title))
    }
    #expect(text("{{citation|a}}b {{s|XIX|e}} {{convert|5|mi}}", "fr") == "« a »b XIXe siècle 5 mi")
    #expect(text("{{citation|a}}b {{PAGENAME}} {{convert|5|mi}}", "en") == "b T 5 miles")
    #expect(text("{{EnS|a}} {{\"|b}}", "de") == "englisch a „b“")
    #expect(text("{{仮リンク|甲|en|A}}、{{読み仮名|乙|おつ}}", "ja") == "甲、乙（おつ）")
    #expect(text("{{link-en|甲|A}}{{circa|1}}", "zh") == "甲1")
    #expect(text("{{circa|1}}", "simple") == "c. 1")
  }

  @Test(
    "Removed things leave no holes",
    arguments: [
      ("a {{x}}, b", "a, b"), ("a, {{x}}, b", "a, b"), ("a, {{x}}.", "a."), ("a.{{x}}. b", "a. b"),
      ("(a, {{x}}) b", "(a) b"), ("A [{{x}}] b", "A b"), ("A ( {{x}} , {{y}} ) b", "A b"),
      ("* {{cite}}.\n* b", "- b"), ("a , b, c .", "a , b, c ."), ("a ... b", "a ... b"),
      ("a\n{{x}}; {{y}}\nb", "a\nb"), ("etc.<ref>x</ref> B", "etc. B"),
      ("* {{cite}}. First of\n** {{x}}, b\n{{x}}: c", "- First of\n  - b\nc"),
    ])
  func holes(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Quotes as MediaWiki reads them",
    arguments: [
      ("l'''être''", "l'être"), ("l'''être''' ''x''", "lêtre x"), ("'''''a'' b'''", "a b"),
      ("ab'''cd'' l'''x", "abcd lx"), ("ab'''cd''", "ab'cd"), ("a '''b''", "a 'b"),
      ("d'''a'' {{x|'''}}", "d'a"), ("''a {{nowrap|'''b'''}}''", "a b"),
    ])
  func quotes(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Exponents keep their meaning",
    arguments: [
      ("10<sup>24</sup> m<sup>−2</sup> s<sup>-1</sup>", "10^24 m^−2 s^-1"),
      ("19<sup>th</sup> XIX<sup>e</sup> H<sup>+</sup>", "19th XIXe H+"),
      ("''x''<sup>''n''</sup> (a)<sup>2</sup> .<sup>1</sup>", "x^n (a)^2 .1"),
      ("[[kilometre|km]]<sup>2</sup> H<sub>2</sub>O <sup>3</sup>", "km^2 H2O 3"),
      ("cm<sup>&minus;1</sup><sup", "cm^−1<sup"),
    ])
  func exponents(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Indented blocks keep their layout",
    arguments: [
      ("a\n if x:\n     y\n\n z\nb", "a\nif x:\n    y\n\nz\nb"),
      ("a\n one  line\nb", "a\none line\nb"),
      (" * x\n #  y", "* x\n#  y"),
    ])
  func indented(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Tags",
    arguments: [
      ("a<ref>x {{cite}} [[</ref>, b<ref name=q />.", "a, b."),
      ("a<!-- x --> b <!-- never", "a b"),
      ("a <ref>never closed b", "a never closed b"),
      // The rest of citations with broken markup.
      ("a<ref>{{cite|title = b</ref name\"c\"> d|url = http://x.y}}</ref> e", "a e"),
      ("a d |url = http://x.y/z|access-date = 2016-02-12}} e }}", "a d e }}"),
      ("a b\n|last1=c\n| title = d }}\ne |x=1}}", "a b\ne |x=1}}"),
      ("a {{cite web |url=http://x.y |title=b\nc {{x", "a\nc {{x"),
      ("[[a|url=b}} c]] [[d|e|url=f}}]]", "a c e"), ("[[{{abs|url=b}}|c}}]]", "c}}"),
      ("[[x {{nowrap|1={{!}}url=b}}|title=c}} d]]", "x d"),
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
      ("&NotEqualTilde; &varepsilon;", "\u{2242}\u{338} \u{3F5}"),
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
      ("; term : definition\n: a : b", "term: definition\na : b"),
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

  @Test("Any byte changed, any end cut off: no trap")
  func mutations() {
    let sample = Array(
      """
      {{Infobox|x={{lang|fr|a}}|y=[[b|c]]}}'''A''' ({{IPAc-en|a|_}}; {{convert|5|to|6|mi|adj=on}})
      a <ref name="x">{{cite}}</ref>[[File:x.jpg|thumb|b [[c]]]], l'''être'' {{coord|1|2|N|3|W}}.
      == H ==
       code  <nowiki>[[x]]</nowiki>
       more {{val|1|2|e=3|u=m}}
      {| class="x"
      | a || b
      |}
      * x<sup>2</sup> <math>a^2</math> &amp; [http://x y] -{zh-cn:a;zh-tw:b}- __TOC__
      {{quote|text=a
      * b|c}} {{#if:{{{1|}}}|a|b}} {{as of|2014|7|5}} {{nihongo|a|b|c}}
      """.utf8)
    let cleaner = WikitextCleaner()
    func check(_ wikitext: [UInt8]) {
      #expect(cleaner.text(wikitext).count <= 2 * sample.count)
    }
    for i in sample.indices {
      check(Array(sample[..<i]))
      check(Array(sample[i...]))
      for byte in "{}|[]<>='&-\n \u{1}\u{3}é0".utf8 {
        var changed = sample
        changed[i] = byte
        check(changed)
      }
    }
  }

  @Test(
    "Thousands of anything take linear time",
    arguments: [
      "{{", "}}", "[[", "]]", "[[a|", "[[a|[http://b ", "{{{", "\n{|", "\n|}", "<ref>", "<b ",
      "<!-",
      "<nowiki>", "<table>", "</table>", "__A", "_", "-{", "-{a", "''", "&", "&#", "[http://x ",
      "* ",
      "\n****************x", "=", "\n=a", "(", "( {{a}}", "|", "{{a|[[b", "<pre>x", "</",
      "{{lang|x|", "{{lang|", "{{nowrap|", "{{nowrap|a}}", "{{!}}", "{{convert|1|to|", "{{#if:",
      "{{a|b=", "'''", "l'''", "'''''", "<sup>", "<sup>1", " x\n", "\n ", "\n;", " : ",
      "{{quote|\n ",
      "[[a{{!}}", "<ref<ref", "{{IPAc-en|", "x, {{a}}, ", "[{{a}}]",
    ])
  func adversarial(unit: String) {
    let closing = ["{": "}}", "[": "]]"][String(unit.prefix(1))] ?? "x"
    let cleaner = WikitextCleaner()
    let time = growth(from: 8_000) { count in
      _ = cleaner.text(Array(String(repeating: unit, count: count).utf8))
      let half = count / 2
      let closings = String(repeating: closing, count: half)
      _ = cleaner.text(Array((String(repeating: unit, count: half) + "text" + closings).utf8))
    }
    #expect(time < 9)
  }
}
