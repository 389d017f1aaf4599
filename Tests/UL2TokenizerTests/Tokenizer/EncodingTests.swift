/// Ways to encode, compared: one text or many, one thread or several, one engine or the other.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct EncodingTests {
  private static let texts: [[UInt8]] =
    (0..<300).map { i in
      Array(
        "Text \(i) of many: the quick brown fox, déjà vu, 漢字 \(String(repeating: "=", count: i % 90))"
          .utf8)
    } + [[], [0x20], [0xFF, 0xFE]]

  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func manyTextsAreEncodedAsOneByOne(_ name: String) throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/\(name).model"))
    let encoder = TokenEncoder(tokenizer)
    var (expected, offsets): ([Int32], [Int]) = ([], [0])
    var ids: [Int32] = []
    for text in Self.texts {
      try encoder.encode(text, into: &ids)
      expected += ids
      offsets.append(expected.count)
    }
    for threads in [0, 1, 2, 7, 1000] {
      let found = try tokenizer.encode(Self.texts, threads: threads)
      #expect(found.ids == expected && found.offsets == offsets, "\(threads) threads")
    }
    #expect(try tokenizer.encode([[UInt8]](), threads: 3).offsets == [0])
  }

  @Test func anyThreadMayEncodeWithoutAnEncoder() throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/unigram-8k.model"))
    let expected = try tokenizer.encode(Self.texts)
    let failures = Monitor(0)
    let threads = (0..<4).compactMap { first in
      startThread {
        var ids: [Int32] = []
        for i in stride(from: first, to: Self.texts.count, by: 3) {
          try? tokenizer.encode(Self.texts[i], into: &ids)
          let range = expected.offsets[i]..<expected.offsets[i + 1]
          if ids != Array(expected.ids[range]) { failures.withLock { $0 += 1 } }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(threads.count == 4 && failures.withLock { $0 } == 0)
  }

  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func bothEnginesGiveTheSame(_ name: String) throws {
    let path = fixture("tokenizers/\(name).model")
    let fast = try Tokenizer(path)
    let library = try Tokenizer(path, engine: .library)
    #expect(fast.engine.kind == .fast, "\(fast.engine.reason)")
    #expect(library.engine == EngineTier(.library, reason: "asked for"))
    #expect(try fast.encode(Self.texts) == library.encode(Self.texts))
  }

  @Test(arguments: [EngineRequest.automatic, .library])
  func protectedPiecesAreCounted(_ engine: EngineRequest) throws {
    let tokenizer = try Tokenizer(
      fixture("tokenizers/unigram-8k.model"), engine: engine,
      isProtected: { $0.hasPrefix("<extra_id_") })
    let encoder = TokenEncoder(tokenizer)
    var ids: [Int32] = []
    try encoder.encode(Array("<extra_id_1> x<extra_id_10><extra_id_1><extra_id_".utf8), into: &ids)
    var counts: [String: Int] = [:]
    for (piece, count) in zip(tokenizer.protectedPieces, encoder.takeProtectedMatches())
    where count > 0 {
      counts[piece] = count
    }
    #expect(counts == ["<extra_id_1>": 2, "<extra_id_10>": 1])
    #expect(encoder.takeProtectedMatches().allSatisfy { $0 == 0 })
  }

  /// How a word is cut depends on where it is: the running score is a float.
  @Test func roundingIsTheLibrarys() throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/unigram-8k.model"))
    let encoder = TokenEncoder(tokenizer)
    var (ids, expected): ([Int32], [Int32]) = ([], [])
    for words in [0, 1, 100, 3000, 30_000, 300_000] {
      let text = Array(
        (String(repeating: "x ", count: words) + "test......... ---- 0000 ftplib.html").utf8)
      try encoder.encode(text, into: &ids)
      try encoder.encodeByReference(text, into: &expected)
      #expect(ids == expected, "\(words) words before")
    }
  }
}
