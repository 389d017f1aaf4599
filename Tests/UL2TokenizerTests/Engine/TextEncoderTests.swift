/// The engine for tokenizer files against the reference: small files of each family, texts made of their pieces and of
/// what tokenizers stumble over, each encoded twice, so that the cache answers too.
import Testing
import TestSupport
import UL2Core

import UL2Tokenizer

@Suite struct TextEncoderTests {
  private func check(_ json: String, protecting: Set<Int> = [], texts count: Int = 300) throws {
    let directory = TemporaryDirectory()
    try directory.write(Array(json.utf8), "tokenizer.json")
    let file = try TokenizerFile(directory("tokenizer.json"))
    let model = try TextModel(file, protecting: protecting)
    let reference = try PlainTokenizer(file, protecting: protecting)
    var test = TextSelfTest(file)
    if protecting.isEmpty {
      let text = test.difference(model, reference)
      #expect(text == nil, "\(String(decoding: text ?? [], as: UTF8.self))")
    }
    let encoder = TextEncoder(model)
    var random = CounterRandom(key: 7)
    for _ in 0..<count {
      let text = randomText(file, &random)
      let expected = try reference.encoded(text)
      for _ in 0..<2 {
        var ids: [Int32] = []
        try #require(encoder.encode(text.span, appendingTo: &ids))
        try #require(ids == expected.ids, "\(text)")
        #expect(encoder.protected.sorted() == expected.protected.sorted())
        #expect(encoder.hasUnknown || expected.dropped == 0)
      }
    }
  }

  private func randomText(_ file: TokenizerFile, _ random: inout CounterRandom) -> [UInt8] {
    let others = [
      " ", "  ", "\n", "\r\n", "a", "e\u{301}", "漢字", "é", "1234", "...", "'s", "▁", "<s>", "<x>",
      "\u{3000}", "한", "🙂", "क्ष", "ﬁ", "word", "\u{200D}", "<eo",
    ]
    var text: [UInt8] = []
    for _ in 0..<(1 + random.below(30)) {
      if random.below(3) > 0 {
        text += others[random.below(others.count)].utf8
      } else if random.below(9) == 0 {
        text.append(UInt8(truncatingIfNeeded: random.below(256)))
      } else {
        text += file.pieceBytes(random.below(max(1, file.pieces.idCount))) ?? []
      }
    }
    return text
  }

  // MARK: Files

  private static let added = """
    [{"id":0,"content":"<s>","special":true,"normalized":false,"single_word":false,"lstrip":false,"rstrip":false},
     {"id":1,"content":"<x>","special":false,"normalized":true,"rstrip":true,"single_word":false,"lstrip":false},
     {"id":2,"content":"  ","special":false,"normalized":true,"single_word":false,"lstrip":false,"rstrip":false}]
    """

