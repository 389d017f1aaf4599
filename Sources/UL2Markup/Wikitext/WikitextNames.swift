/// Names that decide what a link is: files, categories, other languages.
///
/// A dump's siteinfo names its own namespaces; the lists here serve dumps without one, and old names
/// that stay valid.
struct WikitextNames {
  static let protocols = ["http://", "https://", "//", "ftp://", "mailto:", "news:", "irc://"]

  private var hidden: Set<[UInt8]>

  init(_ site: WikiSite) {
    hidden = Self.common
    for (name, key) in site.namespaces where [-2, 6, 14].contains(key) { hidden.insert(name) }
  }

  /// Whether a link to `target` shows nothing where it is.
  func isHidden(_ target: [UInt8]) -> Bool {
    guard let colon = target.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let range = target.trimmed(0..<colon)
    let prefix = target[range].map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
    return hidden.contains(prefix.map(\.asciiLowercased)) || Self.isLanguage(prefix)
      || colon > 0 && Self.isFile(target)
  }

  /// Whether a target in any namespace is a file by its ending, which old names of namespaces that no
  /// list has still have.
  private static func isFile(_ target: [UInt8]) -> Bool {
    guard let dot = target.lastIndex(of: UInt8(ascii: ".")), target.count - dot <= 6,
      !target.hasIgnoringCase("http".utf8, at: 0)
    else { return false }
    let ending = target[target.trimmed(dot + 1..<target.count)].map(\.asciiLowercased)
    return fileEndings.contains(ending)
  }

  private static let fileEndings = Set(
    "jpg jpeg png gif svg tif tiff webp xcf ogg oga ogv wav mp3 flac mid webm pdf djvu"
      .split(separator: " ").map { Array($0.utf8) })

  /// Whether `prefix` is the language of a Wikipedia, `fr`, `zh-min-nan`, or an old name of one: `[[doi:…]]`
  /// and `[[mw:…]]` are links of other kinds.
  static func isLanguage(_ prefix: some Collection<UInt8>) -> Bool {
    guard (2...16).contains(prefix.count) else { return false }
    return languages.contains(prefix.map(\.asciiLowercased))
  }

  private static let languages = Set(
    """
    aa ab ace ady af ak als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar
    bat-smg bbc bcl bdr be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs btm bug bxr ca cbk-zam cdo ce
    ceb ch cho chr chy ckb co cr crh cs csb cu cv cy cz da dag de dga din diq dk dsb dtp dty dv dz ee egl el eml en
    eo epo es et eu ext fa fat ff fi fiu-vro fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe
    gsw gu guc gur guw gv ha hak haw he hi hif ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is it
    iu ja jam jbo jp jv ka kaa kab kbd kbp kcg kg kge ki kj kk kl km kn knc ko koi kr krc ks ksh ku kus kv kw ky la
    lad lb lbe lez lfn lg li lij lld lmo ln lo lrc lt ltg lv lzh mad mai map-bms mdf mg mh mhr mi min minnan mk ml
    mn mni mnw mo mr mrj ms mt mus mwl my myv mzn na nah nan nap nb nds nds-nl ne new ng nia nl nn no nov nqo nr
    nrm nso nup nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl pi pih pl pms pnb pnt ps pt pwn qu rki rm rmy
    rn ro roa-rup roa-tara rsk ru rue rup rw sa sah sat sc scn sco sd se sg sgs sh shi shn si simple sk skr sl sm
    smn sn so sq sr srn ss st stq su sv sw syl szl szy ta tay tcy tdd te tet tg th ti tig tk tl tly tn to tpi tr
    trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo vro wa war wo wuu xal xh xmf yi yo yue za zea zgh
    zh zh-cfr zh-classical zh-cn zh-hans zh-hant zh-min-nan zh-tw zh-yue zu
    """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { Array($0) })

