/// Templates that show the same in every wiki, or nearly so.
enum CommonTemplates {
  static let lines: [StaticString] = [
    languages, sounds, mathematics, signs, style, lists, functions,
  ]

  private static let languages: StaticString = """
    lang | langue | wikt-lang | wiktlang | wt | native name | native phrase → $(2,text)
    lang- | vol- → %languageFamily
    langx → %language
    transl | transliteration | translit | tlit | tsl | script | rtl-lang | ltr-lang | script/ → $last
    link- → $1
    unicode | unicode fonts | nq | nastaliq | uninastaliq | uninastalīq | polytonic | hebrew | hebr → $1
    cyr | cyrl | cyrillic | arab | arabic | armn | geor | goth | copt | runic | runes → $1
    iast | iast1 | iast2 | iast3 | iso 15919 | iso15919 | din | semxlit | pie | semtrans | wylie → $1
    bo-textonly | my | sinhala | deva | devanagari | mong | mongol | mongolunicode → $1
    linktext → {}
    nihongo | nihongo core | japanisch | japonais → %nihongo
    nihongo2 | nihongo s | kanji | jp | zhi | zhp → $1
    nihongo3 | nihongo title | nihongo foot lead → <$3>< ($2<, $1>)>
    nihongo foot | nihongo-s → $1
    nihongo krt → $2< ($3<, $1>)>
    korean | ko-hhrm | lang-ko-hhrm → %labelled hangul+1=Korean hanja+2=Hanja rr+3=RR mr+4=MR lit=lit.'
    lang-zh | zh | zh-full → %labelled c+1=Chinese s=simplified_Chinese t=traditional_Chinese p=pinyin hp=Hanyu_Pinyin tp=Tongyong_Pinyin w=Wade–Giles j=Jyutping y=Yale cy=Cantonese_Yale poj=Pe̍h-ōe-jī tl=Tâi-lô l=lit.' tr=trans.'
    ill | interlanguage link | interlanguage link multi | link-interwiki | illm | iw2 → %interlanguage
    ruby | ruby-ja | ruby-zh | rubi → $1< ($2)>
    nowrap zh | zh-c → $1
    """

  private static let sounds: StaticString = """
    ipa → $last
    ipac- → %pronunciation
    ipa- | ipa-all | ipablink | phone | ipa link/ → [$1]
    ipalink | ipa link | ipa sym | ipasym | ipa-sym | ipa char | ipac → $1
    ipaslink | phoneme | phonemic → /$1/
    audio-ipa | audio ipa | pron-ipa → $2
    respell | pronunciation respelling | respell3 | usdict → {-}
    angbr | angle bracket | angbr ipa | angle brackets | vr → ⟨$1⟩
    """

  private static let mathematics: StaticString = """
    math | mvar | bigmath | var | varserif | mathvar | j | mathfont | mathbb | mathcal | mathbf → $1
    tmath | latex → \\$$1\\$
    mset | set builder → \\{$1\\} ;; \\{$1 | $2\\}
    abs | absolute value → |$1|
    norm | dblvert → ‖$1‖
    overline | overbar | underline | strikeout | cancel | overarc → $1
    overset | underset → $2
    vec → $1⃗
    floor → ⌊$1⌋
    ceil | ceiling → ⌈$1⌉
    bracket | brackets | sqbr → [$1]
    brace | braces | curly → \\{$1\\}
    paren | parens | parentheses → ($1)
    closed-closed → [$1] ;; [$1, $2]
    open-open → ($1) ;; ($1, $2)
    closed-open → [$1) ;; [$1, $2)
    open-closed → ($1] ;; ($1, $2]
    bra → ⟨$1|
    ket → |$1⟩
    bra-ket | braket | bra-ket2 → ⟨$1|$2⟩
    frac | sfrac | fraction | tfrac | dfrac | cfrac | fractext | frac2 | bruch | simple fraction | split fraction → %fraction
    radic | sqrt | square root | root | radical | racine → %root
    cbrt | cube root → ∛$1
    intmath → %limits
    sup | superscript | exp | exposant → %raise
    sub | subscript | ind → $1
    su → <^$p><_$b><^$1><_$2>
    subsup | sub sup | sub-sup → $1<_$2><^$3>
    sup sub | supsub | sup-sub → $1<^$2><_$3>
    e | e10 | esp | e-sp | ×10^ | x10^ → ×10^$1
    10^ → 10^$1
    binom | binomial | tbinom → ($1 $2)
    val → %value
    gaps → {}
    chem | chem/auto | fchim | chim | formule chimique | chemf → %chem
    chem2 | ce | chemical formula | mhchem | chimie → %formula
    chem name | chemname | stereo | stereochemistry → $1
    nuclide | nuclide2 | simplenuclide | simplenuclide2 | isotop | isotope | nuklid | isótopo → %nuclide
    subatomicparticle | subatomic particle | sap | particle → %lookup particle
    physics particle → $1
    percentage | percent | pct → %percentage
    ra → %angle h m s
    dec | decl → %angle ° ′ ″
    deg2 | angle | degrees minutes seconds → %angle ° ′ ″
    music | music symbol → %music
    chord → {}
    time signature | timesig → $1/$2
    height → %height
    convert | convert/2 | convert/3 | conv → %convert
    cvt → %cvt
    coord | coor → %coordinates
    ov → %lookup orbiter
    """

