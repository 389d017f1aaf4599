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

  /// Whether a link to `target` shows nothing where it stands.
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

  /// Whether `prefix` has the form of a wiki's language: `fr`, `zh-min-nan`, `simple`.
  private static func isLanguage(_ prefix: [UInt8]) -> Bool {
    if prefix == Array("simple".utf8) { return true }
    let parts = prefix.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts[0].count), prefix.count <= 12 else { return false }
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (0x61...0x7A).contains($0) }
    }
  }

  /// What `[[Help:Mercury (planet)|]]` shows: `Mercury`.
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

/// Longer words stand before their beginnings.
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
