/// The text of inline templates, by their purpose; in English, German and French.
import ReaderSupport
import Testing
import UL2Markup

@Suite("Wikitext templates")
struct WikitextTemplateTests {
  func text(_ wikitext: String, _ language: String = "en", timestamp: String = "") -> String {
    var site = WikiSite()
    site.base = Array("https://\(language).wikipedia.org/wiki/X".utf8)
    return string(
      WikitextCleaner(site).text(
        Array(wikitext.utf8), title: Array("T".utf8), timestamp: Array(timestamp.utf8)))
  }

  @Test(
    "Languages and transliteration",
    arguments: [
      ("({{langx|de|Deutschland}})", "(German: Deutschland)"),
      ("{{langx|ru|Москва|Moskva|Moscow}}", "Russian: Москва, romanized: Moskva, lit. 'Moscow'"),
      ("{{lang-fr|chat|cat}} {{lang-ar|x|label=none}}", "French: chat, lit. 'cat' x"),
      ("{{lang|xx|a}} {{lang-xx|b}} {{lang-sr-Cyrl|Ћ}}", "a b Serbian Cyrillic: Ћ"),
      ("{{tlit|ru|Moskva}} {{transl|ar|ISO|kitab}} {{IAST|saṃ}} {{cyr|Д}}", "Moskva kitab saṃ Д"),
      (
        "{{zh|s=汉|t=漢|p=hàn|l=word}} {{zh|c=中|p=z|labels=no}}",
        "simplified Chinese: 汉; traditional Chinese: 漢; pinyin: hàn; lit. 'word' 中; z"
      ),
      (
        "{{korean|hangul=한국|hanja=韓國|rr=Hanguk}} {{Korean|한국|韓國}}",
        "Korean: 한국; Hanja: 韓國; RR: Hanguk Korean: 한국; Hanja: 韓國"
      ),
      (
        "{{nihongo|Tokyo|東京|Tōkyō|x}} {{nihongo||東京|Tōkyō}} {{nihongo3|T|東|Tō}}",
        "Tokyo (東京, Tōkyō, x) Tōkyō (東京) Tō (東, T)"
      ),
      ("{{rtl-lang|ar|ك}} {{script|Goth|𐌰}} {{nq|ف}} {{native name|de|X}}", "ك 𐌰 ف X"),
      (
        "{{ill|Foo|de|Foo (x)}} {{ill|de|A|B|C}} {{interlanguage link|Bar|fr|lt=b}}", "Foo C b"
      ),
    ])
  func languages(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Chemistry and physics",
    arguments: [
      (
        "formula {{chem2|CaCO3}}. {{chem|H|2|O}} {{chem|C|''n''|H|2''n''+2}}",
        "formula CaCO3. H2O CnH2n+2"
      ),
      ("{{chem|SO|4|2-}} {{chem|H|3|O|+}} {{chem|CH|3|COO|−}}", "SO4^2− H3O+ CH3COO−"),
      ("{{chem|238|92|U}} {{chem|2|H|2|O}}", "238U 2H2O"),
      ("{{chem2|SO4(2-)}} {{chem2|Na+ + Cl-}} {{chem2|CuSO4*5H2O}}", "SO4^2− Na+ + Cl− CuSO4·5H2O"),
      ("{{chem2|2 H2 + O2 -> 2 H2O}} {{ce|SO4^{2-} <=> x}}", "2 H2 + O2 → 2 H2O SO4^2− ⇌ x"),
      (
        "{{nuclide|carbon|14}} {{simpleNuclide2|Potassium|40}} {{SimpleNuclide|Tc|99|m}}",
        "14C 40K 99mTc"
      ),
      ("{{val|1.25|0.03|e=5|u=m/s2}} {{val|-5|ul=%}}", "1.25±0.03×10^5 m/s^2 −5%"),
      ("{{val|1|+0.2|-0.1}} {{val|5|-|10|e=-9|u=kg}}", "1+0.2−0.1 5–10×10^−9 kg"),
      ("x{{su|p=2|b=1}} {{SubSup|a|i|2}} {{SubatomicParticle|electron}}", "x^2_1 a_i^2 e−"),
      ("A {{eqm}} B, {{CO2}} and {{Solar mass|3}}", "A ⇌ B, CO2 and 3 M☉"),
    ])
  func science(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Mathematics",
    arguments: [
      ("{{math|{{abs|''x''}} < 1}} {{math|{{norm|v}} {{=}} 1}}", "|x| < 1 ‖v‖ = 1"),
      ("{{mset|1, 2}} {{mset|x|x > 0}} {{overline|AB}}", "{1, 2} {x | x > 0} AB"),
      ("{{floor|x}} {{ceil|{{mvar|y}}}} {{bra|ψ}} {{ket|φ}} {{vec|v}}", "⌊x⌋ ⌈y⌉ ⟨ψ| |φ⟩ v⃗"),
      ("{{alpha}} {{Delta}} {{mvar|{{theta}}}} {{pi}} {{lambda}}", "α δ θ π λ"),
      (
        "{{frac|1|2}} {{sfrac|a + b|c}} 1{{frac|1|4}} {{frac|3}} {{frac|1|2|3}}",
        "1/2 (a + b)/c 1 1/4 1/3 1 2/3"
      ),
      ("{{1/2}} point, 5{{3/4}} {{half}}", "1/2 point, 5 3/4 1/2"),
      ("{{radic|2}} {{radic|x + 1|3}} {{sqrt|{{mvar|x}}}}", "√2 ∛(x + 1) √x"),
      ("10{{sup|24}} 19{{sup|th}} H{{sub|2}}O 3{{e|-5}} {{10^|6}}", "10^24 19th H2O 3×10^-5 10^6"),
      ("{{intmath|int|0|1}} ''f'' {{tmath|\\alpha}}", "∫_0^1 f $\\alpha$"),
      ("{{math|1=''a'' = {{sfrac|''b''|''c''}}}} {{nowrap begin}}x{{nowrap end}}", "a = b/c x"),
      ("{{percentage|1|4}} {{percentage|1|3|2}} {{closed-open|a, b}}", "25% 33.33% [a, b)"),
      ("[[a{{!}}b]] {{(}}x{{)}} {{pipe}} {{'}}s 'a{{' \"}} {{-\"}}", "b {x} | 's 'a'\" \""),
    ])
  func mathematics(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Ships",
    arguments: [
      (
        "the {{SS|Great Britain}}, {{MV|Senopati}}, {{HMS|Victory}}",
        "the SS Great Britain, MV Senopati, HMS Victory"
      ),
      (
        "{{USS|Hornet|CV-12}} {{USS|Hornet|CV-12|6}} {{USS|Hornet|CV-12|2}}",
        "USS Hornet (CV-12) USS Hornet Hornet"
      ),
      ("{{USS|Hornet|CV-12|1}} {{HMCS|Haida|G63|3}}", "CV-12 Haida (G63)"),
      (
        "{{ship|HMS|Victory|1765|6}} {{ship|German battleship|Bismarck}} {{ship||Titanic}}",
        "HMS Victory German battleship Bismarck Titanic"
      ),
      (
        "{{sclass|Nimitz|aircraft carrier}} {{sclass-|Nimitz|carrier|4}}",
        "Nimitz-class aircraft carrier Nimitz class"
      ),
    ])
  func ships(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Currencies",
    arguments: [
      ("{{A$|5}} {{£|5}} {{US$|2 billion}} {{USD|5000|link=yes}}", "A$5 £5 US$2 billion US$5,000"),
      (
        "{{EUR|5.50}} {{JPY|1000000}} {{CHF|20}} {{INRConvert|5|c}}",
        "€5.50 ¥1,000,000 CHF 20 ₹5 crore"
      ),
      ("{{currency|5|USD}} {{NZD|7}} {{₹|12}} {{C$|3}}", "US$5 NZ$7 ₹12 C$3"),
    ])
  func currencies(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Units",
    arguments: [
      ("{{convert|13|m|ft}} {{cvt|13|m|ft}} {{convert|1|mi}}", "13 metres 13 m 1 mile"),
      (
        "{{convert|5|to|10|mi|km}} {{convert|5|-|10|kg}} {{convert|60|and(-)|80|kg}}",
        "5 to 10 miles 5–10 kilograms 60–80 kilograms"
      ),
      (
        "{{convert|6|ft|2|in|cm}} {{convert|2|x|3|ft}} {{convert|2|ft|x|3|ft|m}}",
        "6 feet 2 inches 2 × 3 feet 2 feet × 3 feet"
      ),
      ("{{convert|1+1/2|in}} {{convert|3/4|in}} {{convert|-5|C}}", "1 1/2 inches 3/4 inch −5 °C"),
      (
        "{{convert|60|mph|km/h|adj=on}} {{convert|5|to|10|ft|adj=on}} {{convert|100|km|mi|abbr=on}}",
        "60-mile-per-hour 5-to-10-foot 100 km"
      ),
      (
        "{{convert|100|km|mi|sp=us}} {{convert|22|e6acre}} {{convert|12.5|/sqmi}}",
        "100 kilometers 22 million acres 12.5 inhabitants per square mile"
      ),
      (
        "{{convert|1000|ft|adj=mid|-wide}} {{height|ft=6|in=2}} {{railgauge|1435mm}}",
        "1,000-foot-wide 6 ft 2 in 1,435 mm"
      ),
      (
        "{{nts|1200}} {{formatnum:1234567.5}} {{formatnum:-1234}} {{ntsh|5}}x",
        "1,200 1,234,567.5 −1,234 x"
      ),
      ("{{pop density|3645257|640081.87|km2|sqmi|prec=1}} {{duration|m=4|s=5}}", "5.7/km^2 4:05"),
    ])
  func units(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Dates, ages, sort keys",
    arguments: [
      (
        "{{start date and age|2000|1|2}} {{birth date and age|1970|5|3|df=y}}",
        "January 2, 2000 3 May 1970"
      ),
      (
        "{{death date and age|2000|1|2|1950|3|4}} {{birth date|1950}}",
        "January 2, 2000 (aged 49) 1950"
      ),
      (
        "{{dts|1999|May|5}} {{dts|format=dmy|1999|5|5}} {{dts|5 May 1999}}",
        "May 5, 1999 5 May 1999 5 May 1999"
      ),
      ("{{sort|01|One}} {{sortname|Ann|Lee|Ann Lee (x)}} {{sort|x}}", "One Ann Lee x"),
      ("{{age|1970|1|1|2000|1|1}} {{age in days|2000|1|1|2000|3|1}} {{age|1970|1|1}}x", "30 60 x"),
      ("{{age in years, months and days|1969|7|16|1969|7|24}}", "8 days"),
      (
        "{{date|2012-08-05}} {{date|2012-08-05|mdy}} {{circa|1500}} {{c.|5|9}}",
        "5 August 2012 August 5, 2012 c. 1500 c. 5–9"
      ),
      (
        "{{film date|2000|1|2|Cannes|2001|3}} {{OldStyleDate|February 2|1905|January 20}}",
        "January 2, 2000 (Cannes), March 2001 February 2 [O.S. January 20] 1905"
      ),
      (
        "{{as of|2013|June|8}} {{start and end dates|2000|1|2|2001|3|4|df=yes}}",
        "As of 8 June 2013 2 January 2000 – 4 March 2001"
      ),
    ])
  func dates(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test("Ages are counted to the day on which the page was written")
  func today() {
    let text = text(
      "({{age|1969|07|20}} years ago), {{CURRENTYEAR}}", timestamp: "2016-04-30T15:45:16Z")
    #expect(text == "(46 years ago), 2016")
  }

  @Test(
    "Lists are separate lines, or part of a sentence",
    arguments: [
      (
        "Members: {{plainlist|\n* Ann\n* Ben\n}} and {{ubl|Cid|Dee}}.",
        "Members: Ann, Ben and Cid, Dee."
      ),
      ("{{plainlist|\n* Ann\n* Ben\n}}", "- Ann\n- Ben"),
      ("x\n{{ubl|Cid|Dee}}\ny", "x\n- Cid\n- Dee\n\ny"),
      ("x\n{{ordered list|a|b}}\ny", "x\n1. a\n2. b\n\ny"),
      ("of {{hlist|a|b|c}} and {{flatlist|\n* d\n* e\n}}", "of a, b, c and d, e"),
      ("{{flatlist|}} {{ubl}}x", "x"),
    ])
  func lists(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Quotations",
    arguments: [
      ("a {{rquote|right|Roses are red|Bob}} b", "a\nRoses are red\nb"),
      ("{{quote|x|Bob}}\n{{cquote|y}}\n{{blockquote|text=z}}", "x\n\ny\n\nz"),
      ("{{centered pull quote|x}}{{quote box|quote=y}}{{bq|z}}", "x\ny\nz"),
      ("said {{qq|x}} and {{tq|y}}", "said \"x\" and y"),
    ])
  func quotations(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Style",
    arguments: [
      ("{{nobold|a}} {{nowrap|b}} {{small|c}} {{smallcaps|d}} {{sc|bc}}", "a b c d bc"),
      ("{{uc:äbc}} {{Uc:abc}} {{lc:ÄBC}} {{ucfirst:élan}} {{lcfirst:ABC}}", "ÄBC ABC äbc Élan aBC"),
      (
        "{{section link|Page|Part}} {{slink||Part}} {{section link|Page}}",
        "Page § Part § Part Page"
      ),
      ("{{em|a}} {{strong|b}} {{resize|80%|c}} {{color|red|d}} {{abbr|e|f}}", "a b c d e"),
      (
        "{{tooltip|a|b}} {{key press|Ctrl|C}} {{angbr|x}} {{font color|red|blue|y}}",
        "a Ctrl+C ⟨x⟩ y"
      ),
      (
        "{{flag|FRA}} {{USA}} {{flagicon|Italy}} Italy {{fb|BRA}}",
        "France United States Italy Brazil"
      ),
      (
        "{{oclc|5}} {{bibleverse|1|John|4:8}} {{bibleref|Mark|3:25|9}}",
        "OCLC 5 1 John 4:8 Mark 3:25"
      ),
      (
        "an {{sic|eror}} {{sic}} {{lit|x}} {{US patent|1781541}}",
        "an eror [sic] [sic] lit. 'x' U.S. Patent 1,781,541"
      ),
    ])
  func style(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Music and sounds",
    arguments: [
      (
        "in E{{music|flat}} major, F{{music|sharp}}, {{music|time|4|4}} {{natural}}",
        "in E♭ major, F♯, 4/4 ♮"
      ),
      (
        "{{IPA|/a/}} {{IPA|en|b}} {{IPA-fr|c}} {{IPAc-en|ˈ|f|uː}} {{IPAslink|d}}",
        "/a/ b [c] /ˈfuː/ /d/"
      ),
      ("{{respell|AP|əl}} {{IPAblink|a}} {{audio-IPA|x.ogg|/a/}}", "AP-əl [a] /a/"),
    ])
  func sounds(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "An unknown template in a line shows its only argument",
    arguments: [
      ("a {{unheard of|[[b|plain]]}} c", "a plain c"),
      ("{{unheard of|word}}, c", "word, c"),
      ("* {{unheard of|word}} – c", "- word – c"),
      ("a {{nowrap|{{unheard of|b}}}}", "a b"),
      ("{{|filter}} text.", "filter text."), ("a {{unheard of| 1 = b}} c", "a b c"),
      // Alone on a line it is a notice or a box.
      ("{{unheard of|word}}", ""), ("* {{unheard of|word}}", ""),
      ("a\n{{unheard of|b}}\nc", "a\nc"),
      // Not a single plain argument.
      ("a {{unheard of|b|c}} {{unheard of|x=1}} {{unheard of|http://x.y}} d", "a d"),
      ("a {{unheard of|b\nc}} {{unheard of}} {{unheard of|}} d", "a d"),
      // Requests, references, icons.
      ("a {{clarify|b}} {{r|c}} {{rp|5}} {{efn|d}} {{needs more|x}} {{fr icon|x}} e", "a e"),
      (
        "a {{#tag:ref|b}} {{#invoke:x|y}} {{defaultsort:b|c}} {{citation needed span|d}} e", "a d e"
      ),
    ])
  func unknown(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test(
    "Names are compared as in MediaWiki",
    arguments: [
      (
        "{{Lang|fr|a}} {{ lang |fr|b}} {{lang_|fr|c}} {{Key_press|d}} {{key  press|e}}", "a b c d e"
      ),
      (
        "{{Template:lang|fr|a}} {{template: Small|b}} {{subst:Lang|fr|c}} {{Vorlage:Em|d}}",
        "a b c d"
      ),
      ("{{NoWrap|a}} {{SMALL|b}} {{IPAC-EN|c}}", "a b /c/"),
      ("{{lang|2=a|1=fr}} {{lang|1=fr|2=b}} {{math|1=x = y}}", "a b x = y"),
      ("{{lang<!-- x -->|fr|a}}", "a"),
    ])
  func names(wikitext: String, expected: String) { #expect(text(wikitext) == expected) }

  @Test("The first letter of other alphabets")
  func otherLetters() {
    #expect(text("{{Нп5|а|b}} {{нп5|а|c}} {{Цитата|д}}", "ru") == "b c «д»")
    #expect(text("{{Énumération|a|b}}", "fr") == "a, b")
    #expect(text("{{Απόσπασμα|α}}", "el") == "α")
  }

  @Test(
    "German",
    arguments: [
      (
        "({{JaS|アニメ}}, [{{IPA|anime}}]) von {{EnS|''animation''}}",
        "(japanisch アニメ, [anime]) von englisch animation"
      ),
      ("sagte {{\"|Hallo}} und {{Zitat-en|Hi}}", "sagte „Hallo“ und „Hi“"),
      ("{{Zitat|Text=Sein|Autor=S}}", "„Sein“"),
      (
        "{{formatnum:12345.5}} {{Höhe|1234|DE-NN}} {{§|5|BGB}} {{Bruch|1|2}}",
        "12.345,5 1234 m § 5 BGB 1/2"
      ),
      (
        "{{Datum|1|5|2000}} {{DatumZelle|2000-05-12}} {{SortKey|x|Y}} {{SortKeyName|A|B}}",
        "1. Mai 2000 12. Mai 2000 Y A B"
      ),
      (
        "{{Lautschrift|[a]}} {{lang|en|word}} {{Farbe|red|rot}} {{GROSS:ä}} {{Vorlage:Fett|x}}",
        "[a] word rot Ä x"
      ),
      ("{{chem|H|2|O}} {{nowrap|a}} {{Polytonisch|λ}} {{unbekannt|Wort}} {{FN|1}}", "H2O a λ Wort"),
    ])
  func german(wikitext: String, expected: String) { #expect(text(wikitext, "de") == expected) }

  @Test(
    "French",
    arguments: [
      (
        "le {{date|1|janvier|2000}}, {{date de naissance|14|7|1879}}",
        "le 1er janvier 2000, 14 juillet 1879"
      ),
      ("mort {{date de décès|18|4|1955|14|3|1879}}", "mort 18 avril 1955 (à 76 ans)"),
      (
        "{{s|XIX|e}} {{s-|XX}} {{sp|XVI|e|ou|XVII|e}} {{-s|II}}",
        "XIXe siècle XXe siècle XVIe ou XVIIe siècles IIe siècle av. J.-C."
      ),
      (
        "{{unité|1234,5|km}} {{Unité|5|kg|m|-3}} {{nombre|1234567}} {{formatnum:1234.5}}",
        "1 234,5 km 5 kg m^-3 1 234 567 1 234,5"
      ),
      ("{{citation|vie}} {{guil|x}} {{citation étrangère|lang=en|life}}", "« vie » « x » « life »"),
      ("{{citation bloc|bloc}}", "« bloc »"),
      (
        "{{lien|langue=en|trad=Foo|fr=Bar|texte=Baz}} {{lien|Bar|en|Foo}} {{langue|en|word}}",
        "Baz Bar word"
      ),
      (
        "{{lang-en|word}} {{japonais|A|B|C}} {{API|[a]}} {{Modèle:Langue|la|x}}",
        "en anglais : word A (B, C) [a] x"
      ),
      (
        "1{{er}} {{1er}} {{n°}} 5, {{M.|Dupont}}, m{{exp|2}}, {{fchim|H|2|O}} {{tmp|20|°C}}",
        "1er 1er no 5, M. Dupont, m^2, H2O 20 °C"
      ),
      (
        "{{abréviation discrète|AB|Aaa}} {{référence nécessaire|texte|date=x}} {{inconnu|mot}}",
        "AB texte mot"
      ),
      (
        "{{MAJUS:é}} {{liste horizontale|a|b}} {{drapeau|France}} France {{heure|12|30}}",
        "É a, b France 12 h 30"
      ),
    ])
  func french(wikitext: String, expected: String) { #expect(text(wikitext, "fr") == expected) }
}