  private static let signs: StaticString = """
    mdash | em dash | — → —
    mdashb | spaced mdash | spaced em dash | spaced emdash → ␣—␣
    ndash | en dash | – | endash → –
    spaced ndash | snd | snds | spnd | spaced en dash | space en dash | spaced en dash space | sndash | ndashb → ␣–␣
    dot | middot | · | • | bull | bullet | dotsp | interpunct | wdot → ␣·␣
    nbsp | space | spaces | thinsp | hair space | thin space | narrow nbsp | nnbsp | hsp | hairsp | figure space | ensp | emsp | pad → ␣
    's | -'s → 's
    ' | apostrophe | -' | apos → '
    " ' | "' → "'
    ' " | '" → '"
    -" → "
    " → <"$1">
    = | equals | equal → =
    * | asterisk → *
    # | hash → #
    okina | ʻ → ʻ
    hamza | hamzah → ʾ
    ayin | ayn | 'ayn | ʿ → ʿ
    zwnj → ‌
    zwj → ‍
    ! | pipe | vertical bar | ¦ → |
    !! | pipe2 | dvb → ||
    ( | lbrace → \\{
    ) | rbrace → \\}
    (( → \\{\\{
    )) → \\}\\}
    !( | lsqb | lbracket → [
    )! | rsqb | rbracket → ]
    !(( → [[
    ))! → ]]
    \\ | backslash → \\\\
    colon → :
    semicolon → \\;
    underscore → _
    prime | ′ → ′
    double prime | dprime | ″ → ″
    micro | µ → µ
    ohm | Ω → Ω
    minus | − → −
    times | × → ×
    plusminus | plus-minus | +- | ± → ±
    eqm | equilibrium | rlh | eqarrow → ⇌
    rarr | rightarrow | right arrow | arrow → →
    larr | leftarrow → ←
    infinity | infin | ∞ → ∞
    half | ½ → 1/2
    degree | degrees | deg → $1°
    celsius → $1 °C
    pi → π
    alpha → α
    beta → β
    gamma → γ
    delta → δ
    epsilon → ε
    varepsilon → ε
    zeta → ζ
    eta → η
    theta → θ
    iota → ι
    kappa → κ
    lambda → λ
    mu → μ
    nu → ν
    xi → ξ
    omicron → ο
    rho → ρ
    sigma → σ
    varsigma → ς
    tau → τ
    upsilon → υ
    phi → φ
    varphi → ϕ
    chi → χ
    psi → ψ
    omega → ω
    CO2 → CO2
    H2O → H2O
    CH4 → CH4
    NH3 → NH3
    flat | ♭ → ♭
    sharp | ♯ → ♯
    natural | ♮ → ♮
    double flat | doubleflat → 𝄫
    double sharp | doublesharp → 𝄪
    """

