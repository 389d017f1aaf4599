/// Keeps documents that are, for the most part, in one of some languages.

struct LanguageFilter {
  private let wanted: [String]
  private let minScore: Double
  private var detector = LanguageDetector()

  /// Nil where every language is wanted.
  init?(_ languages: [String], minScore: Double) {
    if languages.isEmpty { return nil }
    wanted = languages
    self.minScore = minScore
  }

  /// Why the text is dropped; nil where it is kept. `und` has no score.
  mutating func fault(in text: [UInt8]) -> String? {
    let found = detector.detect(text)
    guard wanted.contains(where: { Self.includes($0, found.code) }) else {
      return "other language: \(found.code)"
    }
    if found.code != "und", found.score < minScore {
      return "language score too low: \(found.code)"
    }
    return nil
  }

  /// Whether `code` is the language of the range `wanted`: `zh` includes `zh-Hant` (RFC 4647, 3.3.1).
  private static func includes(_ wanted: String, _ code: String) -> Bool {
    code == wanted || code.hasPrefix(wanted + "-")
  }

  /// Every code that a document can have.
  static let codes = Set(LanguageDetector.codes.compactMap(\.self) + ["und"]).sorted()

  /// A language as the detector gives it.
  ///
  /// - Throws: a usage problem where no document can be in it.
  static func known(_ code: String) throws(Problem) -> String {
    let lower = code.lowercased()
    let canonical =
      switch lower {
      case "iw": "he"
      case "jw": "jv"
      default: codes.first { $0.lowercased() == lower } ?? lower
      }
    if codes.contains(where: { includes(canonical, $0) }) { return canonical }
    throw Problem(
      .usage, "no such language", got: code, expected: "a code such as en, de, zh or und",
      fix: nearestName(to: lower, among: codes).map { "did you mean \($0)?" })
  }
}
