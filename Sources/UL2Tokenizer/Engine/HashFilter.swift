/// Whether a hash may be in an open-addressed table: one bit per hash, a sixteenth of the table's size, so that it stays
/// in the near caches and rules out most look-ups. The bits are those that the table's index is made of, and two more.
struct HashFilter: BitwiseCopyable, Sendable {
  private let words: Table<UInt64>
  private let shift: UInt64

  /// - Parameter tableBits: binary logarithm of the number of the table's entries of eight bytes, at least 4.
  init(tableBits: Int, in memory: TableMemory) {
    words = memory.table(repeating: 0, count: 1 << (tableBits + 2) / 64)
    shift = UInt64(62 - tableBits)
  }

  func insert(_ hash: UInt64) {
    let bit = Int(truncatingIfNeeded: hash &>> shift)
    unsafe words.base[bit >> 6] |= 1 &<< UInt64(bit & 63)
  }

  /// All ones where it may have a hash, else 0.
  @inline(__always)
  func mask(_ hash: UInt64) -> Int {
    let bit = Int(truncatingIfNeeded: hash &>> shift)
    let word = unsafe words.base[bit &>> 6]
    return 0 &- Int(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: bit & 63) & 1)
  }
}