  private static let style: StaticString = """
    nowrap | no wrap | nobr | nobreak | nowr | nwr | nw | nb5 | nobold | no bold | unbold | unbolded | noitalic | noitalics | no italic | no italics → $1
    small | smaller | smallcaps | sc | sc1 | sc2 | small caps | smcaps | big | bigger | larger | large | midsize | huge | resize | petit | petit-sc → $last
    em | strong | strongbad | bold | italic | italics | italics correction | emphasis | emph | strike | strikethrough | del | ins | mark | highlight → $1
    mono | monospace | monospaced | code | codes | kbd | samp | tt | serif | sans-serif | sans serif | typewriter | cmd | pre2 → $1
    xt | !xt | xtn | tq | quote inline | nonspecific → $1
    center | centre | centered | block indent | blockindent | indent block | align center | aligned → $1
    vanchor | visible anchor | visanc | term anchor | not a typo | not typo | typo | chem sym | nat | proper name | as written | aswritten → $1
    abbr | abbrlink | abbrv | abbreviation | tooltip | tooltips | define | finedetail | hint → $1
    nts | ntsc | number table sorting → $#1
    h:title | hover title | hovertitle | title hover → $2
    format link | formatlink → $1
    color | colour | align | font color | font colour | fontcolor | fontcolour | background color | bg | bgcolor | text color | textcolor | colored link | coloured link | floatright | floatleft | lsp | letter-spacing → $last
    color box | colour box | colorbox | legend inline | color sample → $2
    legend | legend0 | legend2 | legendleft | legendright | legend/item → -
    section link | sectionlink | slink | section-link | §link → $1 ;; <$1 >§ $2 ;; <$1 >§§ $2, $3 ;; <$1 >§§ $2, $3, $4
    § → §< $1>
    nbhyph | nbh | nonbreaking hyphen | nb hyphen | hyphen → \\-
    key | key press | keypress | keyboard | key pressed | key-press | button → {+}
    longitem | normal | nonbold → $last
    url → $2
    youtube | youtube video → <$2 on YouTube>
    sdash → ␣
    """

  private static let lists: StaticString = """
    hlist | flat list | flatlist/items | hlist-comma | comma separated entries | cslist | comma separated values | pagelist | catlist → {, }
    flatlist | flat list/lines → %lines
    plainlist | plain list → %lines
    ubl | unbulleted list | unbulleted | ubli | ublist | vunblist | nobullet | collapsible list | liste simple → %list *
    bulleted list | unordered list | bulletlist | bulletedlist | blist | bullet list | ulist | tree list/items → %list *
    ordered list | numbered list | olist | ol list → %list #
    enum | enumeration → {, }
    quote | blockquote | quotation | cquote | centered pull quote | bquote | bq | blockquotation | quote block | block quotation | longquote → ¶$(text,quote,1)¶
    poemquote | poem quote | block quote | quote box | quotebox | qb | quote box2 | quote box3 | quote frame | quoteframe | pull quote | pullquote | pq | cquote2 | cquotetxt | reduced pull quote | rpq | epigraph | poem | verse | lquote → ¶$(text,quote,1)¶
    rquote | right quote | quote right | rquote2 → ¶$(text,quote,2,1)¶
    quote left | left quote → ¶$(text,quote,2,1)¶
    verse translation | verse transl → ¶$1¶¶$2¶
    columns-list | columns list | multi-column numbered list | multicol list | cmn | colonnes → ¶$(1,content)¶
    term → ¶$(content,1)¶
    defn → ¶$(defn,content,1)¶
    """

  private static let functions: StaticString = """
    formatnum: → $#1
    lc: | lower | lowercase | lc → %lower
    uc: | upper | uppercase | uc | allcaps | all caps → %upper
    ucfirst: | ucfirst → %upperFirst
    lcfirst: | lcfirst → %lowerFirst
    #if: → %ifNotEmpty
    #ifeq: → %ifEqual
    plural: → %plural
    grammar: → $last
    int: → -
    pagename | subjectpagename | fullpagename | basepagename | subpagename | articlepagename | rootpagename → %title
    sitename → Wikipedia
    currentyear | localyear → %today year
    currentmonthname | localmonthname → %today month
    currentday | localday → %today day
    """
}
