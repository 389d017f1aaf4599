/// The merges of two adjacent symbols, where every symbol that is made is made of one pair only:
/// then a symbol's number can be its rank, and a pair's entry is eight bytes. An open-addressed
/// table, at most half full.
struct PairTable: Merging, Sendable {
  /// Left, right and result, 20 bits each; all ones where there is none.
  private let entries: Table<UInt64>
  private let shift: UInt64

  /// What is not a symbol, and merges with none. Symbols are below it.
  static let none: UInt32 = 1 << 20 - 1

  init(_ pairs: [(left: UInt32, right: UInt32, result: UInt32)], in memory: TableMemory) {
    var bits = 4
    while 1 << bits < 2 * pairs.count { bits += 1 }
    shift = UInt64(64 - bits)
    entries = memory.table(repeating: .max, count: 1 << bits)
    for (left, right, result) in pairs {
      let pair = Self.pair(left, right)
      var i = index(pair)
      while unsafe entries.base[i] != .max { i = (i + 1) & (entries.count - 1) }
      unsafe entries.base[i] = pair << 20 | UInt64(result)
    }
  }

  @inline(__always)
  private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
    UInt64(left) << 20 | UInt64(right)
  }

  @inline(__always)
  private func index(_ pair: UInt64) -> Int {
    // The upper bits of a product depend on all of the lower.
    Int(truncatingIfNeeded: ((pair ^ pair >> 23) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  @inline(__always)
  func merge(of left: UInt32, _ right: UInt32) -> Merge {
    let pair = Self.pair(left, right)
    var i = index(pair)
    var entry = unsafe entries.base[i]
    while entry >> 20 != pair && entry != .max {
      i = (i + 1) & (entries.count - 1)
      unsafe entry = entries.base[i]
    }
    // Whether two symbols merge cannot be foreseen: no branch.
    let result = UInt32(truncatingIfNeeded: entry) & 0xF_FFFF
    return Merge(rank: entry == .max ? Merge.noRank : result, result: result)
  }
}
