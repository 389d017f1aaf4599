/// Words of other languages, with what is said about them, and how they sound.
extension TemplateRenderer {
  /// `{{langx|de|Deutschland}}`: `German: Deutschland`.
  mutating func writeLanguage() {
    writeLanguage(argument(0) ?? "", from: 1)
  }

  /// `{{lang-de|Deutschland}}`, the code being part of the name.
  mutating func writeLanguageFamily() {
    let dash = bytes[name].firstIndex { $0 == 0x2D } ?? name.upperBound
    writeLanguage(short(min(dash + 1, name.upperBound)..<name.upperBound) ?? "", from: 0)
  }

  private mutating func writeLanguage(_ code: String, from place: Int) {
    guard let text = arguments[place] ?? named("text") else { return }
    let found = TemplateLookups.languages[code.lowercased()]
    // Languages in other scripts have a romanization before the translation.
    let isOther = found?.first == "*"
    let label = argument("label")
    if let label {
      if label != "none" {
        write(label)
        write(": ")
      }
    } else if isEnglish, let found {
      write(isOther ? String(found.dropFirst()) : found)
      write(": ")
    }
    write(text)
    let romanized =
      (named("translit") ?? named("tr") ?? named("r"))
      ?? (isOther ? arguments[place + 1] : nil)
    if let romanized {
      write(!isEnglish || label == "none" ? ", " : ", romanized: ")
      write(romanized)
    }
    let meaning =
      named("translation") ?? named("lit") ?? named("literal")
      ?? arguments[place + (isOther ? 2 : 1)]
    if let meaning {
      write(isEnglish ? ", lit. '" : ", ‘")
      write(meaning)
      write(isEnglish ? "'" : "’")
    }
  }

  /// `{{nihongo|English|漢字|rōmaji|more}}`: `English (漢字, rōmaji, more)`; without English the sounds
  /// are first.
  mutating func writeNihongo() {
    var parts = [arguments[1], arguments[2], arguments[3]].compactMap { $0 }
    if arguments[0] == nil, let sounds = arguments[2] {
      write(sounds)
      parts = [arguments[1], arguments[3]].compactMap { $0 }
    } else if arguments[0] == nil {
      return write(arguments[1])
    } else {
      write(arguments[0])
    }
    for (i, part) in parts.enumerated() {
      write(i == 0 ? " (" : ", ")
      write(part)
    }
    if !parts.isEmpty { write(")") }
  }

  /// `{{zh|s=汉字|p=hànzì}}`: what it is told, `key=Label`, in its order; `labels=no` without labels.
  mutating func writeLabelled(_ told: [UInt8]) {
    let hasLabels = isEnglish && !["no", "none", "off"].contains(argument("labels"))
    var isFirst = true
    for word in told.split(separator: 0x20) {
      let parts = word.split(separator: UInt8(ascii: "="))
      guard let value = firstValue(parts[0]) else { continue }
      if !isFirst { write("; ") }
      isFirst = false
      var label = Array((parts.last ?? []).map { $0 == UInt8(ascii: "_") ? 0x20 : $0 })
      let isQuoted = label.last == UInt8(ascii: "'")
      if isQuoted { label.removeLast() }
      if hasLabels {
        write(label)
        write(isQuoted ? " " : ": ")
      }
      if isQuoted { write("'") }
      write(value)
      if isQuoted { write("'") }
    }
  }

  /// The first of several keys, `hangul+1`, that has a value.
  private func firstValue(_ keys: ArraySlice<UInt8>) -> Range<Int>? {
    for key in keys.split(separator: UInt8(ascii: "+")) {
      let isPlace = key.count == 1 && key.allSatisfy(\.isASCIIDigit)
      let value =
        isPlace ? arguments[Int(key[key.startIndex]) - 0x31] : arguments.value(bytes, key)
      if let value { return value }
    }
    return nil
  }

  /// `{{IPAc-en|ˈ|æ|p|əl}}`: `/ˈæpəl/`, without words about it.
  mutating func writePronunciation() {
    var isOpen = false
    for place in arguments.unnamed.indices {
      let word = argument(place)
      if let word, Self.aboutSounds.contains(word.lowercased()) { continue }
      if !isOpen { write("/") }
      isOpen = true
      switch word {
      case "_": write(" ")
      case ",_": write(", ")
      default: write(arguments[place])
      }
    }
    if isOpen { write("/") }
  }

  private static let aboutSounds: Set = [
    "pron", "lang", "local", "also", "en", "us", "uk", "au", "ca", "nz", "ie", "ipa", "ukalso",
    "usalso", "pronunciation", "icon", "alsouk", "alsous", "uslang", "uklang",
  ]

  /// `{{ill|Foo|de|Foo (x)}}`: `Foo`; in its old form, `{{ill|de|Foo (x)|Foo|shown}}`, `shown`.
  mutating func writeInterlanguage() {
    if let shown = named("lt") ?? named("display") { return write(shown) }
    if let code = argument(0), WikitextNames.isLanguage(Array(code.utf8)), arguments[1] != nil,
      !(argument(1).map { WikitextNames.isLanguage(Array($0.utf8)) } ?? false)
    {
      return write(arguments[3] ?? arguments[2] ?? arguments[1])
    }
    write(arguments[0])
  }
}
