/// Unigram words in the engine, which normalizes them character by character and encodes them part by part, beside the
/// plain definitions.
import Foundation
import TestSupport
import Testing
import UL2Core
import UL2Tokenizer

@Suite struct UnigramWordsTests {
  /// A file like T5's.
  private static func model(
    rules: [(String, String)], vocabulary: [(piece: String, score: Double)], unknown: Double = 0
  ) throws -> TokenizerFile {
    let table = ReplacementTable(rules.map { (key: $0.0, replacement: $0.1) })
    let rulesText = Data(table.bytes).base64EncodedString()
    let pieces = vocabulary.map { #"["\#($0.piece)", \#($0.score)]"# }.joined(separator: ", ")
    return try file(
      """
      {"version": "1.0", "added_tokens": [], "post_processor": null, "decoder": null,
       "normalizer": {"type": "Precompiled", "precompiled_charsmap": "\(rulesText)"},
       "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
         {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}]},
       "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", \(unknown)], \(pieces)]}}
      """)
  }

  /// The cache then gives more ids than there are bytes, every time.
  @Test(
    "Characters that normalization makes long, tens of thousands of times",
    arguments: [5, 300])
  func longReplacements(times: Int) throws {
    let read = try Self.model(
      rules: [("x", String(repeating: "ab", count: times))],
      vocabulary: [("▁", -2), ("a", -3), ("b", -4), ("▁a", -6)])
    let engine = TextEncoder(try TextModel(read))
    let word = Array("x ".utf8)
    let once = try PlainTokenizer(read).encode(word)
    #expect(once.count > 2 * times - 1)
    for count in [1, 2, 127, 20_000 / times] {
      var ids: [Int32] = []
      _ = try engine.encode(
        Array(repeatElement(word, count: count).joined()).span, appendingTo: &ids)
      #expect(ids == Array(repeatElement(once, count: count).joined()), "\(count) times")
    }
  }

  /// Texts of up to 40 characters, some of which have been in earlier words.
  private static func compare(
    _ read: TokenizerFile, characters: [String], texts: Int = 1500, longest: Int = 40
  ) throws {
    let plain = try PlainTokenizer(read)
    let engine = TextEncoder(try TextModel(read))
    var random = CounterRandom(key: 7)
    for _ in 0..<texts {
      let length = 1 + Int(random.below(UInt64(longest)))
      let text = (0..<length).map { _ in
        characters[Int(random.below(UInt64(characters.count)))]
      }.joined()
      var ids: [Int32] = []
      _ = try engine.encode(Array(text.utf8).span, appendingTo: &ids)
      let expected = try plain.encode(Array(text.utf8))
      if ids != expected {
        Issue.record(
          "\(text.unicodeScalars.map { String($0.value, radix: 16) }): \(ids), not \(expected)")
        return
      }
    }
  }

  /// Marks that join, what joins the next, consonants, jamo, flags, emoji; rules for one character, for two, and for
  /// the first of two.
  @Test func clustersAreReplacedAsAWhole() throws {
    let rules = [
      ("x", "ab"), ("b\u{301}", "é"), ("a\u{300}", "c"), ("\u{928}\u{93C}", "\u{929}"),
      ("\u{E33}", "\u{E4D}\u{E32}"), ("\u{200C}", ""), ("\u{600}", "c"), ("\u{FF9E}", " "),
      ("\u{1100}\u{1161}", "가"), ("é", "\u{301}b"), ("\n", " "), ("\r", "b"), ("z", " "),
      ("\u{1F642}", ":)"), ("\u{A0}", " "), ("y", "▁"), ("\u{94D}", "a"),
    ]
    let characters = [
      "a", "b", "c", "x", "é", "z", "y", " ", " ", "\n", "\r", "\r\n", "\u{300}", "\u{301}",
      "\u{93C}", "\u{94D}", "\u{915}", "\u{928}", "\u{200C}", "\u{200D}", "\u{600}", "\u{E01}",
      "\u{E33}", "\u{FF9E}", "\u{1100}", "\u{1161}", "\u{11A8}", "가", "🇦", "\u{1F642}", "\u{A0}",
      "\u{903}", "\u{0}", "漢",
    ]
    let vocabulary: [(String, Double)] = [
      ("▁", -2), ("a", -3), ("b", -4), ("▁a", -4.5), ("ab", -5), ("c", -3), ("\u{301}b", -6),
      ("▁b\u{301}", -7), ("a\u{300}", -5), ("가", -6), ("\u{928}", -4),
    ]
    try Self.compare(
      Self.model(rules: rules, vocabulary: vocabulary), characters: characters, texts: 1500)
    try Self.compare(Self.model(rules: [], vocabulary: vocabulary), characters: characters)
  }

  /// Of three tenths and one, added up in another order or from elsewhere, sometimes one sum is larger, sometimes the
  /// other.
  @Test func equalScoresAreAddedUpFromTheWordsBeginning() throws {
    let read = try Self.model(
      rules: [],
      vocabulary: [
        ("▁", -0.1), ("a", -0.1), ("aa", -0.2), ("aaa", -0.3), ("b", -0.7), ("bb", -1.4),
        ("c", -1.1),
      ])
    try Self.compare(read, characters: ["a", "a", "b", "c", "-", " "], texts: 1500)
  }

  /// Unknown characters on both sides of a cut are one id. Where scores are positive, two unknown characters may score
  /// more than the piece that they are together; then they become the piece, unless there is a third.
  @Test("Unknown characters beside cuts", arguments: [0, 240.0])
  func unknown(offset: Double) throws {
    let scores: [(String, Double)] = [
      ("▁", -1), ("a", -1), ("b", -2), ("ab", -2.5), ("qж", -150), ("漢字", -200), ("<", -3),
    ]
    let read = try Self.model(
      rules: [], vocabulary: scores.map { ($0.0, $0.1 + offset) }, unknown: offset)
    try Self.compare(
      read, characters: ["a", "b", "q", "ж", "qж", "漢", "字", "漢字", "w", "<unk>", " "], texts: 1500)
  }

  @Test("Words too long to be divided, and scores too large", arguments: [-3, -1e6, -1e30])
  func longWords(lowest: Double) throws {
    let read = try Self.model(
      rules: [],
      vocabulary: [("▁", -1), ("a", -1), ("b", -2), ("ab", -2.5), ("q", lowest), ("\u{E01}", -3)])
    try Self.compare(
      read, characters: ["a", "b", "q", "ab", "\u{E01}"], texts: 40, longest: 9000)
  }
}
