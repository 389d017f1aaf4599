/// Characters that texts have, by kind: what a model is tried on.
enum CharacterSample {
  struct Kind: Sendable {
    var name: String
    var characters: [String]

    init(_ name: String, _ characters: String) {
      self.name = name
      self.characters = characters.unicodeScalars.map { String($0) }
    }
  }

  static let all: [Kind] = [
    Kind("ASCII", String(decoding: Array(0x21...0x7E), as: UTF8.self)),
    Kind("Latin letters", "ÀÄÅÆÇÉÈÊÍÎÑÓÖØÚÜÝßàäåæçéèêíîñóöøúüýÿāăąćčďđēęěğīłńňőœřśšťūůźżžșț"),
    Kind("Greek", "ΑΒΓΔΕΘΛΠΣΦΨΩαβγδεζηθλμνξπρστφχψωάέή"),
    Kind("Cyrillic", "АБВГДЖИЙЛПФЦШЯабвгдежзийлмнопрстуфхцчшщыьэюяёіїє"),
    Kind("Hebrew", "אבגדהומשת"),
    Kind("Arabic", "ابتجحدرسعفقكلمنهوي"),
    Kind("Devanagari", "अआइकखगतनपमयरलवसह"),
    Kind("Bengali", "অআকখগতনপম"),
    Kind("Tamil", "அஆகஙசதநபம"),
    Kind("Thai", "กขคงจชดตนบปม"),
    Kind("Georgian", "აბგდევზთ"),
    Kind("Armenian", "աբգդեզէը"),
    Kind("Han", "的一是不了人在有我他这中大来上国學龍語"),
    Kind("Japanese kana", "あいうえおかのをアイウエオカノン"),
    Kind("Hangul", "가나다라마바사은는이한국"),
    Kind("emoji", "🙂😀😂👍🎉🚀🔥"),
    Kind("quotes and dashes", "‘’“”‚„–—«»‹›"),
    Kind("punctuation", "…•·†‡‰§¶¿¡。、「」"),
    Kind("signs", "©®™°±×÷€£¥¢µ№℃"),
    Kind("fractions and indices", "½¼¾²³¹₂ªº"),
    Kind("arrows and mathematics", "←→↑↓⇒∀∂∃∈∑∏−√∞∫≈≠≤≥⊂ℝ"),
    Kind("lines and blocks", "─│┌└├█■□●○✓"),
    Kind("ligatures", "ﬁﬂ"),
    Kind("wide and narrow forms", "ＡＢａ１，。！？（）：ｱ"),
    Kind("special spaces", "\u{A0}\u{3000}\u{2009}\u{200B}\u{200D}\u{FEFF}\u{AD}"),
    Kind("controls", "\r\u{0C}"),
  ]
}
