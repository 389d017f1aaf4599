/// BYTE_STREAM_SPLIT: the first bytes of all values, then the second bytes of all, and so on.
///
/// Follows Encodings.md, "Byte Stream Split". The page holds nothing else, so its length gives the number
/// of values.

struct ByteStreamSplit {
  private let width: Int
  private let count: Int
  private var next = 0

  init(_ bytes: RawSpan, width: Int) throws(Problem) {
    guard bytes.byteCount % width == 0 else {
      throw damage("the streams of bytes differ in length", got: "\(bytes.byteCount) bytes")
    }
    self.width = width
    count = bytes.byteCount / width
  }

  /// The bits of the next numbers.
  mutating func nextNumbers(
    _ wanted: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt64>
  ) throws(Problem) {
    guard wanted <= count - next else { throw PlainDecoder.runOut }
    for i in 0..<wanted {
      var bits: UInt64 = 0
      for k in 0..<width {
        bits |= UInt64(bytes.load(UInt8.self, at: k * count + next + i)) << UInt64(8 * k)
      }
      output[i] = bits
    }
    next += wanted
  }

  /// The next values, put together in `scratch`.
  mutating func nextFixed(
    _ wanted: Int, from bytes: RawSpan, scratch: PageBuffer,
    into output: inout MutableSpan<ByteRange>
  ) throws(Problem) {
    guard wanted <= count - next else { throw PlainDecoder.runOut }
    // Not more than the page's own bytes.
    try scratch.reserve(wanted * width)
    for i in 0..<wanted {
      for k in 0..<width {
        unsafe scratch.bytes[i * width + k] = bytes.load(UInt8.self, at: k * count + next + i)
      }
      output[i] = ByteRange(offset: i * width, count: width)
    }
    next += wanted
  }
}
