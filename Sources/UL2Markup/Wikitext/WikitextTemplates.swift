/// The templates that carry text, which stay; all others, some hundred thousand, are removed.
///
/// Chosen by how often they stand in running prose, where removing them leaves a hole, and only where
/// what they show follows from their arguments. Names are in lower case; a language in front limits
/// a line to that wiki, since `{{citation|…}}` is a reference in English and a quotation in French.
/// Names that end in `*` stand for a language's or script's code: `{{lang-la|…}}`.
struct WikitextTemplates {
  private let own: [[UInt8]: TemplateFormat]
  /// Whether measures and dates are written in English.
  let isEnglish: Bool

  /// - Parameter language: the wiki's, `fr`; empty where it is unknown, which counts as English.
  init(language: [UInt8]) {
    isEnglish = ["", "en", "simple"].contains(String(decoding: language, as: UTF8.self))
    own = Self.byLanguage[isEnglish ? Array("en".utf8) : language] ?? [:]
  }

  /// The longest name in the table, to look no further.
  private static let longestName = 40

  /// The format of the template whose name is `name`; nil for templates that are removed.
  func format(_ name: some Collection<UInt8>) -> TemplateFormat? {
    guard name.count <= Self.longestName else { return nil }
    var key = name.map { $0 == UInt8(ascii: "_") ? 0x20 : $0.asciiLowercased }
    if let format = own[key] ?? Self.common[key] { return format }
    guard let dash = key.firstIndex(where: { $0 == 0x2D || $0 == 0x2F }), key.count - dash <= 12
    else { return nil }
    key.replaceSubrange((dash + 1)..., with: [UInt8(ascii: "*")])
    return own[key] ?? Self.common[key]
  }

  private static let common = table(commonLines)["", default: [:]]
  private static let byLanguage: [[UInt8]: [[UInt8]: TemplateFormat]] = {
    var tables: [[UInt8]: [[UInt8]: TemplateFormat]] = [:]
    for (language, formats) in table(localLines) { tables[Array(language.utf8)] = formats }
    return tables
  }()

  private static func table(_ lines: String) -> [String: [[UInt8]: TemplateFormat]] {
    var tables: [String: [[UInt8]: TemplateFormat]] = [:]
    for line in lines.split(separator: "\n") {
      let head = line.prefix { $0 != "→" }
      let format = TemplateFormat(line.dropFirst(head.count + 1).drop { $0 == " " })
      let words = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let hasLanguage = words.count > 1 && words[0].utf8.count == 2
      for name in (hasLanguage ? words[1] : head).split(separator: "|") {
        let key = Array(name.utf8)
        let language = hasLanguage ? String(words[0]) : ""
        tables[language, default: [:]][Array(key[key.trimmed(0..<key.count)])] = format
      }
    }
    return tables
  }

  private static let commonLines = """
    lang | langue → $(2,text)
    lang-* | vol-* → $(1,text)
    script/* | link-* | unicode | nq | rtl-lang → $last
    script | transl | transliteration | translit | wikt-lang | tsl → $last
    nowrap | no wrap | nobr | nobreak | nowr | j | mvar | math | bigmath | var → $1
    small | smaller | smallcaps | sc | small caps | big | larger | large | midsize | resize → $last
    em | strong | italic | noitalic | noitalics | mono | code | kbd | samp | tt | serif → $1
    center | block indent | vanchor | visible anchor | not a typo | not typo | typo → $1
    proper name | as written | abbr | abbrlink | tooltip | nts | format price | ruby → $1
    color | colour | align | font color → $last
    angbr | angle bracket → ⟨$1⟩
    ipa → $last
    ipac-* → %pronunciation
    ipa-* | ipablink → [$1]
    ipaslink → /$1/
    respell → {-}
    frac | sfrac | fraction → 1/$1 ;; $1/$2 ;; $1 $2/$3
    val → %value
    e | e10 → ×10^$1
    10^ → 10^$1
    radic | sqrt → √$1
    pi → π
    sup | sub → $1
    gaps | chem | linktext → {}
    key press | keypress → {+}
    hlist → {, }
    ill | interlanguage link | interlanguage link multi → $(lt,1)
    coord → %coordinates
    convert | cvt → %convert
    nihongo → $1< ($2<, $3>)>
    nihongo2 → $1
    nihongo3 → $1< ($2<, $3>)>
    zh → $(c,s,t,1)<; $p>
    mdash | em dash | — → —
    mdashb | spaced mdash | spaced em dash → ␣—␣
    ndash | en dash | – → –
    spaced ndash | snd | spnd | spaced en dash | space en dash → ␣–␣
    dot | middot | · | • | bull | bullet → ␣·␣
    nbsp | space | spaces | thinsp | hair space | thin space | narrow nbsp → ␣
    's → 's
    ' | apostrophe → '
    = | equals → =
    okina → ʻ
    hamza → ʾ
    ayin | ayn → ʿ
    ! → |
    quote | blockquote | quotation | cquote | centered pull quote | bquote → ¶$(text,quote,1)¶
    poemquote | poem quote | block quote | rquote | quote box → ¶$(text,quote,1)¶
    columns-list | columns list → ¶$(1)¶
    formatnum: | lc: | uc: | ucfirst: | lcfirst: → $1
    #if: → %ifNotEmpty
    #ifeq: → %ifEqual
    pagename | subjectpagename | fullpagename | basepagename → %title
    """

