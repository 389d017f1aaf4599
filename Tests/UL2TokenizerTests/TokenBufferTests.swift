/// Ids as token stores hold them.
import TestSupport
import Testing
import UL2Tokenizer

@Suite("Ids in their stored width")
struct TokenBufferTests {
  private static let texts: [[UInt8]] =
    ["", " ", "The quick brown fox.", "déjà vu, 漢字", String(repeating: "word ", count: 9_000)]
    .map { Array($0.utf8) } + [[0xFF, 0xFE]]

  @Test("The same as one by one, whatever encodes", arguments: EngineRequest.allCases)
  func encoded(_ engine: EngineRequest) throws {
    for name in ["unigram-8k", "bpe-8k"] {
      let tokenizer = try Tokenizer(fixture("tokenizers/\(name).model"), engine: engine)
      let encoder = TokenEncoder(tokenizer)
      for width in [TokenBuffer.Width.two, .four] {
        var tokens = TokenBuffer(width)
        var ids: [Int32] = []
        for text in Self.texts {
          let first = tokens.count
          try encoder.encode(text.span, appendingTo: &tokens)
          try encoder.encode(text, into: &ids)
          #expect(tokens.ids(from: first) == ids)
          tokens.append(7)
        }
        let all = try tokenizer.encode(Self.texts)
        #expect(tokens.count == all.ids.count + Self.texts.count)
        #expect(tokens.bytes.count == width.rawValue * tokens.count)
      }
    }
  }

  @Test("Little-endian, even the largest")
  func bytes() {
    var narrow = TokenBuffer(.two)
    var wide = TokenBuffer(.four)
    for id in [1, 0x0203, 0xFFFF] {
      narrow.append(id)
      wide.append(id)
    }
    wide.append(0x7FFF_FFFE)
    #expect(narrow.bytes == [1, 0, 3, 2, 0xFF, 0xFF])
    #expect(wide.bytes == [1, 0, 0, 0, 3, 2, 0, 0, 0xFF, 0xFF, 0, 0, 0xFE, 0xFF, 0xFF, 0x7F])
    #expect(narrow.ids(from: 1) == [0x0203, 0xFFFF] && wide.ids(from: 3) == [0x7FFF_FFFE])
    #expect(narrow.ids(from: 3) == [])
  }
}
