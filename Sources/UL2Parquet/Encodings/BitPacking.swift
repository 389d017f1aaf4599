/// Unpacks integers of a fixed width that lie back to back, least significant bit first: the order of the
/// RLE/bit-packed hybrid, of DELTA_BINARY_PACKED and of PLAIN booleans.
///
/// One kernel for all widths up to 64: two unaligned loads a value, no table of 64 unrolled loops.

/// - Parameters:
///   - bit: where the first value begins, in bits from the span's start.
///   - width: bits a value, 0 to 64. The caller has checked that the span holds `count` of them.
func unpackBits<T: FixedWidthInteger & UnsignedInteger>(
  _ bytes: RawSpan, bit: Int, width: Int, count: Int, into output: inout MutableSpan<T>,
  at start: Int
) {
  let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
  var bit = bit
  var i = start
  let end = start + count
  // A value with its bit offset fits into eight bytes up to a width of 57.
  if width <= 57 {
    let fastEnd = 8 * (bytes.byteCount - 8)
    while i < end, bit <= fastEnd {
      let word = bytes.load(UInt64.self, at: bit >> 3)
      output[i] = T(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
      bit += width
      i += 1
    }
  }
  while i < end {
    output[i] = T(truncatingIfNeeded: wideBits(bytes, bit: bit) & mask)
    bit += width
    i += 1
  }
}

/// The 64 bits from `bit` on; zeros after the end.
private func wideBits(_ bytes: RawSpan, bit: Int) -> UInt64 {
  let first = bit >> 3
  var low: UInt64 = 0
  var high: UInt64 = 0
  for i in 0..<min(9, max(0, bytes.byteCount - first)) {
    let byte = UInt64(bytes.load(UInt8.self, at: first + i))
    if i < 8 { low |= byte << UInt64(8 * i) } else { high = byte }
  }
  let shift = UInt64(bit & 7)
  return shift == 0 ? low : low >> shift | high << (64 - shift)
}