  private static let localLines = """
    en: circa | c. | ca. → c. $1<–$2>
    en: floruit | fl. → fl. $1<–$2>
    en: reign | r. → r. $1<–$2>
    en: as of → %asOf
    en: birth date | birth date and age | death date | death date and age | start date → %date
    en: dob | end date | bda | date → %date
    en: birth-date | death-date | by | format | oldstyledate | oldstyledatenorm → $1
    en: sic → <$1><$2> [sic]
    en: us$ | usd → US$$$1
    en: gbp | £ | pound sterling → £$1
    en: eur | € → €$1
    en: inr | indian rupee | ₹ → ₹$1
    en: flag | flagcountry | flagu | flagg → $1
    en: uss → USS $1< ($2)>
    en: hms → HMS $1< ($2)>
    en: rms → RMS $1
    en: ship → $1 $2< ($3)>
    en: sclass | sclass- → $1-class $2
    en: harvtxt | harvs → $1 ;; $1 ($2) ;; $1 & $2 ($3) ;; $1, $2 & $3 ($4)
    en: bibleverse | bibleref | bibleref2 → { }
    en: railgauge | track gauge → $1
    en: literal translation | lit. | gloss | translation → '$1'
    en: sortname → $1 $2
    fr: citation | « | guillemets | citation bloc | cita → « $1 »
    fr: citation étrangère | citation étrangere → « $2 »
    fr: date | date- | date de naissance | date de décès → $1< $2>< $3>
    fr: s | s- → $1e siècle ;; $1$2 siècle
    fr: sp → $1$2 $3 $4$5 siècles
    fr: nombre | unité | nb | formatnum → $1< $2>
    fr: lien → $(trad,texte,1)
    fr: japonais → $1< ($2<, $3>)>
    fr: exp | e → $1
    fr: ind → $1
    fr: page h' | incise | terme défini | terme | guil → $1
    fr: 1er | ier → 1er
    de: ars | ens | ess | fas | frs | grs | hes | its | jas | kos | las | nls | pls | pts → $1
    de: rus | spas | trs | uks | zhs → $1
    de: " | zitat → „$1“
    de: dts → $1
    de: sic → $1
    de: bibel → $1 $2,$3
    es: cita | cita destacada → «$1»
    es: unidad | unidad2 → $1< $2>
    es: siglo → siglo $1
    es: enlace interlenguaje → $1
    pt: citação | quote → «$1»
    pt: lknb → $1
    it: citazione → «$1»
    it: m → $1< $2>
    it: tutto attaccato → $1
    pl: cytat → „$1”
    ja: 仮リンク → $(label,1)
    ja: ルビ → $1
    ja: 読み仮名 | 読み仮名 ruby不使用 → $1（$2）
    zh: le | internal link helper → $1
    zh: link-* → $1
    zh: tsl → $3
    zh: bd → $1–$3
    ru: s → $1
    ru: нп | нп1 | нп2 | нп3 | нп4 | нп5 | не переведено | не переведено 3 → $(2,1)
    ru: цитата | начало цитаты → «$1»
    ru: num | число | nobr → $1
    eo: daton | dato → $1-a de $2 $3
    ca: cita | citació → «$1»
    """
}
