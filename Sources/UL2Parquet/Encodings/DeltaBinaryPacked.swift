/// DELTA_BINARY_PACKED: integers as differences, bit-packed in miniblocks.
///
/// Follows Encodings.md, "Delta Encoding". Overflow wraps, as the format demands. Blocks are decoded as
/// they are asked for, so that a header that claims 2³¹ values costs nothing.

struct DeltaBinaryPacked {
  private let miniblockSize: Int
  private let miniblockCount: Int
  private(set) var valuesLeft: Int
  private var isFirst = true
  private var value: UInt64
  private var minimum: UInt64 = 0
  /// Where the current block's bit widths are.
  private var widths = 0
  /// The next miniblock of the current block.
  private var miniblock: Int
  private var miniblockLeft = 0
  private var width = 0
  private var bit = 0
  /// After the miniblocks begun so far.
  private(set) var offset: Int

  init(_ bytes: RawSpan, start: Int) throws(Problem) {
    offset = start
    let blockSize = try bytes.varint(at: &offset)
    let miniblocks = try bytes.varint(at: &offset)
    let count = try bytes.varint(at: &offset)
    value = UInt64(bitPattern: try bytes.signedVarint(at: &offset))
    let limit = UInt64(Int32.max)
    guard count <= limit else { throw damage("a number of delta-coded values", got: "\(count)") }
    // The format wants multiples of 128 and 32; whole bytes are all that decoding needs.
    guard 1...limit ~= blockSize, 1...blockSize ~= miniblocks,
      blockSize % miniblocks == 0, (blockSize / miniblocks) % 8 == 0
    else {
      throw damage(
        "the blocks of delta-coded values", got: "\(blockSize) in \(miniblocks) miniblocks")
    }
    miniblockCount = Int(miniblocks)
    miniblockSize = Int(blockSize / miniblocks)
    miniblock = miniblockCount
    valuesLeft = Int(count)
  }

  /// The next `count` values, to the start of `output`.
  mutating func next(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt64>
  ) throws(Problem) {
    guard count <= valuesLeft else { throw PlainDecoder.runOut }
    valuesLeft -= count
    var done = 0
    if isFirst, count > 0 {
      isFirst = false
      output[0] = value
      done = 1
    }
    while done < count {
      if miniblockLeft == 0 { try beginMiniblock(bytes) }
      let n = min(miniblockLeft, count - done)
      unpackBits(bytes, bit: bit, width: width, count: n, into: &output, at: done)
      for i in done..<done + n {
        value &+= minimum &+ output[i]
        output[i] = value
      }
      bit += n * width
      miniblockLeft -= n
      done += n
    }
  }

  /// Skips all values; `offset` is then where what follows them begins.
  mutating func skipAll(_ bytes: RawSpan) throws(Problem) {
    var left = valuesLeft - (isFirst ? 1 : 0) - miniblockLeft
    while left > 0 {
      try beginMiniblock(bytes)
      left -= miniblockSize
    }
    valuesLeft = 0
  }

  private mutating func beginMiniblock(_ bytes: RawSpan) throws(Problem) {
    if miniblock == miniblockCount {
      minimum = UInt64(bitPattern: try bytes.signedVarint(at: &offset))
      guard miniblockCount <= bytes.byteCount - offset else { throw PlainDecoder.runOut }
      widths = offset
      offset += miniblockCount
      miniblock = 0
    }
    width = Int(bytes.load(UInt8.self, at: widths + miniblock))
    guard width <= 64 else { throw damage("a bit width", got: "\(width)", expected: "at most 64") }
    miniblock += 1
    // The size is a multiple of 8 below 2³¹, the width at most 64: no overflow.
    let size = miniblockSize / 8 * width
    guard size <= bytes.byteCount - offset else { throw PlainDecoder.runOut }
    bit = 8 * offset
    offset += size
    miniblockLeft = miniblockSize
  }
}
