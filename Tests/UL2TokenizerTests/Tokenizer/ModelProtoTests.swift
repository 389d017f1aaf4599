/// SentencePiece's model file.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct ModelProtoTests {
  @Test(arguments: [("unigram-8k", 8100), ("bpe-8k", 8000)])
  func piecesAndNames(_ name: String, _ count: Int) throws {
    let path = fixture("tokenizers/\(name).model")
    let bytes = try readFile(path)
    let model = try ModelProto(bytes, path: path)
    #expect(model.pieces.count == count)
    #expect(model.unknownPiece == "<unk>" && model.eosPiece == "</s>")
    #expect(model.pieces.count { $0.kind == .unknown } == 1)
    #expect(model.serialized(changing: [], to: .unused) == bytes)
  }

  @Test func changesOnlyWhatItIsTold() throws {
    let path = fixture("tokenizers/bpe-8k.model")
    let bytes = try readFile(path)
    let model = try ModelProto(bytes, path: path)
    let ids = [7999, 4, 100, 101]
    let changed = model.serialized(changing: ids, to: .unused)
    let again = try ModelProto(changed, path: path)
    #expect(again.pieces.count == model.pieces.count)
    for (id, (before, after)) in zip(model.pieces, again.pieces).enumerated() {
      #expect(before.text == after.text)
      #expect(after.kind == (ids.contains(id) ? .unused : before.kind))
    }
    #expect(again.eosPiece == model.eosPiece && again.padPiece == model.padPiece)
    // And back: the last type counts.
    let back = try ModelProto(again.serialized(changing: [4], to: .control), path: path)
    #expect(back.pieces[4].kind == .control && back.pieces[100].kind == .unused)
  }

  @Test func brokenModels() throws {
    let path = fixture("tokenizers/bpe-8k.model")
    let bytes = try readFile(path)
    for text in ["", "not a model", "\n", "\u{12}\u{7F}"] {
      let problem = #expect(throws: Problem.self) { try ModelProto(Array(text.utf8), path: "m") }
      #expect(problem?.path == "m" && problem?.problem == "not a SentencePiece model")
    }
    var random = CounterRandom(key: 3)
    for _ in 0..<60 {
      // The first pieces and the last fields: the rest is more of the same.
      let length = random.below(2) == 0 ? random.below(2000) : bytes.count - random.below(2000)
      _ = try? ModelProto(Array(bytes[..<length]), path: "m")
      var changed = Array(bytes[..<3000])
      for _ in 0..<4 { changed[random.below(changed.count)] = UInt8(random.below(256)) }
      _ = try? ModelProto(changed, path: "m")
    }
  }
}
