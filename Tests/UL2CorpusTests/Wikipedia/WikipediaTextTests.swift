/// Whole pages from XML to text: what templates show, pages without text, tables.
import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input
import UL2Markup

@Suite("Text of Wikipedia")
struct WikipediaTextTests {
  /// A dump of pages, title and wikitext each.
  private func dump(_ pages: [(title: String, wikitext: String)]) -> String {
    var xml = """
      <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">
      <siteinfo><base>https://en.wikipedia.org/wiki/Main_Page</base>
      <namespaces><namespace key="0" /><namespace key="10">Template</namespace>
      <namespace key="14">Category</namespace></namespaces></siteinfo>
      """
    for (id, page) in pages.enumerated() {
      let text = page.wikitext.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      xml += """
        <page><title>\(page.title)</title><ns>0</ns><id>\(10 + id)</id><revision><id>1</id>
        <timestamp>2023-01-01T00:00:00Z</timestamp><model>wikitext</model>
        <text xml:space="preserve">\(text)</text></revision></page>
        """
    }
    return xml + "</mediawiki>"
  }

  private func read(
    _ pages: [(title: String, wikitext: String)], tables: WikitextTables = .drop
  ) -> (texts: [String], filtered: [String: Int]) {
    let log = SkipLog()
    let reading = Reading(
      PartsReader(
        WikipediaParts(
          ByteReader(source(dump(pages), path: "dump.xml", step: 11)), recordText: .clean,
          tables: tables),
        log: log))
    return (reading.texts, log.counts.filtered)
  }

