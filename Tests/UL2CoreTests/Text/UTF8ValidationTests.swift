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

  @Test("The offset of the damage, wherever it lies in a block")
  func offsets() {
    let text = Array("ASCII then € and 😀, é; again ASCII that is longer than a block".utf8)
    #expect(firstInvalid(text) == nil)
    #expect(firstInvalid([]) == nil)
    for at in 0...text.count where at == text.count || text[at] & 0xC0 != 0x80 {
      #expect(firstInvalid(Array(text[..<at]) + [0xFF] + text[at...]) == at)
      #expect(firstInvalid(Array(text[..<at]) + [0xE2, 0x82]) == at)
    }
  }
}
