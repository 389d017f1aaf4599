/// The losses of texts in a model, and the tokens that show that it lacks a piece.
import TestSupport
import Testing
import UL2Tokenizer

@Suite("What a model loses")
struct TextLossesTests {
  @Test("A model that restores every text loses nothing")
  func lossless() throws {
    let losses = try Tokenizer(fixture("tokenizers/bpe-8k.model")).textLosses()
    for fate in [
      losses.newlines, losses.tabs, losses.blankLines, losses.spaces, losses.indentation,
      losses.ends,
    ] {
      #expect(fate == .kept)
    }
    #expect(!losses.foldsCase && losses.replacements.isEmpty && losses.unknown.isEmpty)
  }

  @Test("A model that normalizes as T5's does turns newlines, tabs and runs into spaces")
  func normalizing() throws {
    let losses = try Tokenizer(fixture("tokenizers/unigram-8k.model")).textLosses()
    #expect(losses.newlines == .space && losses.tabs == .space && losses.spaces == .space)
    #expect(!losses.foldsCase)
    let replaced = losses.replacements.map { "\($0.character) \($0.becomes)" }
    #expect(replaced.contains("… ...") && replaced.contains("ﬁ fi") && replaced.contains("² 2"))
    #expect(losses.unknown.contains { $0.kind == "Hebrew" && $0.characters.count == $0.of })
  }

  @Test(
    "A fourth of the trained models, one per flag",
    .enabled(if: madeModels != nil, "no /usr/bin/python3"))
  func trained() throws {
    let folder = try #require(madeModels)
    var folding = 0
    var unknownNewlines = 0
    let names = try listDirectory(folder).filter { $0.hasSuffix(".model") }.sorted()
    for (number, name) in names.enumerated() where number % 4 == 1 {
      guard let tokenizer = try? Tokenizer(joined(folder, name), engine: .library) else { continue }
      let losses = tokenizer.textLosses()
      if losses.foldsCase { folding += 1 }
      if losses.newlines == .unknown { unknownNewlines += 1 }
    }
    #expect(folding > 0 && unknownNewlines > 0)
  }

  @Test("Tokens of the unknown piece and of bytes are counted", arguments: EngineRequest.allCases)
  func fallbacks(engine: EngineRequest) throws {
    for name in ["unigram-8k", "bpe-8k"] {
      let tokenizer = try Tokenizer(fixture("tokenizers/\(name).model"), engine: engine)
      let encoder = TokenEncoder(tokenizer)
      var (unknown, bytes) = (0, 0)
      for text in ["plain words", "日本\n", "a日b本c", "", "plain again", "日本日本"] {
        var tokens = TokenBuffer(.two)
        try encoder.encode(Array(text.utf8).span, appendingTo: &tokens)
        for id in tokens.ids(from: 0) {
          switch tokenizer.pieces[Int(id)].kind {
          case .unknown: unknown += 1
          case .byte: bytes += 1
          default: break
          }
        }
      }
      let found = encoder.takeFallbacks()
      #expect(found.unknown == unknown && found.bytes == bytes && unknown + bytes > 0)
      let after = encoder.takeFallbacks()
      #expect(after.unknown == 0 && after.bytes == 0)
    }
  }
}
