/// Words that templates know by short keys: elements, particles, signs, currencies, countries, languages.
enum TemplateLookups {
  /// `key=text` words, a space between two; `_` is a space.
  private static func table(_ text: String) -> [String: String] {
    var table: [String: String] = [:]
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      guard let equals = word.firstIndex(of: "=") else { continue }
      let value = word[word.index(after: equals)...]
      for key in word[..<equals].split(separator: ",") {
        table[String(key.map { $0 == "_" ? " " : $0 })] =
          String(value.map { $0 == "_" ? " " : $0 })
      }
    }
    return table
  }

  /// Those that formats name.
  static let tables = ["particle": particles, "orbiter": orbiters, "operator": operators]

  static let operators = table(
    """
    int=∫ iint=∬ iiint=∭ oint=∮ oiint=∯ oiiint=∰ varointclockwise=∲ ointctrclockwise=∳ sum=∑ prod=∏
    """)

  static let particles = table(
    """
    electron=e− positron=e+ proton=p proton+=p+ antiproton=p̅ neutron=n neutron0=n antineutron=n̅ photon=γ
    gluon=g neutrino=ν antineutrino=ν̅ electron_neutrino=νe electron_antineutrino=ν̅e muon=μ− antimuon=μ+
    muon_neutrino=νμ muon_antineutrino=ν̅μ tau=τ− antitau=τ+ tau_neutrino=ντ tau_antineutrino=ν̅τ pion=π
    pion+=π+ pion-=π− pion0=π0 kaon=K kaon+=K+ kaon-=K− kaon0=K0 eta=η eta_prime=η′ rho=ρ omega=ω phi=ϕ j/psi=J/ψ
    upsilon=ϒ lambda=Λ lambda0=Λ0 sigma=Σ sigma+=Σ+ sigma-=Σ− sigma0=Σ0 xi=Ξ xi0=Ξ0 xi-=Ξ− omega-=Ω− delta=Δ
    w_boson=W w_boson+=W+ w_boson-=W− z_boson=Z z_boson0=Z0 higgs_boson=H graviton=G alpha=α beta=β beta-=β− beta+=β+ gamma=γ up_quark=u
    down_quark=d strange_quark=s charm_quark=c bottom_quark=b top_quark=t quark=q antiquark=q̅ deuteron=d
    triton=t x_boson=X y_boson=Y
    """)

  static let orbiters = table(
    """
    099,99=Space_Shuttle_Challenger 101=Space_Shuttle_Enterprise 102=Space_Shuttle_Columbia 103=Space_Shuttle_Discovery 104=Space_Shuttle_Atlantis 105=Space_Shuttle_Endeavour
    """)

  static let music = table(
    """
    flat,b,♭=♭ sharp,#,♯=♯ natural,n,♮=♮ doubleflat,bb,flatflat=𝄫 doublesharp,x,##,sharpsharp=𝄪 halfflat=𝄳
    halfsharp=𝄲 dim,diminished,o=o halfdim,halfdiminished,ø=ø aug,augmented,+=+ delta,major=Δ whole=𝅝 half=𝅗𝅥 quarter,crotchet=♩
    eighth,quaver=♪ sixteenth,semiquaver=𝅘𝅥𝅯 treble,gclef=𝄞 bass,fclef=𝄢 alto,cclef,tenor=𝄡 common-time,commontime,c=𝄴
    alla-breve,cut-time,cuttime,cut=𝄵 segno=𝄋 coda=𝄌 fermata=𝄐 trill,tr=𝆖 repeat=𝄇
    """)

  static let currencies = table(
    """
    USD=US$ AUD=A$ CAD=C$ NZD=NZ$ HKD=HK$ SGD=S$ TWD=NT$ GBP=£ EUR=€ INR=₹ JPY=¥ CNY=CN¥ KRW=₩ RUB=₽ CHF=CHF_
    BRL=R$ MXN=MX$ PHP=₱ ILS=₪ TRY=₺ UAH=₴ VND=₫ THB=฿ ZAR=R NGN=₦ BDT=৳ PKR=₨ LKR=Rs
    """)

  static let elements = table(
    """
    hydrogen=H deuterium=D tritium=T helium=He lithium=Li beryllium=Be boron=B carbon=C nitrogen=N oxygen=O fluorine=F neon=Ne
    sodium=Na magnesium=Mg aluminium,aluminum=Al silicon=Si phosphorus=P sulfur,sulphur=S chlorine=Cl argon=Ar
    potassium=K calcium=Ca scandium=Sc titanium=Ti vanadium=V chromium=Cr manganese=Mn iron=Fe cobalt=Co
    nickel=Ni copper=Cu zinc=Zn gallium=Ga germanium=Ge arsenic=As selenium=Se bromine=Br krypton=Kr
    rubidium=Rb strontium=Sr yttrium=Y zirconium=Zr niobium=Nb molybdenum=Mo technetium=Tc ruthenium=Ru
    rhodium=Rh palladium=Pd silver=Ag cadmium=Cd indium=In tin=Sn antimony=Sb tellurium=Te iodine=I xenon=Xe
    caesium,cesium=Cs barium=Ba lanthanum=La cerium=Ce praseodymium=Pr neodymium=Nd promethium=Pm samarium=Sm
    europium=Eu gadolinium=Gd terbium=Tb dysprosium=Dy holmium=Ho erbium=Er thulium=Tm ytterbium=Yb
    lutetium=Lu hafnium=Hf tantalum=Ta tungsten=W rhenium=Re osmium=Os iridium=Ir platinum=Pt gold=Au
    mercury=Hg thallium=Tl lead=Pb bismuth=Bi polonium=Po astatine=At radon=Rn francium=Fr radium=Ra
    actinium=Ac thorium=Th protactinium=Pa uranium=U neptunium=Np plutonium=Pu americium=Am curium=Cm
    berkelium=Bk californium=Cf einsteinium=Es fermium=Fm mendelevium=Md nobelium=No lawrencium=Lr
    rutherfordium=Rf dubnium=Db seaborgium=Sg bohrium=Bh hassium=Hs meitnerium=Mt darmstadtium=Ds
    roentgenium=Rg copernicium=Cn nihonium,ununtrium=Nh flerovium=Fl moscovium,ununpentium=Mc livermorium=Lv
    tennessine,ununseptium=Ts oganesson,ununoctium=Og ununennium=Uue unbinilium=Ubn neutronium,neutron=n
    wasserstoff=H stickstoff=N sauerstoff=O kohlenstoff=C schwefel=S eisen=Fe kupfer=Cu silber=Ag blei=Pb quecksilber=Hg
    uran=U kalium=K natrium=Na plomb=Pb fer=Fe cuivre=Cu azote=N oxygène=O carbone=C hydrogène=H soufre=S
    """)

  /// Languages by their codes; `*` where they are not written in Latin script.
  static let languages = table(
    """
    ab=*Abkhaz ady=*Adyghe af=Afrikaans ain=*Ainu akk=Akkadian als=Alemannic_German am=*Amharic an=Aragonese
    ang=Old_English ar=*Arabic arc=*Aramaic arz=*Egyptian_Arabic as=*Assamese ast=Asturian av=*Avar ay=Aymara
    az=Azerbaijani ba=*Bashkir bar=Bavarian be=*Belarusian bg=*Bulgarian bn=*Bengali bo=*Tibetan br=Breton
    bs=Bosnian bua=*Buryat ca=Catalan ce=*Chechen ceb=Cebuano ckb=*Central_Kurdish co=Corsican cop=*Coptic
    cr=Cree crh=Crimean_Tatar cs=Czech csb=Kashubian cu=*Church_Slavonic cv=*Chuvash cy=Welsh da=Danish de=German
    dsb=Lower_Sorbian dv=*Divehi dz=*Dzongkha el=*Greek en=English enm=Middle_English eo=Esperanto es=Spanish
    et=Estonian eu=Basque fa=*Persian fi=Finnish fil=Filipino fo=Faroese fr=French frm=Middle_French fro=Old_French
    frr=North_Frisian fur=Friulian fy=West_Frisian ga=Irish gd=Scottish_Gaelic gl=Galician gmq=North_Germanic
    gn=Guarani goh=Old_High_German got=*Gothic grc=*Ancient_Greek grc-gre,grc-att=*Ancient_Greek gsw=Swiss_German gu=*Gujarati
    gv=Manx ha=Hausa hak=*Hakka_Chinese haw=Hawaiian hbo=*Biblical_Hebrew he=*Hebrew hi=*Hindi hr=Croatian
    hsb=Upper_Sorbian ht=Haitian_Creole hu=Hungarian hy=*Armenian id=Indonesian ig=Igbo is=Icelandic it=Italian
    iu=*Inuktitut ja=*Japanese jv=Javanese ka=*Georgian kab=Kabyle kbd=*Kabardian kk=*Kazakh kl=Greenlandic
    km=*Khmer kn=*Kannada ko=*Korean kok=*Konkani krc=*Karachay-Balkar ks=*Kashmiri ku=Kurdish kv=*Komi kw=Cornish
    ky=*Kyrgyz la=Latin lad=Judaeo-Spanish lb=Luxembourgish lij=Ligurian lmo=Lombard ln=Lingala lo=*Lao lt=Lithuanian
    ltg=Latgalian lv=Latvian lzh=*Classical_Chinese mai=*Maithili mg=Malagasy mi=Māori mk=*Macedonian ml=*Malayalam mn=*Mongolian
    mnc=*Manchu mr=*Marathi ms=Malay mt=Maltese my=*Burmese nah=Nahuatl nan=Southern_Min nap=Neapolitan nb=Norwegian_Bokmål
    nds=Low_German ne=*Nepali nl=Dutch nn=Norwegian_Nynorsk no=Norwegian non=Old_Norse nrf=Norman nv=Navajo
    oc=Occitan om=Oromo or=*Odia os=*Ossetian osx=Old_Saxon ota=*Ottoman_Turkish pa=*Punjabi pal=*Middle_Persian
    peo=*Old_Persian phn=*Phoenician pi=*Pali pl=Polish pms=Piedmontese pnt=*Pontic_Greek prg=Old_Prussian ps=*Pashto
    pt=Portuguese qu=Quechua rm=Romansh ro=Romanian rom=Romani ru,rus=*Russian rue=*Rusyn rw=Kinyarwanda sa=*Sanskrit
    sah=*Yakut sc=Sardinian scn=Sicilian sco=Scots sd=*Sindhi se=Northern_Sami sga=Old_Irish sh=Serbo-Croatian
    si=*Sinhala sk=Slovak sl=Slovene sm=Samoan so=Somali sq=Albanian sr=*Serbian sr-latn=Serbian sr-cyrl=*Serbian_Cyrillic
    st=Sotho su=Sundanese sux=Sumerian sv=Swedish sw=Swahili syc=*Classical_Syriac syr=*Syriac szl=Silesian ta=*Tamil te=*Telugu
    tg=*Tajik th=*Thai ti=*Tigrinya tk=Turkmen tl=Tagalog tn=Tswana to=Tongan tr=Turkish tt=*Tatar ty=Tahitian
    tyv=*Tuvan udm=*Udmurt ug=*Uyghur uk=*Ukrainian ur=*Urdu uz=Uzbek vec=Venetian vi=Vietnamese vo=Volapük vro=Võro
    wa=Walloon wo=Wolof wuu=*Wu_Chinese xal=*Kalmyk xcl=*Classical_Armenian xh=Xhosa yi=*Yiddish yo=Yoruba
    yue=*Cantonese zh=*Chinese zh-hans=*Simplified_Chinese zh-hant=*Traditional_Chinese zu=Zulu
    """)

  static func countries(_ language: WikiLanguage) -> [String: String] {
    switch language {
    case .english: countries
    case .german: germanCountries
    case .french: frenchCountries
    case .other: [:]
    }
  }

  static let germanCountries = table(
    """
    AFG=Afghanistan ALB=Albanien ARG=Argentinien AUS=Australien AUT=Österreich AZE=Aserbaidschan BEL=Belgien BGR,BUL=Bulgarien
    BIH=Bosnien_und_Herzegowina BLR=Belarus BOL=Bolivien BRA=Brasilien CAN=Kanada CHE,SUI=Schweiz CHL,CHI=Chile CHN=China
    CIV=Elfenbeinküste CMR=Kamerun COL=Kolumbien CUB=Kuba CYP=Zypern CZE=Tschechien DDR=DDR DEU,GER=Deutschland DNK,DEN=Dänemark
    DZA,ALG=Algerien ECU=Ecuador EGY=Ägypten ENG=England ESP=Spanien EST=Estland ETH=Äthiopien FIN=Finnland FRA=Frankreich
    GBR=Vereinigtes_Königreich GEO=Georgien GHA=Ghana GRC,GRE=Griechenland HRV,CRO=Kroatien HUN=Ungarn IDN,INA=Indonesien IND=Indien
    IRL=Irland IRN,IRI=Iran IRQ=Irak ISL=Island ISR=Israel ITA=Italien JPN=Japan KAZ=Kasachstan KEN=Kenia KOR=Südkorea LIE=Liechtenstein
    LTU=Litauen LUX=Luxemburg LVA,LAT=Lettland MAR=Marokko MCO=Monaco MDA=Moldau MEX=Mexiko MKD=Nordmazedonien MNE=Montenegro
    NGA,NGR=Nigeria NLD,NED=Niederlande NOR=Norwegen NZL=Neuseeland PAK=Pakistan PER=Peru PHL,PHI=Philippinen POL=Polen PRK=Nordkorea
    PRT,POR=Portugal PRY,PAR=Paraguay ROU=Rumänien RUS=Russland SCO=Schottland SEN=Senegal SRB=Serbien SUN,URS=Sowjetunion
    SVK=Slowakei SVN,SLO=Slowenien SWE=Schweden THA=Thailand TUN=Tunesien TUR=Türkei UKR=Ukraine URY,URU=Uruguay USA=Vereinigte_Staaten
    UZB=Usbekistan VEN=Venezuela VNM,VIE=Vietnam WAL=Wales YUG=Jugoslawien ZAF,RSA=Südafrika
    """)

  static let frenchCountries = table(
    """
    AFG=Afghanistan ALB=Albanie ARG=Argentine AUS=Australie AUT=Autriche AZE=Azerbaïdjan BEL=Belgique BGR,BUL=Bulgarie
    BIH=Bosnie-Herzégovine BLR=Biélorussie BOL=Bolivie BRA=Brésil CAN=Canada CHE,SUI=Suisse CHL,CHI=Chili CHN=Chine
    CIV=Côte_d’Ivoire CMR=Cameroun COL=Colombie CUB=Cuba CYP=Chypre CZE=Tchéquie DEU,GER=Allemagne DNK,DEN=Danemark
    DZA,ALG=Algérie ECU=Équateur EGY=Égypte ENG=Angleterre ESP=Espagne EST=Estonie ETH=Éthiopie FIN=Finlande FRA=France
    GBR=Royaume-Uni GEO=Géorgie GHA=Ghana GRC,GRE=Grèce HRV,CRO=Croatie HUN=Hongrie IDN,INA=Indonésie IND=Inde
    IRL=Irlande IRN,IRI=Iran IRQ=Irak ISL=Islande ISR=Israël ITA=Italie JPN=Japon KAZ=Kazakhstan KEN=Kenya KOR=Corée_du_Sud
    LIE=Liechtenstein LTU=Lituanie LUX=Luxembourg LVA,LAT=Lettonie MAR=Maroc MCO=Monaco MDA=Moldavie MEX=Mexique
    MKD=Macédoine_du_Nord MNE=Monténégro NGA,NGR=Nigeria NLD,NED=Pays-Bas NOR=Norvège NZL=Nouvelle-Zélande PAK=Pakistan PER=Pérou
    PHL,PHI=Philippines POL=Pologne PRK=Corée_du_Nord PRT,POR=Portugal PRY,PAR=Paraguay ROU=Roumanie RUS=Russie SCO=Écosse
    SEN=Sénégal SRB=Serbie SUN,URS=Union_soviétique SVK=Slovaquie SVN,SLO=Slovénie SWE=Suède THA=Thaïlande TUN=Tunisie TUR=Turquie
    UKR=Ukraine URY,URU=Uruguay USA=États-Unis UZB=Ouzbékistan VEN=Venezuela VNM,VIE=Viêt_Nam WAL=Pays_de_Galles YUG=Yougoslavie
    ZAF,RSA=Afrique_du_Sud
    """)

  /// Countries by the codes of ISO 3166 and of the Olympic Games.
  static let countries = table(
    """
    AFG=Afghanistan ALB=Albania ALG,DZA=Algeria AND=Andorra ANG,AGO=Angola ANT,ATG=Antigua_and_Barbuda ARG=Argentina
    ARM=Armenia ARU,ABW=Aruba AUS=Australia AUT=Austria AZE=Azerbaijan BAH,BHS=Bahamas BRN,BHR=Bahrain BAN,BGD=Bangladesh
    BAR,BRB=Barbados BLR=Belarus BEL=Belgium BIZ,BLZ=Belize BEN=Benin BER,BMU=Bermuda BHU,BTN=Bhutan BOL=Bolivia
    BIH=Bosnia_and_Herzegovina BOT,BWA=Botswana BRA=Brazil BRU=Brunei BUL,BGR=Bulgaria BUR,BFA=Burkina_Faso BDI=Burundi
    CAM,KHM=Cambodia CMR=Cameroon CAN=Canada CPV=Cape_Verde CAY,CYM=Cayman_Islands CAF=Central_African_Republic
    CHA,TCD=Chad CHI,CHL=Chile CHN=China COL=Colombia COM=Comoros CGO,COG=Republic_of_the_Congo
    COD=Democratic_Republic_of_the_Congo CRC,CRI=Costa_Rica CRO,HRV=Croatia CUB=Cuba CUW=Curaçao CYP=Cyprus CZE=Czech_Republic
    TCH=Czechoslovakia DEN,DNK=Denmark DJI=Djibouti DMA=Dominica DOM=Dominican_Republic TLS=East_Timor GDR=East_Germany
    ECU=Ecuador EGY=Egypt ESA,SLV=El_Salvador ENG=England GEQ,GNQ=Equatorial_Guinea ERI=Eritrea EST=Estonia ETH=Ethiopia
    FIJ,FJI=Fiji FIN=Finland FRA=France FRO=Faroe_Islands FRG=West_Germany GAB=Gabon GAM,GMB=Gambia GEO=Georgia GER,DEU=Germany
    GHA=Ghana GIB=Gibraltar GBR=United_Kingdom GRE,GRC=Greece GRN,GRD=Grenada GRL=Greenland GUA,GTM=Guatemala GUI,GIN=Guinea
    GBS,GNB=Guinea-Bissau GUY=Guyana HAI,HTI=Haiti HON,HND=Honduras HKG=Hong_Kong HUN=Hungary ISL=Iceland IND=India
    INA,IDN=Indonesia IRI,IRN=Iran IRQ=Iraq IRL=Ireland ISR=Israel ITA=Italy CIV=Ivory_Coast JAM=Jamaica JPN=Japan JOR=Jordan
    KAZ=Kazakhstan KEN=Kenya KIR=Kiribati KOS,XKX=Kosovo KUW,KWT=Kuwait KGZ=Kyrgyzstan LAO=Laos LAT,LVA=Latvia LIB,LBN=Lebanon
    LES,LSO=Lesotho LBR=Liberia LBA,LBY=Libya LIE=Liechtenstein LTU=Lithuania LUX=Luxembourg MAC=Macau MAD,MDG=Madagascar
    MAW,MWI=Malawi MAS,MYS=Malaysia MDV=Maldives MLI=Mali MLT=Malta MHL=Marshall_Islands MTN,MRT=Mauritania MRI,MUS=Mauritius
    MEX=Mexico FSM=Micronesia MDA=Moldova MON,MCO=Monaco MGL,MNG=Mongolia MNE=Montenegro MAR=Morocco MOZ=Mozambique
    MYA,MMR=Myanmar NAM=Namibia NRU=Nauru NEP,NPL=Nepal NED,NLD=Netherlands NZL=New_Zealand NCA,NIC=Nicaragua NIG,NER=Niger
    NGR,NGA=Nigeria PRK=North_Korea MKD=North_Macedonia NIR=Northern_Ireland NOR=Norway OMA,OMN=Oman PAK=Pakistan PLW=Palau
    PLE,PSE=Palestine PAN=Panama PNG=Papua_New_Guinea PAR,PRY=Paraguay PER=Peru PHI,PHL=Philippines POL=Poland POR,PRT=Portugal
    PUR,PRI=Puerto_Rico QAT=Qatar ROU=Romania RUS=Russia RWA=Rwanda SKN,KNA=Saint_Kitts_and_Nevis LCA=Saint_Lucia
    VIN,VCT=Saint_Vincent_and_the_Grenadines SAM,WSM=Samoa SMR=San_Marino STP=São_Tomé_and_Príncipe KSA,SAU=Saudi_Arabia
    SCO=Scotland SEN=Senegal SRB=Serbia SCG=Serbia_and_Montenegro SEY,SYC=Seychelles SLE=Sierra_Leone SGP=Singapore SVK=Slovakia
    SLO,SVN=Slovenia SOL,SLB=Solomon_Islands SOM=Somalia RSA,ZAF=South_Africa KOR=South_Korea SSD=South_Sudan URS,USSR=Soviet_Union
    ESP=Spain SRI,LKA=Sri_Lanka SUD,SDN=Sudan SUR=Suriname SWE=Sweden SUI,CHE=Switzerland SYR=Syria TPE=Chinese_Taipei TWN=Taiwan
    TJK=Tajikistan TAN,TZA=Tanzania THA=Thailand TOG,TGO=Togo TGA,TON=Tonga TRI,TTO=Trinidad_and_Tobago TUN=Tunisia TUR=Turkey
    TKM=Turkmenistan TUV=Tuvalu UGA=Uganda UKR=Ukraine UAE,ARE=United_Arab_Emirates USA=United_States URU,URY=Uruguay UZB=Uzbekistan
    VAN,VUT=Vanuatu VAT=Vatican_City VEN=Venezuela VIE,VNM=Vietnam WAL=Wales YEM=Yemen YUG=Yugoslavia ZAM,ZMB=Zambia ZIM,ZWE=Zimbabwe
    UK=United_Kingdom EU=European_Union ESH=Western_Sahara
    """)
}
