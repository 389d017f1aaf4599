/// Templates of the English wikis; also where a wiki's language is not known.
enum EnglishTemplates {
  static let lines = [dates, words] + shared
  /// Those that other wikis have too, with the same names.
  static let shared: [StaticString] = [numbers, ships, names]

  private static let dates: StaticString = """
    circa | c. | ca. | c | ca | circ | approx | approximate → c. $1<–$2>
    floruit | fl. | fl | flourished → fl. $1<–$2>
    reign | r. | ruled | rul. → r. $1<–$2>
    born | b. | birth → b. $1
    died | d. → d. $1
    as of | since | update as of | asof → %asOf
    birth date | birth date and age | bda | dob | date of birth | birthdate and age | birth date and age2 | birth-date2 → %date
    start date | start date and age | start date and years ago | sda | start-date2 | end date | end date and age | release date | release date and age → %date
    launch date | launch date and age | death date | disestablished date and age | closed date and age | dissolved date and age → %date
    death date and age | dda | death date and given age | death date and age2 | deathdateandage → %deathDate
    birth-date | birth-date and age | death-date | death-date and age | birth year and age | birth year | death year | start-date | end-date → $1
    birth based on age as of date | birth based on age at death → c. $2
    death year and age → $1
    film date | filmdate | show date | film release dates | start film date → %dates
    start and end dates | start-end date | date range | event dates → %dateRange
    dts | date table sorting | dtsa | sort date | sortdate → %sortDate
    date | isodate | dmy | format date | date formatted → %isoDate
    formatdate | #formatdate: | #dateformat: → %isoDate
    age | age in years | age at date | age as of date → %age
    age in days | daysbetween | days between → %age days
    age in years, months and days | age in years and days | age in months | ayd | aymd | age for infant → %age all
    duration → %duration
    by | format | oldstyledatenorm → $1
    oldstyledate → $1< [O.S. $3]>< $2>
    oldstyledatedy | oldstyledatedny → $1< [O.S. $3]>< $2>
    oldstyledatedmy → $1< [O.S. $2]>
    century | centuries → $1
    mya | million years ago → $1<–$2> million years ago
    ma → $1<–$2> Ma
    bya → $1 billion years ago
    kya → $1 thousand years ago
    """

  private static let numbers: StaticString = """
    us$ | usd | us dollar | us dollars | usdollar → %money US$
    $ | dollar → %money $
    a$ | aud | au$ | australian dollar → %money A$
    c$ | cad | can$ | ca$ | canadian dollar → %money C$
    nz$ | NZD | new zealand dollar → %money NZ$
    hk$ | HKD → %money HK$
    s$ | SGD | sg$ → %money S$
    nt$ | TWD → %money NT$
    r$ | BRL → %money R$
    mex$ | mx$ | MXN → %money MX$
    gbp | £ | pound sterling | gb£ | pound | uk£ | stg → %money £
    £sd → £<$l><.$s><.$d>
    ir£ | irish pound → %money IR£
    eur | € | euro | euros → %money €
    INR | indian rupee | ₹ | rupee | rupees | irs | rs. → %money ₹
    inrconvert | indian rupee convert → %rupees
    PKR | ₨ | rs | pakistani rupee → %money ₨
    JPY | ¥ | yen | jp¥ | japanese yen → %money ¥
    CNY | RMB | cn¥ | renminbi | yuan → %money CN¥
    KRW | ₩ | won | south korean won → %money ₩
    RUB | ₽ | russian ruble | ruble → %money ₽
    CHF | swiss franc → %money CHF␣
    SEK → %money SEK␣
    NOK → %money NOK␣
    DKK → %money DKK␣
    PHP | ₱ | peso | philippine peso | philippinepeso → %money ₱
    NIS | ILS | ₪ | israeli new shekel → %money ₪
    TRY | ₺ | turkish lira → %money ₺
    UAH | ₴ → %money ₴
    VND | ₫ → %money ₫
    THB | ฿ | baht → %money ฿
    ZAR | rand → %money R
    NGN | naira | ₦ → %money ₦
    BDT | taka | ৳ → %money ৳
    LKR → %money Rs
    IDR | rp. → %money Rp
    btc | ₿ → %money ₿
    PLN | zł → %money PLN␣
    CZK → %money CZK␣
    HUF → %money HUF␣
    RON → %money RON␣
    ISK → %money ISK␣
    ARS → %money AR$
    CLP → %money CLP$
    COP → %money COL$
    PEN → %money S/␣
    EGP → %money E£
    IRR → %money IRR␣
    SAR → %money SAR␣
    AED → %money AED␣
    KES → %money KSh␣
    MYR | rm → %money RM
    KZT → %money ₸
    currency → %money
    us$convert | usdconvert → %money US$
    euroconvert → %money €
    railgauge | track gauge | rail gauge | trackgauge → %gauge
    pop density | population density → %density
    format price | formatprice | formatnum | format number | fmtn | nowrapnum | number → $#1
    convinfobox | convert infobox → %convert
    solar mass → $1 M☉
    solar radius → $1 R☉
    solar luminosity → $1 L☉
    earth mass → $1 M🜨
    jupiter mass → $1 MJ
    mach → Mach $1
    ft in | feet inches → $1 ft< $2 in>
    hands | hand → $1 hands
    long ton → $1 long tons
    bbl to t → $1 barrels
    si | unit | quantity → $1< $2>
    carbon → C
    hydrogen → H
    oxygen → O
    nitrogen → N
    sort | sorting | hs2 → $1 ;; $2
    sortname | sname → $1< $2>
    hidden sort key | sk2 → $1 ;; $2
    """

