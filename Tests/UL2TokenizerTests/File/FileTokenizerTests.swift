/// Tokenizer files of every family, compared with their own libraries' ids.
import TestSupport
import Testing
import UL2Tokenizer

@Suite("Tokenizer files") struct FileTokenizerTests {
  @Test("All families are covered")
  func families() {
    #expect(FileFixtures.all.tokenizers.count == 17 && FileFixtures.all.texts.count > 80)
  }

  @Test(
    "Every engine gives the library's ids, with and without special tokens, and decodes them to its text",
    arguments: FileFixtures.all.tokenizers)
  func golden(_ expected: FileFixtures.Expected) throws {
    for engine in EngineRequest.allCases {
      let open = try expected.tokenizer(engine: engine) { _ in false }
      let safe = try expected.tokenizer(engine: engine) { $0.origin == .special }
      let encoders = (open: TokenEncoder(open), safe: TokenEncoder(safe))
      var ids: [Int32] = []
      // The second time from the cache, where there is one.
      for _ in 0..<(engine == .library ? 1 : 2) {
        for (i, text) in FileFixtures.all.texts.enumerated() {
          if !expected.isOfRanks {
            try encoders.open.encode(Array(text.utf8), into: &ids)
            #expect(
              ids == expected.ids[i], "\(expected.name), \(open.engine): \(text.debugDescription)")
          }
          try encoders.safe.encode(Array(text.utf8), into: &ids)
          #expect(ids == expected.plain[i], "\(expected.name), protected: \(text.debugDescription)")
        }
      }
      for (i, row) in expected.ids.enumerated() {
        #expect(try encoders.open.decode(row) == expected.decoded[i], "\(expected.name) \(row)")
      }
    }
  }

  @Test("Protected tokens are counted where they occur in a text")
  func counted() throws {
    let expected = try #require(FileFixtures.all.tokenizers.first { $0.name == "starcoder" })
    let tokenizer = try expected.tokenizer { $0.origin == .special }
    let encoder = TokenEncoder(tokenizer)
    var ids: [Int32] = []
    try encoder.encode(Array("a<fim_prefix>b<|endoftext|><|endoftext|>".utf8), into: &ids)
    let counts = Dictionary(
      uniqueKeysWithValues: zip(tokenizer.protectedPieces, encoder.takeProtectedMatches()))
    #expect(counts["<fim_prefix>"] == 1 && counts["<|endoftext|>"] == 2)
    #expect(counts["<fim_suffix>"] == 0)
  }

  @Test("Bytes that a vocabulary lacks are dropped, and counted as unknown")
  func dropped() throws {
    let expected = try #require(FileFixtures.all.tokenizers.first { $0.name == "falcon" })
    let encoder = TokenEncoder(try expected.tokenizer { _ in false })
    var ids: [Int32] = []
    try encoder.encode(Array("a\u{0}\u{1}b".utf8), into: &ids)
    #expect(encoder.takeFallbacks().unknown == 2)
    #expect(try encoder.decode(ids) == "ab")
  }

  @Test("Malformed UTF-8 becomes U+FFFD, one for each longest beginning of a character")
  func illFormed() throws {
    for expected in FileFixtures.all.tokenizers
    where ["gpt2", "t5", "llama2"].contains(expected.name) {
      let tokenizer = try expected.tokenizer { _ in false }
      let encoder = TokenEncoder(tokenizer)
      var (broken, repaired): ([Int32], [Int32]) = ([], [])
      for bytes: [UInt8] in [[0x61, 0xFF, 0x62], [0xE2, 0x96], [0xF0, 0x9F, 0x98, 0x20, 0xC3]] {
        try encoder.encode(bytes, into: &broken)
        try encoder.encode(Array(String(decoding: bytes, as: UTF8.self).utf8), into: &repaired)
        #expect(broken == repaired)
      }
    }
  }
}