  private func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }

  /// A byte-level vocabulary with some merges, without the bytes that `isThere` does not have.
  private func byteLevel(
    _ normalizer: String, _ preTokenizer: String, ignoresMerges: Bool = false,
    isThere: (UInt8) -> Bool = { _ in true }
  ) -> String {
    var pieces = ["<s>", "<x>", "  "]
    for byte in UInt8(0)...255 where isThere(byte) {
      pieces.append(String(decoding: ByteAlphabet.spelled([byte]), as: UTF8.self))
    }
    var merges: [String] = []
    for (left, right) in [
      ("Ġ", "w"), ("o", "r"), ("or", "d"), ("Ġw", "ord"), ("1", "2"), ("3", "4"), ("12", "34"),
      (".", "."),
      ("..", "."), ("a", "b"), ("Ġ", "a"), ("Ġ", "Ġ"), ("ĠĠ", "Ġ"), ("Ã", "©"), ("w", "or"),
      ("wor", "d"),
      ("e", "r"), ("Ċ", "Ċ"),
    ] where pieces.contains(left) && pieces.contains(right) {
      merges.append("[\(quoted(left)),\(quoted(right))]")
      if !pieces.contains(left + right) { pieces.append(left + right) }
    }
    // What merges do not make.
    pieces.append("Ġwordword")
    let vocabulary = pieces.enumerated().map { "\(quoted($1)):\($0)" }.joined(separator: ",")
    return """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":\(Self.added),
       "normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),"post_processor":null,
       "decoder":{"type":"ByteLevel"},
       "model":{"type":"BPE","ignore_merges":\(ignoresMerges),"vocab":{\(vocabulary)},
        "merges":[\(merges.joined(separator: ","))]}}
      """
  }

  private static let split = """
    {"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\\\p{N}{1,3}| ?\\\\p{L}+|\\\\s+(?!\\\\S)|\\\\s+| ?[^\\\\s\\\\p{L}\\\\p{N}]+"},
     "behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}
    """

  @Test func byteLevelFamilies() throws {
    let gpt2 = #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#
    try check(byteLevel("null", gpt2))
    try check(byteLevel(#"{"type":"NFC"}"#, gpt2), protecting: [0, 1])
    try check(byteLevel(#"{"type":"NFKC"}"#, #"{"type":"ByteLevel","add_prefix_space":true}"#))
    try check(byteLevel("null", Self.split, ignoresMerges: true), protecting: [0])
    try check(byteLevel(#"{"type":"Lowercase"}"#, Self.split))
  }

  /// Steps after ByteLevel see bytes as characters; missing bytes are left out.
  @Test func spelledStepsAndMissingBytes() throws {
    let steps = """
      {"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},
       {"type":"ByteLevel","add_prefix_space":false,"use_regex":true},{"type":"Digits","individual_digits":false}]}
      """
    try check(byteLevel("null", steps) { $0 != 0xE6 && $0 != 0x61 && $0 != 0x0A })
  }

  /// As Llama 2, Mistral and Gemma have them.
  @Test(arguments: [
    (
      #"{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"#,
      "null"
    ),
    ("null", #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}"#),
    ("null", #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#),
    (
      #"{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#,
      #"{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}"#
    ),
  ]) func characters(_ normalizer: String, _ preTokenizer: String) throws {
    var pieces =
      ["<s>", "<x>", "  ", "<unk>"]
      + (0..<256).map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return "<0x\(digits.count < 2 ? "0" : "")\(digits)>"
      }
    pieces += "▁abdeorwé漢1.<x>".map { String($0) }.filter { !pieces.contains($0) }
    var merges: [String] = []
    for (left, right) in [
      ("▁", "w"), ("o", "r"), ("or", "d"), ("▁w", "ord"), ("▁", "▁"), ("▁▁", "▁"), ("a", "▁"),
      ("a▁", "w"),
      ("漢", "é"), (".", "."), ("▁", "a"),
    ] {
      merges.append("[\(quoted(left)),\(quoted(right))]")
      if !pieces.contains(left + right) { pieces.append(left + right) }
    }
    let vocabulary = pieces.enumerated().map { "\(quoted($1)):\($0)" }.joined(separator: ",")
    try check(
      """
      {"version":"1.0","truncation":null,"padding":null,"added_tokens":\(Self.added),
       "normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),"post_processor":null,"decoder":null,
       "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,
        "vocab":{\(vocabulary)},"merges":[\(merges.joined(separator: ","))]}}
      """)
  }

  /// As T5 and XLM-R have them, without the normalizer.
  @Test func unigram() throws {
    var pieces: [(text: String, score: Double)] = [
      ("<s>", 0), ("<unk>", 0), ("▁", -3), ("▁w", -4), ("or", -4), ("ord", -5.5), ("▁word", -7),
      ("漢", -9),
    ]
    for letter in "aeorwd1234.é<sx>" { pieces.append((String(letter), -6)) }
    let vocabulary = pieces.map { "[\(quoted($0.text)),\($0.score)]" }.joined(separator: ",")
    try check(
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[{"id":0,"content":"<s>","special":true,"normalized":false,"lstrip":true,"single_word":false,"rstrip":false}],
       "normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
        {"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]},
       "post_processor":null,"decoder":null,"model":{"type":"Unigram","unk_id":1,"vocab":[\(vocabulary)]}}
      """)
  }

  /// Ids of texts that are given away as they come are those of all at once.
  @Test func hugeTexts() throws {
    let directory = TemporaryDirectory()
    try directory.write(Array(byteLevel("null", Self.split).utf8), "tokenizer.json")
    let file = try TokenizerFile(directory("tokenizer.json"))
    let encoder = TextEncoder(try TextModel(file))
    let line = Array("a word, 1234 words ... 漢字\n".utf8)
    var expected: [Int32] = []
    #expect(try encoder.encode(line.span, appendingTo: &expected))
    let text = [UInt8]((0..<200_000).flatMap { _ in line })
    var ids: [Int32] = []
    #expect(try encoder.encode(text.span, appendingTo: &ids))
    #expect(ids.count == 200_000 * expected.count)
    #expect(Array(ids.prefix(expected.count)) == expected)
    #expect(Array(ids.suffix(expected.count)) == expected)
  }
}
