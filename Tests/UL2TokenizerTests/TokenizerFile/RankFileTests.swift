/// tiktoken's and tekken's files.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct RankFileTests {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for i in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[i..<min(i + 3, bytes.count)]
      let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      for digit in 0..<4 {
        text.append(
          digit <= part.count ? alphabet[bits >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let pieces: [[UInt8]] =
    (UInt8(0)...255).map { [$0] } + ["aa", "ab", "aaa", "bab"].map { Array($0.utf8) }
  private static let lines = pieces.enumerated().map { "\(base64($1)) \($0)\n" }.joined()

  /// Of equal ranks the leftmost merges; whole pieces are looked up first.
  @Test func ranks() throws {
    let tokenizer = try PlainTokenizer(file(Self.lines, name: "x.tiktoken", pattern: #"\S+|\s+"#))
    #expect(
      try tokenizer.encode(Array("aaaa aaa bab aabab".utf8)) == [
        256, 256, 32, 258, 32, 259, 32, 256, 259,
      ])
    #expect(try tokenizer.decode([256, 0, 195, 169]) == Array("aa\u{0}é".utf8))
    #expect(tokenizer.file.vocabularySize == 260 && tokenizer.file.kind == .tiktoken)
    // Ill-formed UTF-8.
    #expect(try tokenizer.encode([0xFF]) == tokenizer.encode(Array("\u{FFFD}".utf8)))
  }

  @Test(arguments: [
    ("YQ== 1\n!! 2\n", #"2: not a piece with a rank, got !! 2"#),
    ("YQ== 1\nYg==\n", "2: not a piece with a rank"),
    ("YQ== 1\nYg== 1\n", "2: a rank twice, got 1"), ("YQ== 1\nYQ== 2\n", #"2: a piece twice"#),
    ("YQ== 1\n", "no piece for a byte, got none for 0x00"),
    ("YQ== 99999999\n", "1: a rank out of range"),
  ])
  func refusedRanks(_ text: String, _ line: String) {
    let refusal = refusal(text, name: "x.tiktoken", pattern: "cl100k")
    #expect(refusal.contains(line) && !refusal.contains("\n"), "\(refusal)")
  }

  @Test func patterns() throws {
    #expect(refusal(Self.lines, name: "x").contains("unknown ranks"))
    #expect(refusal(Self.lines, name: "x", pattern: "(a").contains("pattern"))
    let kimi = try file(Self.lines, name: "x", pattern: "kimi-k2")
    #expect(kimi.name == nil && kimi.addedTokens.isEmpty)
    #expect(try PlainTokenizer(kimi).encode(Array("aaa漢".utf8)) == [258, 230, 188, 162])
  }

  private func tekken(_ special: String = "null", size: Int = 263) -> String {
    let vocabulary = Self.pieces.enumerated().map {
      #"{"rank": \#($0), "token_bytes": "\#(Self.base64($1))", "token_str": null}"#
    }
    return
      #"{"config": {"pattern": "\\S+|\\s+", "default_vocab_size": \#(size), "default_num_special_tokens": 3},"#
      + #" "special_tokens": \#(special), "vocab": [\#(vocabulary.joined(separator: ","))]}"#
  }

  @Test func tekkens() throws {
    let plain = try file(tekken())
    #expect(plain.kind == .tekken && plain.addedTokens.map(\.text) == ["<unk>", "<s>", "</s>"])
    #expect(try PlainTokenizer(plain).encode(Array("aaa b".utf8)) == [261, 35, 101])
    #expect(EndTokens(plain).eos == 2)
    let named = try file(
      tekken(#"[{"rank": 1, "token_str": "</s>", "is_control": true}]"#, size: 260))
    #expect(named.addedTokens.map(\.text) == ["<SPECIAL_0>", "</s>", "<SPECIAL_2>"])
    // One piece more than the vocabulary has ids for.
    #expect(try PlainTokenizer(named).encode(Array("bab".utf8)) == [101, 100, 101])
    #expect(refusal(tekken(size: 300)).contains("config.default_vocab_size: not as many pieces"))
    #expect(
      refusal(tekken(#"[{"rank": 7, "token_str": "x"}]"#)).contains(
        "special_tokens[0].rank: bad value"))
  }
}
