import TestSupport
import Testing
import UL2Core
import UL2Filters
import UL2Input

@Suite("Choosing by language") struct LanguageTests {
  private static let english =
    "The committee has not yet decided whether the bridge over the river will be built next year."
  private static let german =
    "Der Ausschuss hat noch nicht entschieden, ob die Brücke über den Fluss im nächsten Jahr gebaut wird."
  private static let samples = [
    ("en", english), ("de", german),
    (
      "fr",
      "Le comité n'a pas encore décidé si le pont sur la rivière sera construit l'année prochaine."
    ),
    ("ru", "Комитет ещё не решил, будет ли в следующем году построен мост через реку."),
    ("ja", "委員会は、来年川に橋を架けるかどうかをまだ決めていません。"),
    ("zh", "委员会还没有决定明年是否在这条河上建一座桥。"),
    ("zh-Hant", "委員會還沒有決定明年是否在這條河上建一座橋，這個問題仍在討論。"),
    ("he", "הוועדה עדיין לא החליטה אם הגשר מעל הנהר ייבנה בשנה הבאה."),
  ]

  @Test("Languages and their codes", arguments: samples)
  func languages(code: String, text: String) {
    var detector = LanguageDetector()
    let found = detector.detect(Array(text.utf8))
    #expect(found.code == code)
    #expect(found.score > 0.9)
  }

  @Test("Text in no language is und", arguments: ["", "…", "1 2 3", "x7 0x3f", "\u{0}\u{1}", "zz"])
  func undetermined(text: String) {
    var detector = LanguageDetector()
    #expect(detector.detect(Array(text.utf8)) == LanguageDetector.Finding(code: "und", score: 0))
  }

  @Test("The score is the share of the letters")
  func score() {
    let mixed = Self.english + "\n" + Self.german + "\n" + Self.german
    let text = Array(String(repeating: mixed + "\n", count: 10).utf8)
    var detector = LanguageDetector()
    let found = detector.detect(text)
    #expect(found.code == "de")
    #expect((0.55...0.8).contains(found.score), "\(found)")
    func outcome(_ score: Double) -> String {
      Chosen {
        $0.languages = ["de"]
        $0.minLanguageScore = score
      }(document(String(decoding: text, as: UTF8.self)))
    }
    #expect(outcome(found.score) == "train")
    #expect(outcome(found.score + 0.01) == "language score too low: de")
  }

  @Test("zh includes zh-Hant, not vice versa; und can be chosen")
  func ranges() {
    func outcome(_ wanted: [String], _ text: String) -> String {
      Chosen { $0.languages = wanted }(document(text))
    }
    let traditional = Self.samples[6].1
    #expect(outcome(["zh"], traditional) == "train")
    #expect(outcome(["zh-Hant"], traditional) == "train")
    #expect(outcome(["zh-Hant"], Self.samples[5].1) == "other language: zh")
    #expect(outcome(["de", "en"], Self.english) == "train")
    #expect(outcome(["de"], Self.english) == "other language: en")
    #expect(outcome(["de"], "1 2 3") == "other language: und")
    #expect(outcome(["und"], "1 2 3") == "train")
    // Any percentage is at least its decimal number.
    #expect(Double(7) / 100 >= 0.07 && Double(57) / 100 >= 0.57)
  }

  @Test("Codes that no document can have are refused with the nearest")
  func codes() throws {
    var settings = DocumentFilterSettings()
    for code in ["EN", "en", "zh-hant", "iw", "und"] { try settings.add(language: code) }
    #expect(settings.languages == ["en", "zh-Hant", "he", "und"])
    for code in ["english", "e", "", "xx", "zz", "xx-Latn", "en-US"] {
      #expect(throws: Problem.self, "\(code)") {
        var settings = DocumentFilterSettings()
        try settings.add(language: code)
      }
    }
  }

  @Test("No character and no damage makes the detector refuse the text around it")
  func everyCharacter() {
    var detector = LanguageDetector()
    let text = Array(Self.english.utf8)
    var scalars = Array(0..<0x3100 as Range<UInt32>)
    scalars += stride(from: 0x3100, to: 0x110000, by: 977)
    scalars += [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0x10FFFE]
    for value in scalars {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let found = detector.detect(text + [0x20] + Array(String(scalar).utf8) + [0x20] + text)
      #expect(found.code == "en", "U+\(String(value, radix: 16))")
    }
    // Readers give only UTF-8; if one did not, the text would be und, and nothing worse.
    for bad in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2]]
      as [[UInt8]]
    {
      #expect(["und", "en"].contains(detector.detect(text + bad + text).code))
      #expect(["und", "en"].contains(detector.detect(text + bad).code))
    }
  }

  @Test("The beginning, the middle and the end of long texts count")
  func longTexts() {
    func many(_ text: String, _ bytes: Int) -> String {
      String(repeating: text + "\n", count: bytes / text.utf8.count)
    }
    var detector = LanguageDetector()
    let text =
      many(Self.german, 1_000_000) + many(Self.english, 1_000_000)
      + many(Self.english, 1_000_000)
    let found = detector.detect(Array(text.utf8))
    #expect(found.code == "en")
    #expect((0.55...0.75).contains(found.score), "\(found)")
    // Cuts are always between characters.
    for shift in 0..<4 {
      let text = String(repeating: "x", count: shift) + many(Self.samples[4].1, 200_000)
      #expect(detector.detect(Array(text.utf8)).code == "ja")
    }
  }

  @Test("The same result on any thread, whatever came before")
  func threads() async {
    let texts = (0..<64).map { i in
      Array((Self.samples[i % 8].1 + "\n" + Self.samples[i / 8].1).utf8)
    }
    func all() -> [String] {
      var detector = LanguageDetector()
      return texts.map { "\(detector.detect($0))" }
    }
    let expected = all()
    await withTaskGroup(of: [String].self) { group in
      for _ in 0..<8 { group.addTask { all() } }
      for await found in group { #expect(found == expected) }
    }
  }

  @Test("Random characters, markup and words: nothing beyond the text is read as text")
  func randomTexts() {
    // CLD2 reads beyond its text and crashed on what it found there, the rest of an earlier text.
    let words = [
      "the ", "und ", "http://", "&amp;", "<b>", "</script>", "<!--", "\n", "。", "&#x41;",
    ]
    var random = CounterRandom(key: 5)
    var detector = LanguageDetector()
    for _ in 0..<3000 {
      var text = String.UnicodeScalarView()
      let first = UInt32(random.below(0x3000))
      let mode = random.below(4)
      for _ in 0..<random.below(300) {
        let scalar =
          switch mode {
          case 0: Unicode.Scalar(0xA0 + UInt32(random.below(0xFF00)))
          case 1: Unicode.Scalar(first + UInt32(random.below(0x60)))
          case 2: Unicode.Scalar(0x10000 + UInt32(random.below(0xFF00)))
          default: Unicode.Scalar?.none
          }
        if let scalar {
          text.append(scalar)
        } else {
          text += words[random.below(10)].unicodeScalars
        }
      }
      let bytes = Array(String(text).utf8)
      var fresh = LanguageDetector()
      #expect(detector.detect(bytes) == fresh.detect(bytes))
    }
  }
}
