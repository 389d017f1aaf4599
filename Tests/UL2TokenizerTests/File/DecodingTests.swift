/// Decoded ids, compared with the plain definitions, for every decoder of the fixtures and some that no file has.
import TestSupport
import Testing
import UL2Core
import UL2Tokenizer

@Suite("Decoding by tokenizer files") struct DecodingTests {
  private static func compare(_ path: String, pattern: String? = nil, _ comment: Comment) throws {
    let file = try TokenizerFile(path, pattern: pattern)
    let plain = try PlainTokenizer(file)
    let coder = PieceCoder(try Tokenizer(path, rules: TokenizerRules(pattern: pattern)))
    var random = CounterRandom(key: 7)
    for length in [0, 1, 2, 30, 600] {
      for _ in 0..<2 {
        // Bytes, added tokens and long pieces come in runs.
        let first = random.below(file.vocabularySize)
        let ids = (0..<length).map { i in
          Int32(
            random.below(3) == 0
              ? random.below(file.vocabularySize) : (first + i) % file.vocabularySize)
        }
        var text: [UInt8] = [0x3E]
        try coder.append(textOf: ids, to: &text)
        #expect(
          try text.dropFirst().elementsEqual(plain.decode(ids)), "\(comment) \(ids.prefix(9))")
      }
    }
  }

  @Test("As by the plain definitions", arguments: FileFixtures.all.tokenizers)
  func fixtures(_ expected: FileFixtures.Expected) throws {
    try Self.compare(expected.path, pattern: expected.pattern, "\(expected.name)")
  }

  private static let decoders = [
    "null", #"{"type": "ByteLevel"}"#, #"{"type": "Fuse"}"#, #"{"type": "ByteFallback"}"#,
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}"#,
    #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": true}"#,
    #"{"type": "Strip", "content": "a", "start": 1, "stop": 2}"#,
    """
    {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
      {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 1}]}
    """,
    """
    {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Replace", "pattern": {"String": "a"}, "content": ""}]}
    """,
    """
    {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"Regex": "[ab]+"}, "content": "x"}, {"type": "Fuse"}]}
    """,
    """
    {"type": "Sequence", "decoders": [{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true},
      {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": "▁", "start": 9, "stop": 9}]}
    """,
  ]

  @Test("With any decoders", arguments: decoders.indices)
  func made(_ number: Int) throws {
    var small = SmallFile()
    small.decoder = Self.decoders[number]
    small.vocabulary =
      #"{"a": 0, "▁": 1, "▁a▁": 2, "<0xC3>": 3, "<0xA9>": 4, "<0x+9>": 5, "Ã": 6, "©": 7, "aa": 8, "a b": 9, "aaaaaaaaaaaaaaaaaaaa": 10, "": 11, "é": 20}"#
    small.merges = "[]"
    small.added = "[\(SmallFile.token("<▁x>")), \(SmallFile.token("Ġ<y>", special: true))]"
    let folder = TemporaryDirectory()
    try folder.write(Array(small.text.utf8), "tokenizer.json")
    try Self.compare(folder("tokenizer.json"), "\(Self.decoders[number])")
  }
}
