/// Bzip2's CRC-32: the polynomial 0x04C11DB7, the highest bit first, over what a block expands to.
///
/// Sixteen bytes a step by sixteen tables: about 3 GB/s, against 0.4 byte by byte.

package struct Bzip2Checksum {
  private var register: UInt32 = 0xFFFF_FFFF

  package init() {}

  package var value: UInt32 { ~register }

  /// Row k is what a byte does to the register k bytes later.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 16 * 256)
    for byte in 0..<256 {
      tables[byte] = (0..<8).reduce(UInt32(byte) << 24) { crc, _ in
        crc << 1 ^ (crc >> 31 == 1 ? 0x04C1_1DB7 : 0)
      }
    }
    for i in 256..<tables.count {
      let before = tables[i - 256]
      tables[i] = before << 8 ^ tables[Int(before >> 24)]
    }
    return tables
  }()

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var next = bytes.baseAddress else { return }
    let end = unsafe next + bytes.count
    var crc = register
    unsafe Self.tables.withUnsafeBufferPointer { tables in
      // Indices are a row and a byte: below 16 · 256.
      let t = tables.baseAddress!
      while unsafe end - next >= 16 {
        let a = unsafe UInt64(bigEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc) << 32
        let b = unsafe UInt64(bigEndian: next.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let first =
          unsafe t[15 << 8 | Int(a >> 56)] ^ t[14 << 8 | Int(a >> 48 & 255)]
          ^ t[13 << 8 | Int(a >> 40 & 255)] ^ t[12 << 8 | Int(a >> 32 & 255)]
        let second =
          unsafe t[11 << 8 | Int(a >> 24 & 255)] ^ t[10 << 8 | Int(a >> 16 & 255)]
          ^ t[9 << 8 | Int(a >> 8 & 255)] ^ t[8 << 8 | Int(a & 255)]
        let third =
          unsafe t[7 << 8 | Int(b >> 56)] ^ t[6 << 8 | Int(b >> 48 & 255)]
          ^ t[5 << 8 | Int(b >> 40 & 255)] ^ t[4 << 8 | Int(b >> 32 & 255)]
        let fourth =
          unsafe t[3 << 8 | Int(b >> 24 & 255)] ^ t[2 << 8 | Int(b >> 16 & 255)]
          ^ t[1 << 8 | Int(b >> 8 & 255)] ^ t[Int(b & 255)]
        crc = first ^ second ^ third ^ fourth
        unsafe next += 16
      }
      while unsafe next < end {
        crc = unsafe crc << 8 ^ t[Int(crc >> 24 ^ UInt32(next.load(as: UInt8.self)))]
        unsafe next += 1
      }
    }
    register = crc
  }

  /// Adds the same byte `count` times.
  package mutating func update(repeating byte: UInt8, count: Int) {
    unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { bytes in
      unsafe bytes.initializeMemory(as: UInt8.self, repeating: byte)
      unsafe update(UnsafeRawBufferPointer(bytes))
    }
  }
}
