/// BIT_PACKED, the deprecated encoding of levels: back to back, most significant bit first.
///
/// Follows Encodings.md, "Bit-packed (Deprecated)". Only files from before 2014 have it: a bit at a time
/// is fast enough.

struct BitPackedLevels {
  private let width: Int
  private var bit: Int

  init(width: Int, start: Int) {
    self.width = width
    bit = 8 * start
  }

  mutating func next(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt8>
  ) throws(Problem) {
    guard count * width <= 8 * bytes.byteCount - bit else {
      throw damage("the page's levels run out")
    }
    for i in 0..<count {
      var value: UInt8 = 0
      for _ in 0..<width {
        value = value << 1 | bytes.load(UInt8.self, at: bit >> 3) >> UInt8(7 - bit & 7) & 1
        bit += 1
      }
      output[i] = value
    }
  }
}
