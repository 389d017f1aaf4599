/// Bits of a bzip2 file, the highest of each byte first, for headers: the symbols have a faster way.

/// Why a block cannot be decoded.
enum Bzip2Failure: Error {
  /// The bytes at hand end before it does.
  case cut
  /// `its checksum does not match`.
  case damaged(String)
}

@safe struct Bzip2Bits {
  /// Bytes after `count` that may be read, whatever they hold: fifty symbols of twenty bits are
  /// decoded before anyone looks whether the bytes have ended, and words of eight bytes are loaded.
  static let slack = 160

  /// Invariant: `count + slack` bytes can be read.
  let base: UnsafeRawPointer
  let count: Int
  /// In bits, from `base`.
  var position: Int

  init(_ base: UnsafeRawPointer, count: Int, from position: Int) {
    unsafe self.base = base
    self.count = count
    self.position = position
  }

  /// The next bits, at most 48.
  mutating func take(_ width: Int) throws(Bzip2Failure) -> Int {
    guard position + width <= count * 8 else { throw .cut }
    defer { position += width }
    return Int(word >> (64 - width))
  }

  /// The next 57 bits and perhaps more, from the left; what lies after the end is anything.
  var word: UInt64 {
    let loaded = unsafe base.loadUnaligned(fromByteOffset: position >> 3, as: UInt64.self)
    return UInt64(bigEndian: loaded) &<< UInt64(position & 7)
  }
}
