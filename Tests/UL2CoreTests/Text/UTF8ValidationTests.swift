import Testing
import UL2Core

@Suite("UTF-8") struct UTF8ValidationTests {
  private func firstInvalid(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { firstInvalidUTF8(in: $0) }
  }

  @Test("Every sequence of up to three bytes is judged as Swift judges it")
  func exhaustive() {
    for a in UInt8(0x7F)...0xFF {
      for b in UInt8(0x7E)...0xFF {
        for c in [UInt8(0x00), 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF] {
          for bytes in [[a, b], [a, b, c], [a, b, c, 0x80], [a, b, c, 0x41]] {
            let isValid = String(validating: bytes, as: UTF8.self) != nil
            #expect((firstInvalid(bytes) == nil) == isValid, "\(bytes)")
          }
        }
      }
    }
  }

  @Test("The offset of the damage, wherever it is in a block")
  func offsets() {
    let text = Array("ASCII then € and 😀, é; again ASCII that is longer than a block".utf8)
    #expect(firstInvalid(text) == nil)
    #expect(firstInvalid([]) == nil)
    for at in 0...text.count where at == text.count || text[at] & 0xC0 != 0x80 {
      #expect(firstInvalid(Array(text[..<at]) + [0xFF] + text[at...]) == at)
      #expect(firstInvalid(Array(text[..<at]) + [0xE2, 0x82]) == at)
    }
  }

  /// Where Swift's own decoder, which reads one character after another, is wrong first.
  private func firstInvalidBySwift(_ bytes: [UInt8]) -> Int? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var at = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): at += String(scalar).utf8.count
      case .emptyInput: return nil
      case .error: return at
      }
    }
  }

  @Test("Long texts of all scripts, whole and damaged, as Swift decodes them")
  func longTexts() {
    let characters = [
      "a", "the ", "\n", "é", "ß", "\u{7FF}", "\u{800}", "€", "中文", "\u{D7FF}", "\u{E000}",
      "\u{FFFF}",
      "\u{10000}", "😀", "\u{10FFFF}", String(repeating: "plain ASCII, long ", count: 5),
    ].map { Array($0.utf8) }
    let wrong: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xED,
      0xEF, 0xF0,
      0xF4, 0xF5, 0xFF,
    ]
    var random = CounterRandom(key: 5)
    for round in 0..<4000 {
      var bytes: [UInt8] = []
      let size = 50 + random.below(300)
      while bytes.count < size { bytes += characters[random.below(characters.count)] }
      #expect(firstInvalid(bytes) == nil)
      if round % 4 == 0 { bytes.removeLast(1 + random.below(3)) }
      for _ in 0..<random.below(3) {
        bytes[random.below(bytes.count)] = wrong[random.below(wrong.count)]
      }
      if round % 3 == 0 { bytes.remove(at: random.below(bytes.count)) }
      #expect(firstInvalid(bytes) == firstInvalidBySwift(bytes), "\(bytes)")
    }
  }
}
