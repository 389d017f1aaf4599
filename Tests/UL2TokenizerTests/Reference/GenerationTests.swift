/// SentencePiece's two generations: the ids of each, as the wheels of 0.2.1 and 0.2.3 give them, by every engine.
import ExactnessSupport
import TestSupport
import Testing
import UL2Tokenizer

@Suite("Two generations of SentencePiece")
struct GenerationTests {
  private let directory = TemporaryDirectory()
  private static let engines: [EngineRequest] = [.automatic, .library]

  /// A text, and its ids before 0.2.2 and since.
  struct Known: Sendable {
    var text: String
    var before: [Int32]
    var since: [Int32]

    init(_ text: String, _ before: [Int32], since: [Int32]? = nil) {
      self.text = text
      self.before = before
      self.since = since ?? before
    }

    func ids(_ generation: SentencePieceIDs) -> [Int32] {
      generation == .before022 ? before : since
    }
  }

  /// Writes a model of pieces after three reserved ones.
  private func write(_ pieces: [(String, Float, Piece.Kind)], as name: String) throws -> String {
    let reserved = [
      ModelMessage.piece("<unk>", kind: .unknown), ModelMessage.piece("<s>", kind: .control),
      ModelMessage.piece("</s>", kind: .control),
    ]
    let model = ModelMessage.model(
      pieces: reserved + pieces.map { ModelMessage.piece($0.0, score: $0.1, kind: $0.2) }, specs: []
    )
    try AtomicFile.write(model, to: directory(name))
    return directory(name)
  }

  private func check(_ path: String, _ known: [Known]) throws {
    for generation in SentencePieceIDs.allCases {
      for engine in Self.engines {
        let tokenizer = try Tokenizer(
          path, engine: engine, rules: TokenizerRules(sentencePieceIDs: generation))
        #expect(tokenizer.sentencePieceIDs == generation)
        #expect((tokenizer.engine.kind == .fast) == (engine == .automatic))
        let encoder = TokenEncoder(tokenizer)
        var ids: [Int32] = []
        // The second time from the cache.
        for text in known + known {
          try encoder.encode(Array(text.text.utf8), into: &ids)
          #expect(ids == text.ids(generation), "\(generation), \(engine): \(text.text)")
          try encoder.encodeByReference(Array(text.text.utf8), into: &ids)
          #expect(ids == text.ids(generation), "\(generation), reference: \(text.text)")
        }
      }
    }
  }

  @Test("Sums that are equal as floats: the first path is taken since 0.2.2")
  func ties() throws {
    let x = [Int32](repeating: 185, count: 20)
    try check(
      fixture("tokenizers/unigram-8k.model"),
      [
        Known("Hello world", [3810, 55, 298, 72, 292, 246, 80]),
        Known("|---|", [23, 2444, 247, 32], since: [23, 247, 2444, 32]),
        Known(
          String(repeating: "x ", count: 20) + "|---|", x + [23, 2444, 247, 32],
          since: x + [23, 247, 2444, 32]),
      ])
  }

  @Test("User-defined pieces score by their length alone since 0.2.2")
  func userDefined() throws {
    let path = try write(
      [
        ("a", 0.3, .normal), ("b", 0.4, .normal), ("ab", 0, .userDefined), ("aab", 0.75, .normal),
        ("▁", 0.25, .normal),
      ], as: "user.model")
    try check(
      path,
      [
        Known("abcab", [7, 5, 0, 5], since: [7, 3, 4, 0, 3, 4]),
        Known(
          "bcabc ab ba", [7, 4, 0, 5, 0, 7, 5, 7, 4, 3],
          since: [7, 4, 0, 3, 4, 0, 7, 3, 4, 7, 4, 3]),
        Known("aabb abab", [7, 3, 5, 4, 7, 5, 5], since: [7, 3, 3, 4, 4, 7, 3, 4, 3, 4]),
      ])
  }

  @Test("Scores start again beyond 100,000 since 0.2.2")
  func large() throws {
    let path = try write(
      [
        ("a", -30000.25, .normal), ("b", -45000.5, .normal), ("ab", -75000.75, .normal),
        ("aba", -105001, .normal), ("ba", -75000.7, .normal), ("▁", -99999, .normal),
      ], as: "large.model")
    let words = [Int32]([8, 3, 7, 7, 7, 4, 8, 5, 7, 8, 7, 8, 3, 5])
    let later = [Int32]([8, 5, 5, 5, 5, 8, 5, 7, 8, 7, 8, 3, 5])
    try check(
      path,
      [
        Known("aabb abab", [8, 3, 5, 4, 8, 3, 7, 4]),
        Known(
          String(repeating: "abababab abba ba aab ", count: 3), words + later + later,
          since: words + words + words),
      ])
  }

  @Test("BPE models have the same ids, and are recorded as the older generation")
  func bpe() throws {
    let path = fixture("tokenizers/bpe-8k.model")
    let before = try Tokenizer(path)
    let since = try Tokenizer(path, rules: TokenizerRules(sentencePieceIDs: .since022))
    #expect(since.sentencePieceIDs == nil)
    #expect(since.engine == before.engine)
    #expect(try since.encode("|---| Hello") == before.encode("|---| Hello"))
  }

