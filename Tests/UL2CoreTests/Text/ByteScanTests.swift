/// Each kernel compared with its portable twin, or with its definition.
import CByteScan
import Testing
import UL2Core

@Suite struct ByteScanTests {
  /// Random bytes, many of them those that the kernels look for.
  private func bytes(_ seed: UInt64, count: Int = 256) -> [UInt8] {
    var random = CounterRandom(key: seed)
    let common: [UInt8] = [
      0, 0x0A, 0x1F, 0x20, 0x22, 0x3C, 0x5C, 0x7F, 0x80, 0xBF, 0xC3, 0xDF, 0xE0, 0xEF, 0xFF,
    ]
    return (0..<count).map { _ in
      random.below(2) == 0
        ? common[random.below(common.count)] : UInt8(truncatingIfNeeded: random.next())
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func masksEqualTheirTwins(seed: UInt64) {
    let bytes = bytes(seed)
    bytes.withUnsafeBufferPointer { buffer in
      for i in 0..<(bytes.count - 16) {
        let p = buffer.baseAddress! + i
        #expect(ul2_equal16(p, 0x22) == ul2_equal16_portable(p, 0x22))
        #expect(ul2_json_stops16(p) == ul2_json_stops16_portable(p))
        #expect(ul2_high16(p) == ul2_high16_portable(p))
        #expect(ul2_long_leads16(p) == ul2_long_leads16_portable(p))
        for threshold: Int8 in [-1, 0x1F, 0x7F] {
          #expect(
            ul2_plain_stops16(p, threshold, 0x3C, 0xFF, 0x7F)
              == ul2_plain_stops16_portable(p, threshold, 0x3C, 0xFF, 0x7F))
        }
      }
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>) func theLeastEqualsItsTwin(seed: UInt64) {
    var random = CounterRandom(key: seed)
    var numbers = (0..<16).map { _ in Int32(truncatingIfNeeded: random.next()) }
    for i in 0..<16 {
      numbers[i] = [.max, .min, 0, -1, numbers[i]][random.below(5)]
      #expect(ul2_least16(numbers) == numbers.min())
      #expect(ul2_least16_portable(numbers) == numbers.min())
    }
  }

  @Test func masksCoverTheFirstBytes() {
    for count in UInt32(0)...16 {
      var (low, high) = (UInt64(1), UInt64(1))
      ul2_mask16(count, &low, &high)
      for i in UInt32(0)..<16 {
        let byte = (i < 8 ? low >> UInt64(8 * i) : high >> UInt64(8 * (i - 8))) & 0xFF
        #expect(byte == (i < count ? 0xFF : 0))
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func cutsAreThoseOfTheTable(seed: UInt64) {
    var random = CounterRandom(key: seed ^ 77)
    let table = (0..<65536).map { _ in UInt8(random.below(2)) }
    let bytes = bytes(seed)
    bytes.withUnsafeBufferPointer { buffer in
      for start in 1..<(bytes.count - 64) {
        let cuts = ul2_cuts64(buffer.baseAddress! + start, table)
        for i in 0..<64 {
          let pair = Int(bytes[start + i - 1]) | Int(bytes[start + i]) << 8
          #expect(cuts >> UInt64(i) & 1 == UInt64(table[pair]))
        }
      }
    }
  }

  @Test func fineCutsAreAddedBeforeLongCharactersOnly() {
    let text =
      Array("..a\u{6F22}\u{5B57}\u{42F}b\u{1F642}z".utf8) + [UInt8](repeating: 0x2E, count: 80)
    let none = [UInt64](repeating: 0, count: 4)
    let all = [UInt64](repeating: .max, count: 4)
    text.withUnsafeBufferPointer { buffer in
      let p = buffer.baseAddress! + 2
      // a 漢 字 Я b 🙂 z: bytes 0, 1, 4, 7, 9, 10, 14.
      #expect(ul2_fine_cuts64(p, 0, none, 56) == 1 << 1 | 1 << 4 | 1 << 10)
      #expect(ul2_fine_cuts64(p, 1, all, 56) == 1)
    }
  }
}
