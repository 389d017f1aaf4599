/// Templates of the French wikis.
enum FrenchTemplates {
  static let lines: [StaticString] = [languages, dates, numbers, words]

  private static let languages: StaticString = """
    langue | lang | langue- → $(2,texte,text)
    lien langue → $(texte,3,2)
    lien | lien rouge | lien multi | trad lien → $(texte,text,fr,1,trad)
    chinois | zh → $(c,s,t,1)<; $p>
    coréen | hangul → $(hangul,1)<; $(hanja,2)>
    arabe | russe | grec | grec ancien | grec moderne | hébreu | latin | sanskrit | persan | cyrillique | unicode | polytonique | tibétain | thaï | arménien | géorgien → $1
    lang-en → en anglais : $1
    lang-de → en allemand : $1
    lang-es → en espagnol : $1
    lang-it → en italien : $1
    lang-pt → en portugais : $1
    lang-la → en latin : $1
    lang-grc → en grec ancien : $1
    lang-el → en grec : $1
    lang-ru → en russe : $1
    lang-ar → en arabe : $1
    lang-he → en hébreu : $1
    lang-ja → en japonais : $1
    lang-zh → en chinois : $1
    lang-nl → en néerlandais : $1
    lang-pl → en polonais : $1
    lang-uk → en ukrainien : $1
    lang-tr → en turc : $1
    lang-fa → en persan : $1
    lang-ca → en catalan : $1
    lang-eu → en basque : $1
    lang-br → en breton : $1
    lang-oc → en occitan : $1
    lang-sr → en serbe : $1
    lang-hu → en hongrois : $1
    lang-ro → en roumain : $1
    lang-cs → en tchèque : $1
    lang-sv → en suédois : $1
    lang- → $1
    api | msapi | phon | phonétique | alphabet phonétique international | prononciation | api-fr | api2 | h aspiré api → $last
    translit | translittération → $last
    """

  private static let dates: StaticString = """
    date | date- | date de naissance | date de naissance- | naissance | date rapide | date sport | date républicaine → %dateFrench
    date de décès | date de décès- | décès | mort | mort- → %dateFrench age
    date iso → %isoDate
    s | s- | siècle | siècle- → $1e siècle ;; $1$2 siècle
    -s | -s- → $1e siècle av. J.-C. ;; $1$2 siècle av. J.-C.
    Ier siècle | IIe siècle | IIIe siècle | IVe siècle | Ve siècle | VIe siècle | VIIe siècle | VIIIe siècle | IXe siècle | Xe siècle | XIe siècle | XIIe siècle | XIIIe siècle | XIVe siècle | XVe siècle | XVIe siècle | XVIIe siècle | XVIIIe siècle | XIXe siècle | XXe siècle | XXIe siècle → $own
    s mini- | smini- → $1e ;; $1$2
    sp | sp- | siècles | -sp → $1$2 $3 $4$5 siècles
    s2 | s2- → $1$2 et $3$4 siècles
    sap | sap- → $1$2, $3$4 et $5$6 siècles
    mill | mill- | millénaire → $1e millénaire ;; $1$2 millénaire
    -mill | -mill- → $1e millénaire av. J.-C. ;; $1$2 millénaire av. J.-C.
    av jc | av. j.-c. | avjc | -jc → av. J.-C.
    ap jc | apr jc | apr. j.-c. → apr. J.-C.
    heure | h → $1 h< $2>< min $3 s>
    durée → $1 h< $2 min>< $3 s>
    année | ans → $1
    début et fin | période → $1 – $2
    """

  private static let numbers: StaticString = """
    nombre | nb | formatnum | num | formatnombre: → $#1< $2>
    unité | unité/2 | unite | unité2 | mesure → %unite
    exp | exposant | ex → %raise
    e → e
    x10 | ×10 → ×10^$1
    10e → 10^$1
    ind | indice → $1
    tmp | température → $1 $2
    °C → $1 °C
    angle → %angle ° ′ ″
    euro | euros | eur → $#1 €
    dollar | usd → $#1 $
    franc → $#1 F
    fraction | frac | sfrac | fracp → %fraction
    racine | racine carrée → %root
    pourcentage | % → $1 %
    rom-maj | rom-min | rom | romain | chiffre romain → $1
    n° | numéro | n°s → no< $1>
    altitude → $#1 m
    population → $#1
    er → er
    1er → 1er
    ier → Ier
    re → re
    1re → 1re
    ire → Ire
    2e | iie → 2e
    2d → 2d
    2de → 2de
    3e → 3e
    4e → 4e
    5e → 5e
    ème | eme → e
    nobr romains → $1
    tri | trier → $1 ;; $2
    trinom | tri nom → $1< $2>
    sort | classement → $1 ;; $2
    """

  private static let words: StaticString = """
    citation | « | guillemets | guil | cita | " → « $(1,citation) »
    citation bloc | citation longue | bloc citation | citation en exergue → ¶« $(1,citation) »¶
    citation étrangère | citation étrangere | citation étrangère bloc → « $(2,citation,1) »
    vers | poème | poem → ¶$(texte,1)¶
    référence nécessaire | refnec | référence souhaitée | refsou | passage non neutre | pas clair | quoi | passage à actualiser | passage évasif | référence insuffisante → $1
    à sourcer | refsource | référence à confirmer | refinc | préciser | pertinence | formule à revoir | sens | non neutre → $1
    page h' | terme défini | terme | term | concept → $1
    abréviation | abréviation discrète | abrd | abr | abbr | sigle | page h | bulle → $1
    incise → – $1 –
    petites capitales | petite capitale | pc | petite cap | petites caps | sc | cap → $1
    souligner | gras | italique | italiques | nobr | taille | police | mono | corps | grand | petit | surligner | rouge | barré → $last
    couleur | color → $last
    liste horizontale | liste éléments | enum | énumération → {, }
    liste simple | ubl | liste à puces → %list *
    liste numérotée → %list #
    m. | mr → M.< $1>
    mme → Mme< $1>
    mlle → Mlle< $1>
    mm. → MM.< $1>
    mmes → Mmes< $1>
    dr → Dr< $1>
    pr → Pr< $1>
    st → St< $1>
    ste → Ste< $1>
    vol. → vol.< $1>
    p. | page → p.< $1>
    op. → op. $1
    bwv | kv | rv → $1
    majus: → %upper
    minus: → %lower
    initmajus: → %upperFirst
    initminus: → %lowerFirst
    nompage → %title
    drapeau | drapeau2 | image label → -
    sic → $1 [sic]
    touche | touches → {+}
    lien web nommé → $1
    — | tiret → —
    -) | tiret fin → –
    , | ; → -
    """
}