  @Test("Pieces as spm_encode prints them, unknown ones as they are in the text")
  func pieces() throws {
    for (generation, expected) in [
      (SentencePieceIDs.before022, "▁| -- - | 世界 ▁x"), (.since022, "▁| - -- | 世界 ▁x"),
    ] {
      let tokenizer = try Tokenizer(
        fixture("tokenizers/unigram-8k.model"), rules: TokenizerRules(sentencePieceIDs: generation))
      var output: [UInt8] = []
      let coder = PieceCoder(tokenizer)
      try coder.append(piecesOf: Array("|---|世界 x".utf8), to: &output)
      #expect(String(decoding: output, as: UTF8.self) == expected)
      output = []
      try coder.append(textOf: try tokenizer.encode("|---| x"), to: &output)
      #expect(String(decoding: output, as: UTF8.self) == "|---| x")
    }
  }

  @Test("The installed library is probed, since it does not report its version")
  func library() {
    let version = sentencePieceLibrary().split(separator: " ").last ?? ""
    let numbers = version.split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 3 else { return }
    let isNewer = numbers.lexicographicallyPrecedes([0, 2, 2]) == false
    #expect(SentencePieceIDs.ofLibrary == (isNewer ? .since022 : .before022))
  }
}

/// The plain search by the library's own rule has the library's ids; by the other one, the fast engine has its.
@Suite("The plain search")
struct PlainSearchTests {
  private static let names = ["unigram-8k", "bpe-8k"]

  /// Generated Unigram models, all of which the library loads.
  private func models() throws -> [String] {
    let folder = try #require(madeModels)
    let all = try listDirectory(folder).sorted().filter {
      $0.hasSuffix(".model") && ($0.contains("unigram") || $0.hasPrefix("generations"))
    }
    #expect(all.count > 40)
    // A third of those that are not made for this; `make exact` has them all.
    return all.enumerated().filter { $0.offset % 3 == 0 || $0.element.hasPrefix("generations") }
      .map { joined(folder, $0.element) }
  }

  private func texts(_ pieces: [Piece], largest: Int, random: Int, everyNth: Int) -> [[UInt8]] {
    let nasty = NastyTexts(
      pieces: pieces.map(\.text), prose: Array("some prose, and |---| | x".utf8), key: 22)
    let known = nasty.known(largest: largest)
    return known.indices.filter { $0 % everyNth == 0 }.map { known[$0] }
      + (0..<random).map { nasty.random($0, largest: largest) }
  }

  @Test("With the library's rule", .enabled(if: madeModels != nil, "no Python"))
  func libraryRule() throws {
    for path in [fixture("tokenizers/unigram-8k.model")] + (try models()) {
      guard let tokenizer = try? Tokenizer(path, engine: .library) else { continue }
      let model = try ModelProto(tokenizer.files[0].bytes, path: path)
      let isCut = model.pieces.contains { $0.kind == .userDefined && $0.text.utf8.contains(0) }
      if isCut {
        #expect(throws: Problem.self) { try PlainModel(model, .ofLibrary, path: path) }
        continue
      }
      let encoder = PlainEncoder(try PlainModel(model, .ofLibrary, path: path))
      let library = TokenEncoder(
        try Tokenizer(path, engine: .library, rules: TokenizerRules(sentencePieceIDs: .ofLibrary)))
      var (ids, expected) = ([Int32](), [Int32]())
      for text in texts(model.pieces, largest: 400, random: 10, everyNth: 18) {
        guard (try? library.encode(text, into: &expected)) != nil else { continue }
        ids = []
        try encoder.encode(text, appendingTo: &ids)
        guard ids == expected else {
          Issue.record("\(path): \(Difference(text: text, what: "\(ids), expected \(expected)"))")
          break
        }
      }
    }
  }

  @Test("The fast engine, with the other rule", .enabled(if: madeModels != nil, "no Python"))
  func otherRule() throws {
    var fast = 0
    for path in [fixture("tokenizers/unigram-8k.model")] + (try models()) {
      guard
        let tokenizer = try? Tokenizer(
          path, rules: TokenizerRules(sentencePieceIDs: SentencePieceIDs.ofLibrary.other))
      else { continue }
      if tokenizer.engine.kind == .fast { fast += 1 }
      #expect(!tokenizer.engine.reason.contains("differs"), "\(path): \(tokenizer.engine)")
      let comparison = EngineComparison(tokenizer)
      for text in texts(tokenizer.pieces, largest: 800, random: 15, everyNth: 18) {
        guard let difference = comparison.difference(text, again: true) else { continue }
        Issue.record("\(path): \(comparison.minimised(difference, attempts: 300))")
        break
      }
    }
    #expect(fast > 12)
  }

  /// Scores start again after some 10,000 tokens: in windows, in chunks that nothing cuts, and where a chunk would come
  /// from the cache.
  @Test("The fast engine, with the other rule, over long texts")
  func longTexts() throws {
    let tokenizer = try Tokenizer(
      fixture("tokenizers/unigram-8k.model"),
      rules: TokenizerRules(sentencePieceIDs: SentencePieceIDs.ofLibrary.other))
    let page = try readFile(repositoryRoot + "/README.md")
    let long = [UInt8](repeating: 0x65, count: 90_000)
    let comparison = EngineComparison(tokenizer)
    for text in [page + page + page + page, page + long + page, long + Array("|---|".utf8) + page] {
      let difference = comparison.difference(text, again: true)
      #expect(difference == nil, "\(difference.map { $0.what } ?? "")")
    }
  }
}