  @Test("Sentences with templates as words have no holes")
  func inlineTemplates() {
    let wikitext = """
      '''Calcium carbonate''' is a compound with the formula {{chem2|CaCO3}}. Germany ({{langx|de|Deutschland}}) is a country. The ferry {{MV|Senopati}} sank; the {{SS|Great Britain}} sailed. Symphony in E{{music|flat}} major. He won {{frac|1|2}} and {{1/2}} point, paid {{A$|5}} and {{£|5}}. {{rquote|right|Roses are red in this quote.|Bob}} She ({{tlit|ru|Moskva}}, {{lit|capital}}) said {{nobold|word}}. The chemists found {{ce|H2O}} and {{nuclide|carbon|14}}. Members: {{plainlist|
      * Ann
      * Ben
      }} and {{ubl|Cid|Dee}}. It opened {{start date and age|2000|1|2}}. {{Uc:abc}}.
      """
    #expect(
      read([("Calcium carbonate", wikitext)]).texts == [
        """
        Calcium carbonate

        Calcium carbonate is a compound with the formula CaCO3. Germany (German: Deutschland) is a country. The ferry MV Senopati sank; the SS Great Britain sailed. Symphony in E♭ major. He won 1/2 and 1/2 point, paid A$5 and £5.
        Roses are red in this quote.
        She (Moskva, lit. 'capital') said word. The chemists found H2O and 14C. Members: Ann, Ben and Cid, Dee. It opened January 2, 2000. ABC.
        """
      ])
  }

  @Test("Formulas from templates")
  func mathematics() {
    let wikitext = """
      The bound {{math|{{abs|''ε''(''x'')}} < 7.5·10<sup>−8</sup>}} holds; {{math|''v''<sub>p</sub>&nbsp;{{=}}&nbsp;''ω''/''k''}}; {{math|''x''<sup>p<sub>i</sub></sup><sub>j</sub> {{=}} {{Fraction|{{delta}}|2}}}}; {{math|x<sup>2<sup>4</sup></sup>}}; {{math|{{mset|1, 2, 3}}}}; {{math|{{overline|''AB''}}}}; {{math|{{norm|''v''}} {{=}} 1}}; {{math|{{radic|{{mvar|x}}}}}}; {{math|1=''a'' = {{sfrac|''b''|''c''}}}}; {{math|''f'' : ''X'' → ''Y''}}; {{math|''a'' < ''b'' > ''c''}}; {{bigmath|''n''!}}; {{nowrap|{{math|2''k'' + 1}}}}; {{math|{{vec|v}}}}; {{math|{{floor|''x''}}}} {{math|{{ceil|''x''}}}}; {{math|{{su|p=2|b=1}}}}; {{math|{{bra|ψ}}}}; {{tmath|\\alpha}}; {{math|{{lambda}}}} {{alpha}} {{mvar|{{theta}}}}; {{math|{{intmath|int|0|1}} ''f''}}.
      """
    #expect(
      read([("Math templates", wikitext)]).texts == [
        """
        Math templates

        The bound |ε(x)| < 7.5·10^−8 holds; vp = ω/k; xpij = δ/2; x^2^4; {1, 2, 3}; AB; ‖v‖ = 1; √x; a = b/c; f : X → Y; a < b > c; n!; 2k + 1; v⃗; ⌊x⌋ ⌈x⌉; ^2_1; ⟨ψ|; $\\alpha$; λ α θ; ∫_0^1 f.
        """
      ])
  }

  @Test("Languages, names, dates, numbers, signs")
  func miscellany() {
    let wikitext = """
      {{|icLCD filter}} text. [[de:Hallo]] [[fr:Bonjour]]
      {{sortname|First|Last}} and {{sort|01|One}} and {{dts|1999|May|5}} and {{nts|1200}} and {{ntsh|5}}five. {{lang|ja|日本}} {{lang-de|Hallo}} {{langx|fr|Bonjour}} {{nihongo|Tokyo|東京|Tōkyō}} {{transl|ru|Moskva}} {{IPAc-en|ˈ|f|uː}} {{birth date and age|1970|5|3}} {{start date|2001|1|2}} {{as of|2020|3}} {{circa|1500}} {{c.|1600}} {{reign|1066|1087}} {{abbr|BBC|British Broadcasting}} {{ill|Foo|de|Foo (x)}} {{interlanguage link|Bar|fr|Barre}} {{USD|5}} {{US$|12}} {{GBP|3}} {{flag|France}} {{flagicon|Italy}} Italy {{nowrap|100 km}} {{small|tiny}} {{age|1970|1|1|2000|1|1}} {{percentage|1|4}} {{coord|51|30|N|0|7|W}} {{HMS|Victory}} {{USS|Enterprise|CV-6}} {{chem|H|2|O}} {{chem2|CO2}} {{gaps|1|234}} {{okina}} {{'}}s {{snd}} {{ndash}} {{!}} {{=}} {{-}} {{zwj}}
      """
    #expect(
      read([("Misc", wikitext)]).texts == [
        """
        Misc

        icLCD filter text.
        First Last and One and May 5, 1999 and 1,200 and five. 日本 German: Hallo French: Bonjour Tokyo (東京, Tōkyō) Moskva /ˈfuː/ May 3, 1970 January 2, 2001 As of March 2020 c. 1500 c. 1600 r. 1066–1087 BBC Foo Bar US$5 US$12 £3 France Italy 100 km tiny 30 25% 51°30′N 0°7′W HMS Victory USS Enterprise (CV-6) H2O CO2 1234 ʻ 's – – | = \u{200D}
        """
      ])
  }

  private let bridges = [
    (
      title: "List of bridges",
      wikitext: """
      {| class="wikitable"
      ! Name !! Year
      |-
      | Old Bridge || 1890
      |-
      | New Bridge || 1990
      |}
      [[Category:Bridges]]
      """
    ), (title: "Infobox only", wikitext: "{{Infobox bridge|name=X}}\n{{DEFAULTSORT:x}}"),
    (title: "Blank", wikitext: ""), (title: "White", wikitext: " \n&nbsp;\n<!-- x -->"),
    (title: "Text", wikitext: "x"),
  ]

  @Test("A page without text is not a document, and is counted")
  func noText() {
    let (texts, filtered) = read(bridges)
    #expect(texts == ["Text\n\nx"])
    #expect(filtered == ["no text": 4])
  }

  @Test("Tables as rows are text")
  func rows() {
    let (texts, filtered) = read(bridges, tables: .rows)
    #expect(
      texts == [
        "List of bridges\n\nName | Year\nOld Bridge | 1890\nNew Bridge | 1990", "Text\n\nx",
      ])
    #expect(filtered == ["no text": 3])
  }

  @Test("Links to other languages are removed; other links keep their label")
  func links() {
    let wikitext = """
      [[doi:10.1/x|a paper]], [[mw:X|b]], [[rfc:1|c]], [[wikt:d|e]] and [[ISO:1]] [[de:F]][[FR:G]][[zh-min-nan:H]][[simple:I]] [[:fr:J|k]]
      """
    #expect(read([("L", wikitext)]).texts == ["L\n\na paper, b, c, e and ISO:1 k"])
  }
}
