/// Checks on a few hundred texts, while a tokenizer is loaded, that the engine gives the reference's ids: pieces and
/// added tokens in random order, and texts that tokenizers stumble over.
import UL2Core
import UL2Patterns

package struct TextSelfTest {
  private let file: TokenizerFile
  private var random = CounterRandom(key: 0x5E1F)

  package init(_ file: TokenizerFile) { self.file = file }

  /// A text whose ids differ; nil where there is none.
  package mutating func difference(_ model: TextModel, _ reference: PlainTokenizer) -> [UInt8]? {
    let encoder = TextEncoder(model, smallBits: 8, largeBits: 6)
    var ids: [Int32] = []
    for text in Self.fixedTexts + (0..<240).map({ _ in randomText() }) {
      guard let expected = try? reference.encode(text) else { return text }
      // The second time, ids are from the cache.
      for _ in 0..<2 {
        ids.removeAll(keepingCapacity: true)
        let isDone = try? encoder.encode(text.span, appendingTo: &ids)
        if isDone != true || ids != expected { return text }
      }
    }
    return nil
  }

  /// Up to 40 pieces and other things, side by side.
  private mutating func randomText() -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<(1 + random.below(40)) {
      switch random.below(10) {
      case 0: text.append(contentsOf: Self.fixedTexts[random.below(Self.fixedTexts.count)])
      case 1: text.append(UInt8(truncatingIfNeeded: random.below(256)))
      case 2: text.append(0x20)
      case 3 where !file.addedTokens.isEmpty:
        text.append(
          contentsOf: file.addedTokens[random.below(file.addedTokens.count)].content)
      default:
        let piece = file.pieceBytes(random.below(max(1, file.pieces.idCount))) ?? []
        text.append(contentsOf: spaced(piece))
      }
    }
    return text
  }

  /// A piece as it is in a text.
  private func spaced(_ piece: [UInt8]) -> [UInt8] {
    file.isByteLevel ? piece : SpaceMarks.key(piece) ?? piece
  }

  private static let fixedTexts: [[UInt8]] =
    [
      "", " ", "  a  b  ", "test.........", "0000 ---- .... ====", "\t\n\r\u{0C}\u{00}\u{7F}x",
      "A\u{30A}e\u{301}", "▁a ▁ b▁", "\u{A0}\u{3000}\u{200B}x\u{FFFD}", "ﷺ ¨ ½ ﬁ ｶﾞ", "한국어 ひらがな 漢字",
      "Ελληνικά русский עברית العربية हिन्दी ไทย", "🙂👩‍👩‍👧 🇩🇪🇫🇷", "<extra_id_0> <s> </s> <unk>",
      "    def f(x):\n        return x\n\n\n", "I'll we'VE don'ſ x'S", "12345 ٣٤٥ ²³ 1,000.5",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      " \u{301}x \u{200D}y \u{600} z\u{600} a", "x\r\n\r\ny  \n z\u{2028}\u{85}", "ﬀ½ ｆｕｌｌ Å",
    ].map { Array($0.utf8) } + [
      [0xFF, 0x61], [0xC3], [0xE2, 0x96], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98],
      [0xC0, 0x80, 0x62],
    ]
}
