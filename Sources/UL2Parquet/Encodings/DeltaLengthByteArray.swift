/// DELTA_LENGTH_BYTE_ARRAY: all lengths, delta-coded, then all bytes.
///
/// Follows Encodings.md, "Delta-length byte array". The lengths are skipped once to find the bytes,
/// then decoded beside them: they are never held all at once.

struct DeltaLengthByteArray {
  private var lengths: DeltaBinaryPacked
  private var offset: Int

  init(_ bytes: RawSpan, start: Int) throws(Problem) {
    lengths = try DeltaBinaryPacked(bytes, start: start)
    var passed = lengths
    try passed.skipAll(bytes)
    offset = passed.offset
  }

  /// The next `count` values.
  ///
  /// - Parameter array: room for their lengths.
  mutating func next(
    _ count: Int, from bytes: RawSpan, lengths array: inout [UInt64],
    into ranges: inout [ByteRange]
  ) throws(Problem) {
    var room = array.mutableSpan
    var output = ranges.mutableSpan
    try lengths.next(count, from: bytes, into: &room)
    for i in 0..<count {
      let length = room[i]
      // A negative length is a huge one here.
      guard length <= UInt64(bytes.byteCount - offset) else {
        throw damage(
          "a value's length does not fit into its page", got: "\(Int64(bitPattern: length))")
      }
      output[i] = ByteRange(offset: offset, count: Int(length))
      offset += Int(length)
    }
  }
}
