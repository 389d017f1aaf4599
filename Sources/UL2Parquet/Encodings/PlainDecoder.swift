/// PLAIN: values back to back, as they are.
///
/// Follows Encodings.md, "Plain". Byte arrays carry their length in front and are only pointed at.

struct PlainDecoder {
  private var offset = 0

  /// The next byte arrays, each after its length in 32 bits.
  mutating func nextByteArrays(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<ByteRange>
  ) throws(Problem) {
    var offset = offset
    for i in 0..<count {
      guard bytes.byteCount - offset >= 4 else { throw Self.runOut }
      let length = Int(bytes.load(UInt32.self, at: offset))
      offset += 4
      guard length <= bytes.byteCount - offset else {
        throw damage("a value is longer than its page", got: "\(length) bytes")
      }
      output[i] = ByteRange(offset: offset, count: length)
      offset += length
    }
    self.offset = offset
  }

  /// The next values of a fixed width: INT96, FIXED_LEN_BYTE_ARRAY.
  mutating func nextFixed(
    _ count: Int, width: Int, from bytes: RawSpan, into output: inout MutableSpan<ByteRange>
  ) throws(Problem) {
    guard count <= (bytes.byteCount - offset) / width else { throw Self.runOut }
    for i in 0..<count {
      output[i] = ByteRange(offset: offset, count: width)
      offset += width
    }
  }

  /// The bits of the next numbers, of four bytes or of eight.
  mutating func nextNumbers(
    _ count: Int, width: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt64>
  ) throws(Problem) {
    guard count <= (bytes.byteCount - offset) / width else { throw Self.runOut }
    for i in 0..<count {
      output[i] =
        width == 4
        ? UInt64(bytes.load(UInt32.self, at: offset)) : bytes.load(UInt64.self, at: offset)
      offset += width
    }
  }

  static var runOut: Problem { damage("the page's values run out") }
}

/// PLAIN booleans: one bit each, least significant first.
struct PlainBooleans {
  private var bit = 0

  mutating func next(
    _ count: Int, from bytes: RawSpan, into output: inout MutableSpan<UInt64>
  ) throws(Problem) {
    guard count <= 8 * bytes.byteCount - bit else { throw PlainDecoder.runOut }
    unpackBits(bytes, bit: bit, width: 1, count: count, into: &output, at: 0)
    bit += count
  }
}
