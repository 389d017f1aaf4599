/// Templates of the German wikis.
enum GermanTemplates {
  static let lines: [StaticString] = [languages, numbers, words]

  private static let languages: StaticString = """
    afS → afrikaans $1
    amS → amharisch $1
    arS → arabisch $1
    azS → aserbaidschanisch $1
    beS → belarussisch $1
    bgS → bulgarisch $1
    bnS → bengalisch $1
    boS → tibetisch $1
    brS → bretonisch $1
    bsS → bosnisch $1
    caS → katalanisch $1
    csS → tschechisch $1
    cyS → walisisch $1
    daS → dänisch $1
    deS → deutsch $1
    elS → griechisch $1
    enS → englisch $1
    eoS → Esperanto $1
    esS → spanisch $1
    etS → estnisch $1
    euS → baskisch $1
    faS → persisch $1
    fiS → finnisch $1
    frS → französisch $1
    frpS → frankoprovenzalisch $1
    fyS → westfriesisch $1
    gaS → irisch $1
    gdS → schottisch-gälisch $1
    glS → galicisch $1
    grcS → altgriechisch $1
    gsS | gswS → schweizerdeutsch $1
    heS → hebräisch $1
    hiS → Hindi $1
    hrS → kroatisch $1
    hsbS → obersorbisch $1
    dsbS → niedersorbisch $1
    huS → ungarisch $1
    hyS → armenisch $1
    idS → indonesisch $1
    isS → isländisch $1
    itS → italienisch $1
    jaS → japanisch $1<, $2>
    kaS → georgisch $1
    kkS → kasachisch $1
    kmS → Khmer $1
    koS → koreanisch $1<, $2>
    kuS → kurdisch $1
    kyS → kirgisisch $1
    laS → lateinisch $1
    lbS → luxemburgisch $1
    ltS → litauisch $1
    lvS → lettisch $1
    mkS → mazedonisch $1
    mnS → mongolisch $1
    msS → malaiisch $1
    mtS → maltesisch $1
    ndsS → niederdeutsch $1
    neS → nepalesisch $1
    nlS → niederländisch $1
    noS | nbS → norwegisch $1
    ocS → okzitanisch $1
    plS → polnisch $1
    psS → paschtunisch $1
    ptS → portugiesisch $1
    rmS → rätoromanisch $1
    roS → rumänisch $1
    ruS → russisch $1<, $2>
    saS → Sanskrit $1
    scS → sardisch $1
    skS → slowakisch $1
    slS → slowenisch $1
    sqS → albanisch $1
    srS → serbisch $1<, $2>
    svS → schwedisch $1
    swS → Swahili $1
    taS → tamilisch $1
    tgS → tadschikisch $1
    thS → thailändisch $1
    tkS → turkmenisch $1
    trS → türkisch $1
    ttS → tatarisch $1
    ukS → ukrainisch $1<, $2>
    urS → Urdu $1
    uzS → usbekisch $1
    viS → vietnamesisch $1
    yiS → jiddisch $1
    zhS → chinesisch $1
    zh → %labelled c+v+1=chinesisch kurz+v=chinesisch lang+t=traditionell p=Pinyin
    korS | koreanisch → $(hangeul,1)
    polytonisch | polytonic | arf | hebf | arab | hebr | thai | chinesisch → $1
    lautschrift | ipa-text | laut → $1
    ipa → $last
    transl → $last
    """

  private static let numbers: StaticString = """
    formatnum | zahl | formatzahl | nts | sortnum | zahlenformat: | formatiere zahl: → $#1
    dts | datumzelle | sortdate | sortierdatum | datumtabelle → %dateGermanISO
    datum → %dateGerman
    sortkey | sort | sortkeyvalue → $1 ;; $2
    sortkeyname | sortkeyperson | sortname | personzelle → $1< $2>
    höhe → $1 m
    bruch | frac → %fraction
    eur | euro | € → $#1 €
    chf → $#1 CHF
    usd | us-$ → $#1 US-$
    gbp → $#1 £
    nbsp → ␣
    § → § $1< $2>
    art. | artikel → Art. $1< $2>
    nnbsp → ␣
    0 | 00 → -
    prozent → $1 %
    temperatur → $1 °C
    e → ·10^$1
    chemf | chemische formel | formel → %formula
    """

  private static let words: StaticString = """
    " | anführungszeichen | „ → „$(1,Text)“
    "-en | "-fr | "-la | "-it | "-es → „$(1,Text)“
    '-en | '-fr → ‚$(1,Text)‘
    zitat | zitat-la | zitat-fr | zitat-it | zitat-es → ¶„$(Text,text,1)“¶
    zitat-en | zitat-de → „$(1,Text)“< („$2“)>
    sic → $1 [sic]
    bibel → $1 $2<,$3>
    s | seite → S. $1
    farbe | farbig | farbtext → $last
    fett | kursiv | unterstrichen | klein | groß | kapitälchen | small caps | nobr | nobreak | nowrap | geschützt → $1
    coordinate → $(text)
    audio → $2
    abk | abkürzung | wpa → $1
    taste | tastatur → {+}
    gross: | großbuchstaben → %upper
    klein: | kleinbuchstaben → %lower
    initial_gross: | initial gross: → %upperFirst
    initial_klein: | initial klein: → %lowerFirst
    seitenname | artikelname → %title
    raute | kreuz-icon → -
    """
}
