/// How the Parquet code speaks of broken bytes, and how it reads integers out of them.
///
/// The decoders do not know which file they read: they throw a `Problem` without path and place, and
/// `ColumnReader` fills both in.

/// Bytes that do not follow the format.
package func damage(_ problem: String, got: String? = nil, expected: String? = nil) -> Problem {
  Problem(.badInput, problem, got: got, expected: expected)
}

extension RawSpan {
  /// A little-endian integer at any offset; traps outside the span, so the caller checks first.
  @inline(__always)
  func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
    unsafe T(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// An unsigned LEB128 integer, moving `offset` past it.
  func varint(at offset: inout Int) throws(Problem) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < byteCount {
      let byte = load(UInt8.self, at: offset)
      offset += 1
      // The tenth byte has room for one bit.
      if shift == 63, byte > 1 { throw damage("an integer has more than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw damage("the bytes end inside an integer")
  }

  /// A zigzag-coded signed LEB128 integer, moving `offset` past it.
  func signedVarint(at offset: inout Int) throws(Problem) -> Int64 {
    zigzag(try varint(at: &offset))
  }
}

/// The signed integer that a zigzag code represents: 0, −1, 1, −2, …
func zigzag(_ code: UInt64) -> Int64 {
  Int64(bitPattern: code >> 1) ^ -Int64(bitPattern: code & 1)
}
