/// Ids are those of libsentencepiece, but for pieces that text must not forge.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct TokenizerTests {
  private static let markers = ["<extra_id_0>", "<extra_id_1>", "<extra_id_99>", "<fim_prefix>"]

  private func isProtected(_ piece: String) -> Bool {
    piece.hasPrefix("<extra_id_") || piece.hasPrefix("<fim_")
  }

  /// `expect/tokenizers.json` was made with sentencepiece 0.2.3. From 0.2.2 on, Unigram models may give
  /// other ids than 0.1.97 (`docs/tokenizers.md`); these four texts are the same in both.
  @Test(.enabled(if: realData != nil, "\(needsRealFiles)"))
  func realModels() throws {
    let folder = realFile("")
    let models = try JSONValue.parse(file: folder + "expect/tokenizers.json").members ?? []
    #expect(models.count == 6)
    for model in models {
      let tokenizer = try Tokenizer(folder + "tokenizers/" + model.key) { _ in false }
      #expect(tokenizer.protectedPieces == [])
      #expect(tokenizer.vocabularySize == model.value["vocab"]?.int)
      for (name, id) in [
        ("bos", tokenizer.bos), ("eos", tokenizer.eos), ("pad", tokenizer.pad),
        ("unk", tokenizer.unknown),
      ] {
        #expect(id ?? -1 == model.value[name]?.int, "\(model.key): \(name)")
      }
      for text in model.value["encode"]?.members ?? [] {
        let ids = try tokenizer.encode(text.key).map { Int($0) }
        #expect(
          ids == text.value.array?.compactMap(\.int),
          "\(model.key), \(sentencePieceLibrary()): \(text.key)")
      }
    }
  }

  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func markersInTextAreNotForged(_ name: String) throws {
    let path = fixture("tokenizers/\(name).model")
    let open = try Tokenizer(path) { _ in false }
    let safe = try Tokenizer(path, isProtected: isProtected)
    let known = Self.markers.compactMap { open.id(ofPiece: $0) }
    #expect(!known.isEmpty)
    #expect(safe.protectedPieces.count >= known.count && open.protectedPieces == [])
    let ids = Set(safe.protectedPieces.compactMap { safe.id(ofPiece: $0) }.map { Int32($0) })
    for piece in safe.protectedPieces {
      let id = try #require(open.id(ofPiece: piece))
      for text in [piece, "a \(piece) b", "x\(piece)y", piece + piece] {
        #expect(try open.encode(text).contains(Int32(id)), "\(text)")
        #expect(try ids.isDisjoint(with: safe.encode(text)), "\(text)")
      }
    }
  }

  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func allElseIsUnchanged(_ name: String) throws {
    let path = fixture("tokenizers/\(name).model")
    let open = try Tokenizer(path) { _ in false }
    let safe = try Tokenizer(path, isProtected: isProtected)
    #expect(open.identity == safe.identity && open.vocabularySize == safe.vocabularySize)
    #expect(
      [open.unknown, open.bos, open.eos, open.pad] == [safe.unknown, safe.bos, safe.eos, safe.pad])
    let source = try readFile(fixture("mds/LAYOUT.md"))
    let texts = [
      "", " ", "  two  spaces ", "Hello world.", "def f(x):\n    return x + 1\n", "Grüße 漢字 😀",
      "\0\u{7F}\u{FEFF}", "......", "1234567890", String(decoding: source, as: UTF8.self),
    ]
    for text in texts { #expect(try open.encode(text) == safe.encode(text), "\(text.prefix(40))") }
    // Not UTF-8.
    var ids: [Int32] = []
    try TokenEncoder(safe).encode([0x61, 0xFF, 0xC3, 0x28, 0x80], into: &ids)
    #expect(!ids.isEmpty)
  }

  @Test(arguments: ["unigram-8k", "bpe-8k"])
  func decodesWhatItEncoded(_ name: String) throws {
    let tokenizer = try Tokenizer(
      fixture("tokenizers/\(name).model"), isProtected: isProtected)
    let encoder = TokenEncoder(tokenizer)
    let text = "The quick brown fox jumps over the lazy dog."
    #expect(try encoder.decode(tokenizer.encode(text)) == text)
    #expect(try encoder.decode([]) == "")
    for id: Int32 in [-1, Int32(tokenizer.vocabularySize)] {
      #expect(throws: Problem.self) { try encoder.decode([id]) }
    }
  }

  @Test func brokenModelsAreProblems() throws {
    let directory = TemporaryDirectory()
    let bytes = try readFile(fixture("tokenizers/bpe-8k.model"))
    #expect(throws: Problem.self) { try Tokenizer(directory("none")) { _ in false } }
    for length in [0, 1, 100, bytes.count / 2] {
      try directory.write(Array(bytes[..<length]), "m")
      let problem = #expect(throws: Problem.self) { try Tokenizer(directory("m")) { _ in false } }
      #expect(problem?.path == directory("m") && problem?.kind == .noInput)
    }
  }
}