  /// The text that a link with an empty label shows: `Mercury` for `[[Help:Mercury (planet)|]]`.
  static func withoutContext(_ target: [UInt8]) -> ArraySlice<UInt8> {
    var title = target[...]
    if let colon = title.dropFirst().firstIndex(of: UInt8(ascii: ":")) {
      title = title[(colon + 1)...]
    }
    if title.first == UInt8(ascii: ":") { title = title.dropFirst() }
    if title.last == UInt8(ascii: ")"), let open = title.lastIndex(of: UInt8(ascii: "(")),
      open > title.startIndex
    {
      title = title[..<open]
    }
    while title.last == 0x20 { title = title.dropLast() }
    return title
  }

  /// File, media and category namespaces of large wikis; both cases of what ASCII cannot fold.
  private static let common: Set<[UInt8]> = {
    let names = """
      file image media category|datei bild medium kategorie|fichier média catégorie categorie|
      archivo imagen medio categoría categoria|ficheiro arquivo imagem multimédia|immagine|
      bestand afbeelding|plik grafika kategoria|fil kategori|tiedosto kuva luokka|
      attēls kategorija vaizdas kategoreja|soubor obrázek kategorie|súbor obrázok kategória|fájl kép kategória|fișier imagine|
      fitxer imatge|датотека слика категорија|файл Файл изображение Изображение медиа Медиа
      категория Категория|зображення Зображення категорія Категорія|
      αρχείο Αρχείο εικόνα Εικόνα κατηγορία Κατηγορία|dosya resim kategori|tập_tin hình thể_loại|
      berkas gambar|dosiero|restr skeudenn rummad|slika datoteka kategorija|
      ファイル 画像 カテゴリ|文件 档案 檔案 图像 圖像 图片 圖片 分类 分類|파일 그림 분류|
      קובץ תמונה קטגוריה|ملف صورة تصنيف|پرونده تصویر رده|चित्र श्रेणी|ไฟล์ ภาพ หมวดหมู่
      """
    let words = names.split { $0 == " " || $0 == "|" || $0 == "\n" }
    return Set(
      words.map { word in
        word.utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0.asciiLowercased }
      })
  }()
}

/// Whether a page's text begins as a redirect does, `#REDIRECT [[…]]`, in a common language.
package func isWikiRedirect(_ text: [UInt8]) -> Bool {
  var at = text.firstIndex { !$0.isMarkupSpace } ?? text.count
  guard at < text.count, text[at] == UInt8(ascii: "#") else { return false }
  at += 1
  guard let word = redirectWords.first(where: { text.hasIgnoringCase($0, at: at) }) else {
    return false
  }
  at += word.count
  while at < text.count, text[at].isMarkupSpace || text[at] == UInt8(ascii: ":") { at += 1 }
  return text.has("[[", at: at)
}

/// Longer words come before their prefixes.
private let redirectWords: [[UInt8]] = """
  redirection redirección redirecciÓn redireccion redirect weiterleitung redirecionamento rinvia
  doorverwijzing omdirigering omdiriger tilvÍsun tilvísun ohjaus uudelleenohjaus patrz przekieruj
  tam preusmjeri preusmeritev átirányítás Átirányítás ÁtirÁnyÍtÁs přesměruj PŘesmĚruj alidirekti
  yönlendirme yÖnlendİrme yönlendİrme đổi ĐỔi alih adkas redirecteazĂ redireciona
  перенаправление ПЕРЕНАПРАВЛЕНИЕ Перенаправление перенапр ПЕРЕНАПР перенаправлення
  ПЕРЕНАПРАВЛЕННЯ Перенаправлення преусмери ПРЕУСМЕРИ виж ВИЖ
  ΑΝΑΚΑΤΕΥΘΥΝΣΗ ανακατεύθυνση 転送 リダイレクト 重定向 넘겨주기 הפניה تحويل تغییر_مسیر
  """.split { $0 == " " || $0 == "\n" }
  .map { word in word.utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0.asciiLowercased } }
