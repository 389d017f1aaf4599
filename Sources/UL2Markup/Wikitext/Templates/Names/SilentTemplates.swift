/// Templates with one argument that is not text, although they are within sentences: references and
/// requests for them, icons, anchors, keys to sort by, numbers of pages.
enum SilentTemplates {
  /// Whole names.
  static let names: StaticString = """
    rp | r | ref | refn | efn | efn-ua | efn-lr | note | notetag | ref label | note label | fn | fnote | footnote | sfn | sfnp | sfnm | cref | cnote | ran | #tag: → -
    cn | fact | clarify | when | who | which | where | why | how | what | by whom | according to whom | whom? | vague | dubious | or | pov | npov | synth | jargon → -
    full | specify | expand | explain | examples | example needed | definition | update | update after | update inline | importance example | sync | verify source | verify | vs → -
    anchor | anchors | shortcut | toc | toc right | toc left | clear | clr | - | break | br | main | see | further | see also | details | about | for | hatnote | distinguish | redirect → -
    flagicon | flag icon | flagdeco | flagicon image | ntsh | nts hidden | dtsh | hs | hid | sort hidden | sortkey | increase | decrease | steady | profit | loss | gain | dagger | double-dagger → -
    audio | listen | speaker | speakerlink | pron | icon | userbox | wiktionary | wikt | wikispecies | commons | commonscat | wikisource | wikiquote | wikinews | wikivoyage | wikibooks | wikiversity → -
    wikidata | iep | sep | q | d | c | s | w | b | n | v | m | mw | us census population | lookfrom | intitle | search | inflation | inflation-fn | inflation-year | inflation/year | inflation/fn → -
    portal | portalbar | portal bar | #invoke: | #switch: | #expr: | #ifexpr: | #ifexist: | #time: | #language: | fullurl: | localurl: | urlencode: | anchorencode: | filepath: | displaytitle: | defaultsort: → -
    stub | pow | kia | okay | tick | cross | yes | no | aye | nay | check | x mark | check mark | color sample | colorsample | legend/styles | coltit | col-begin | div col | multicol | column → -
    yearin | birth year category | db | notability | uncited | nowiki | void | hidden comment | comment | ifsubst | dubious-inline | fv | dn | disambiguation needed | dab needed | bsn | pn | page needed → -
    oeis el | catalog lookup link | cite | citation | harvnb | harv | harvp | harvid | sfnref | wikicite | isbn missing | issn search | refbegin | refend | reflist | 11 → -
    belege | belege fehlen | quelle | siehe auch | hauptartikel | wikiversity-link | fn-anker | fnz | fnbox | er | überarbeiten | toter link | internetquelle | literatur | dnb-portal → -
    refnec vide | référence | sfn | harvsp | note de bas de page | voir | article détaillé | loupe | ébauche | portail | ouvrage | article | lien web | lire en ligne | écouter | icône → -
    """

  /// Beginnings of names.
  static let prefixes = list(
    """
    cite |citation |infobox|navbox|campaignbox|taxobox|wikisource|wikiquote|wikimedia|commons|flagicon|pp-|use |\
    r from |r to |sfn|harv|efn|refn|ref |template|user|wp|wpt:|location map|portal|short desc|default|osm|imdb|\
    find a grave|needs |need |citation|unreliable|better |dead |failed |link |lien web|cite|non-|self-pub|third-party|\
    original research|primary |inline |col-|s-|stub|authority|good article|featured|dmoz|internet archive|\
    gutenberg|librivox|ol |sep |iep |open access|closed access|free access|subscription|inflation|user:|talk|wikiproject|\
    military navigation|football kit|singlechart|albumchart|election|party |clade|bs-|bsto|rail|chart|familytree|\
    icône|drapeau|portail|réf|nachweis|literatur|quelle|navigationsleiste|vorlage
    """)

  /// Endings of names.
  static let suffixes = list(
    """
    -stub| stub| icon|-icon|-inline| inline| needed| sidebar| topics| navbox|?|/doc| box| category| footer|\
    -fn| notice| disambiguation| article|-notice| hidden|-hidden| missing| required| issue| link/core|-ref| ref| ikona
    """)

  private static func list(_ text: String) -> [[UInt8]] {
    text.utf8.split(separator: UInt8(ascii: "|")).map { Array($0) }
  }
}
