/// RLE, the hybrid of run lengths and bit packing: levels, dictionary indices, booleans.
///
/// Follows Encodings.md, "Run Length Encoding / Bit-Packing Hybrid". Nothing is expanded ahead: a run
/// that claims 2³¹ values costs what is asked of it. The last bit-packed run may be cut off after
/// the last whole value, as some writers leave it.

struct HybridDecoder {
  private let width: Int
  private var offset: Int
  private var runLeft = 0
  private var repeated: UInt64 = 0
  /// Where the next packed value begins, in bits; nil inside a repeated run.
  private var packedBit: Int?

  /// - Parameter start: where the runs begin in the span that `next` is given.
  init(width: Int, start: Int) throws(Problem) {
    guard width <= 32 else {
      throw damage("a bit width", got: "\(width)", expected: "at most 32")
    }
    self.width = width
    offset = start
  }

  /// The next `count` values, to the start of `output`.
  mutating func next<T: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<T>
  ) throws(Problem) {
    var done = 0
    while done < count {
      if runLeft == 0 { try beginRun(bytes) }
      let n = min(runLeft, count - done)
      if let bit = packedBit {
        unpackBits(bytes, bit: bit, width: width, count: n, into: &output, at: done)
        packedBit = bit + n * width
      } else {
        let value = T(truncatingIfNeeded: repeated)
        for i in done..<done + n { output[i] = value }
      }
      runLeft -= n
      done += n
    }
  }

  private mutating func beginRun(_ bytes: RawSpan) throws(Problem) {
    guard offset < bytes.byteCount else { throw damage("the page's runs of values run out") }
    let header = try bytes.varint(at: &offset)
    guard header >> 1 <= UInt64(Int32.max), header > 1 else {
      throw damage("a run's length", got: "\(header >> 1)", expected: "1 to 2147483647")
    }
    let left = bytes.byteCount - offset
    if header & 1 == 0 {
      let size = (width + 7) / 8
      guard size <= left else { throw damage("the page ends inside a run of values") }
      repeated = 0
      for i in 0..<size {
        repeated |= UInt64(bytes.load(UInt8.self, at: offset + i)) << UInt64(8 * i)
      }
      offset += size
      runLeft = Int(header >> 1)
      packedBit = nil
    } else {
      let groups = Int(header >> 1)
      packedBit = 8 * offset
      let size = min(groups * width, left)
      runLeft = width == 0 ? 8 * groups : min(8 * groups, 8 * size / width)
      offset += size
      guard runLeft > 0 else { throw damage("the page ends inside a run of values") }
    }
  }
}
