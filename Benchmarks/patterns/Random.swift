import UL2Patterns

#if canImport(Glibc)
  import Glibc
#endif

/// The processor seconds of this process.
func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// Compares each scanner with the textbook matcher until the time is over; stops at the first difference.
func compareAtRandom(seconds: Int, seed: UInt64) throws {
  let families = try Family.all()
  let scanners = families.map { PieceScanner($0.steps) }
  var texts = NastyTexts(seed: seed)
  var compared = 0
  var bytes = 0
  let limit = processorSeconds() + Double(seconds)
  while processorSeconds() < limit {
    let text = texts.next()
    for (family, scanner) in zip(families, scanners) {
      try compare(family, scanner, text, room: 1 + compared % 97)
    }
    compared += 1
    bytes += text.count
  }
  for (family, scanner) in zip(families, scanners) {
    for text in NastyTexts.everyCodePoint {
      try compare(family, scanner, text, room: 512)
      compared += 1
    }
  }
  print("\(compared) texts, \(bytes) bytes, \(families.count) families: no difference")
}

private func compare(_ family: Family, _ scanner: PieceScanner?, _ text: [UInt8], room: Int) throws
{
  guard let scanner else {
    print("\(family.name): no scanner")
    exit(1)
  }
  let expected = try family.comparison.textbookEnds(text)
  let found = (try family.comparison.ends(text, by: scanner, room: room) ?? []).map { $0 < 0 ? ~$0 : $0 }
  if found == expected { return }
  let first = zip(found + [-1], expected + [-1]).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
  let start = first == 0 ? 0 : expected[first - 1]
  let shown = text[start..<min(text.count, start + 160)]
  print(
    "\(family.name), piece \(first) at \(start) of \(text.count): got \(found[first...].prefix(3)), expected \(expected[first...].prefix(3))"
  )
  print(String(decoding: shown, as: UTF8.self).debugDescription)
  exit(1)
}

/// Texts of runs of all kinds of characters that patterns distinguish, with contractions and borders of 64.
struct NastyTexts {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  private static let kinds: [[String]] = {
    func each(_ text: String) -> [String] { text.unicodeScalars.map { String(Character($0)) } }
    return [
      each("abcdefghijklmnopqrstuvwxyz"), each("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), each("0123456789"),
      [" "], [" ", "\t", "\n", "\r", "\u{B}", "\u{C}"], ["\n", "\r\n", "\r"],
      each("!\"#$%&()*+,-.:;<=>?@[\\]^_`{|}~"), ["/"], ["'"],
      [
        "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'T", "'RE", "'Ve", "'lL", "'r", "'v",
        "'l", "'\u{17F}", "'x",
      ],
      each("éüßñçøåàè"), each("ÉÜÑÇØÅ"), each("ǅǈǋᾈ"), each("ʰʱªºー々"),
      each("漢字言語一龥龦㐀𠀀〇"), each("ひらがなゝ゛゜"), each("カタカナ・ヿ゠"), each("한국어각"),
      each("абвгд"), each("АБВГД"), each("कखगक्षि"),
      each("\u{301}\u{300}\u{93F}\u{20DD}\u{FE0F}\u{3099}\u{E31}"),
      each("٠١٢३४"), each("Ⅳ½²³①𝟘"), each("€£¥©®™°§¶"), each("—–…“”‘’«»¿¡"),
      each("😀👍🏽👩\u{200D}💻🇩🇪"), each("\u{200B}\u{200D}\u{AD}\u{FEFF}\u{2060}"),
      each("\u{85}\u{A0}\u{1680}\u{2000}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{180E}"),
      each("\u{0}\u{1}\u{1F}\u{7F}\u{80}\u{9F}"), each("\u{E000}\u{FFFD}\u{10FFFF}\u{378}\u{FFFF}"),
      each("\u{3040}\u{3097}\u{3098}"),
      each("\u{1D7CA}\u{16D70}\u{1E5F1}\u{11BF1}\u{10D40}"), each("ſK"),
    ]
  }()

  private mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }

  mutating func next() -> [UInt8] {
    var text = ""
    let length = number(below: 4) == 0 ? number(below: 1500) : number(below: 140)
    // Few kinds per text, so that all combinations of neighbours occur.
    let isASCII = number(below: 3) == 0
    let chosen = (0..<1 + number(below: 7)).map { _ in
      number(below: isASCII ? 10 : Self.kinds.count)
    }
    var count = 0
    while count < length {
      let kind = Self.kinds[chosen[number(below: chosen.count)]]
      let run = number(below: 8) == 0 ? number(below: 150) : 1 + number(below: 4)
      let isOne = number(below: 3) == 0
      var element = kind[number(below: kind.count)]
      for _ in 0..<run {
        text += element
        count += 1
        if !isOne { element = kind[number(below: kind.count)] }
      }
    }
    return Array(text.utf8)
  }

  /// Every code point between others of each kind.
  static var everyCodePoint: [[UInt8]] {
    var texts: [[UInt8]] = []
    var text = ""
    for code in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let c = String(Character(scalar))
      text += "a\(c)b \(c)B1\(c)2.\(c)\(c), \(c)\(c)x '\(c)漢\(c)\n\(c)é\(c)'s\(c)  \(c)\t \(c)  \n \(c)"
      if code & 0xFFF == 0xFFF {
        texts.append(Array(text.utf8))
        text = ""
      }
    }
    return texts
  }
}
