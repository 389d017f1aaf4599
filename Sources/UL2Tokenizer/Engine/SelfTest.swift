/// Checks on a few texts, while a model is loaded, that the fast engine gives the reference's ids: pieces in random
/// order, and texts that tokenizers stumble over. It takes about as long as loading itself.
///
/// This catches a libsentencepiece that differs from those that the engine follows.
struct SelfTest {
  private let model: ModelProto
  private var random = CounterRandom(key: 0x5E1F)

  init(_ model: ModelProto) { self.model = model }

  /// A text for which the ids differ or the reference fails; nil where there is none.
  mutating func difference(_ fast: FastModel, _ reference: ReferenceEncoder) -> [UInt8]? {
    var encoder = FastEncoder<UInt32>(fast, smallBits: 8, largeBits: 6)
    for text in Self.fixedTexts + (0..<120).map({ _ in randomText() }) {
      guard let expected = unsafe try? reference.encode(text.span) else { return text }
      // The second time, ids are from the cache.
      for _ in 0..<2 {
        let isEqual = unsafe text.withUnsafeBufferPointer { text in
          guard let found = unsafe encoder.encode(text) else { return false }
          return unsafe found.elementsEqual(expected, by: { Int32(truncatingIfNeeded: $0) == $1 })
        }
        if !isEqual { return text }
      }
    }
    return nil
  }

  /// Up to 40 pieces and other things, side by side.
  private mutating func randomText() -> [UInt8] {
    var text: [UInt8] = []
    for _ in 0..<(1 + random.below(40)) {
      switch random.below(8) {
      case 0: text.append(contentsOf: Self.fixedTexts[random.below(Self.fixedTexts.count)])
      case 1: text.append(UInt8(truncatingIfNeeded: random.below(256)))
      case 2: text.append(0x20)
      default:
        let piece = model.pieces[random.below(model.pieces.count)].text
        text.append(contentsOf: spaced(piece))
      }
    }
    return text
  }

  /// A piece as it is in a text.
  private func spaced(_ piece: String) -> [UInt8] {
    piece.unicodeScalars.flatMap { $0 == "▁" ? [0x20] : Array(String($0).utf8) }
  }

  private static let fixedTexts: [[UInt8]] =
    [
      "", " ", "  a  b  ", "test.........", "0000 ---- .... ====", "\t\n\r\u{0C}\u{00}\u{7F}x",
      "A\u{30A}e\u{301}", "▁a ▁ b▁", "\u{A0}\u{3000}\u{200B}x\u{FFFD}", "ﷺ ¨ ½ ﬁ ｶﾞ", "한국어 ひらがな 漢字",
      "Ελληνικά русский עברית العربية हिन्दी ไทย", "🙂👩‍👩‍👧", "<extra_id_0> <s> </s> <unk>",
      "    def f(x):\n        return x\n\n\n", "ftplib.html",
    ].map { Array($0.utf8) } + [
      [0xFF, 0x61], [0xC3], [0xE2, 0x96], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98],
      [0xC0, 0x80, 0x62],
    ]
}