  private static let ships: StaticString = """
    SS | MV | M/V | MS | M/S | MT | MY | M/Y | MF | MTS | TSS | TSMV | TSMS | PS | P/S | SY | S/Y | SV | RV | R/V | FV | F/V | TS | T/S | TV | STS → %ship
    NS | HSC | GTS | CS | DSV | PSV | LV | NLV | RMS | RMMV | RNLB | RRS | RFA | RMAS | MSC | MFV | ST | TB → %ship
    HMS | HMAS | HMCS | HMNZS | HMSAS | HMIS | HMT | HMHS | HMY | HMQS | HMVS | HMBS | HMPNGS | HMRC | HMC | HMCGS | HMM | HMSM → %ship
    HDMS | HNLMS | HNoMS | HSwMS | HTMS | HHMS | HS | NMS | SMS | SM | FGS | ORP | NRP | ARA | ARC | ARM | ARV | BAE | BAP | BNS | BRP | CCGS | CGS → %ship
    CFAV | INS | ICGS | JS | JDS | KD | KRI | KDM | LÉ | LKL | PNS | PNSh | ROCS | ROKS | RPS | RSS | SAS | SLNS | TCG | UAM | NoCGV | NOAAS → %ship
    USS | USNS | USAT | USAV | USAS | USAHS | USAFS | USC&GS | USC&GSS | USCGC | USCGD | USLHT | USRC | USRCS | USFC | USPS | USSF | CSS | TSS | TSGT → %ship
    ship | warship → %anyShip
    sclass | sclass- | sclass2 | sclass2- | ship class | shipclass → %shipClass
    GS → German submarine $1
    SMU → SM $1
    """

  private static let names: StaticString = """
    flag | flagcountry | flagu | flagg | flaglist | flagdecocountry | flag+link | flagteam | noflag | noflag2 | flagathlete | flagcountry2 → %country
    fb | fbw | fb-rt | fbw-rt | nft | nftw | cr | cr-rt | crw | ru | rut | rl | ih | ihw | bk | bkw | vb | vbw | hb | wp | fh | iho | flagioc2 | flagioc → %country
    harvtxt | harvs | harvcoltxt | citet → $1 ;; $1 ($2) ;; $1 & $2 ($3) ;; $1, $2 & $3 ($4)
    bibleverse | bibleref | bibleref2 | bibleverse-lb | bibleverse-nb | bible | bibverse → %bible
    oclc → OCLC $1
    issn | issn link → ISSN $1
    isbn → ISBN $1
    doi | doi-inline → doi:$1
    bibcode | bibcode link → Bibcode:$1
    arxiv | arxiv link → arXiv:<$1><$(eprint)>
    pmid → PMID $1
    pmc → PMC $1
    jstor → JSTOR $1
    hdl → hdl:$1
    lccn → LCCN $1
    asin → ASIN $1
    us patent | uspatent | us-patent → U.S. Patent $#1
    epc article → Article $1 EPC
    epc rule → Rule $1 EPC
    epc 1973 rule → Rule $1 EPC 1973
    pct rule → Rule $1 PCT
    pct article → Article $1 PCT
    usc | uscode | ussc → $1 U.S.C. § $2
    usstat → $1 Stat. $2
    cfr → $1 C.F.R. $2
    ussct | scite → $1 U.S. $2
    uspl → Pub. L. $1–$2
    dentalformula → $(upper)/$(lower)
    ipac-pl → [{}]
    tooltip ribbon → $1
    """

  private static let words: StaticString = """
    sic → <$1>< $2> [sic]
    as written | [sic] → $1 [sic]
    literal translation | lit. | lit | literally | langnf → lit. '$1'
    gloss | translation | trans | tr. → '$1'
    etymology | etym → from $1< $2>
    citation needed span | cn span | cnspan | fact span | clarify span | dubious span | failed verification span | by whom span | weasel span → $(text,1)
    nickname | nn → "$1"
    p. | page → p. $1<–$2>
    pp. | pages → pp. $1<–$2>
    vol. | vol → vol. $1
    no. | nos. → No. $1
    chap. → ch. $1
    qq | quoteinline | inline quote | in quotes → "$1"
    zodiac → $1
    ordinal | ord | nth → %ordinal
    see below | see above → (see $1)
    oeis → sequence $1 in the OEIS
    pron-en | pronen → pronounced /$1/
    smallcaps all | allsmallcaps | title case | sentence case | xref | crossreference | cross-reference → $1
    font → $(text,1)
    marriage | married → $1< (m. $2<; $3>)>
    nee | née → née $1
    ne | né → né $1
    baseball year | by2 | mlby | nfly | nbay | nhly → $1
    baseball year2 | baseballyear → $1
    lang-rus → Russian: $1<, romanized: $3>
    lang-sr-cyrl-latn → Serbian: $1< / $2>
    """
}
