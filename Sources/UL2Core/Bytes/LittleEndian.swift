/// Integers in buffers, little-endian.
@inlinable
package func appendLittleEndian<T: FixedWidthInteger & BitwiseCopyable>(
  _ value: T, to bytes: inout [UInt8]
) {
  unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
}

/// The integer at `offset`, whose eight bytes the caller knows to be there.
@inlinable
package func littleEndian(_ bytes: [UInt8], at offset: Int) -> UInt64 {
  precondition(offset >= 0 && offset <= bytes.count - 8)
  return unsafe bytes.withUnsafeBytes {
    UInt64(littleEndian: unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
