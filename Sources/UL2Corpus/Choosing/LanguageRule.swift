/// `--language`: keeps documents that are, for the most part, in one of some languages.

struct LanguageRule {
  private let wanted: [String]
  private let minScore: Double
  private var detector = LanguageDetector()

  /// Nil where every language is wanted.
  init?(_ languages: [String], minScore: Double) {
    if languages.isEmpty { return nil }
    wanted = languages.map { Self.canonical($0) }
    self.minScore = minScore
  }

  /// Why the text is dropped; nil where it is kept. `und` has no score.
  mutating func fault(in text: [UInt8]) -> String? {
    let found = detector.detect(text)
    guard wanted.contains(where: { Self.includes($0, found.code) }) else {
      return "other language: \(found.code)"
    }
    if found.code != "und", found.score < minScore { return "language score too low: \(found.code)" }
    return nil
  }

  /// Whether `code` is the language of the range `wanted`: `zh` includes `zh-Hant` (RFC 4647, 3.3.1).
  private static func includes(_ wanted: String, _ code: String) -> Bool {
    code == wanted || code.hasPrefix(wanted + "-")
  }

  /// A language's code as the detector gives it.
  private static func canonical(_ code: String) -> String {
    switch code.lowercased() {
    case "iw": "he"
    case "jw": "jv"
    case let lower: languageCodes.first { $0.lowercased() == lower } ?? code
    }
  }

  /// Every code that a document can have.
  static let languageCodes = Array(Set(LanguageDetector.codes.compactMap(\.self) + ["und"])).sorted()

  /// Refuses what no document can be.
  static func check(_ code: String) throws(Problem) {
    let known = languageCodes
    let canonical = canonical(code)
    if !known.contains(where: { includes(canonical, $0) }) {
      throw Problem(
        .usage, "no such language", got: code, expected: "a code such as en, de, zh or und",
        fix: nearestName(to: code, among: known).map { "did you mean \($0)?" })
    }
  }
}
