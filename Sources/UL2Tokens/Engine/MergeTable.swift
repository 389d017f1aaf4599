/// What two symbols merge to, and how soon.
struct Merge: BitwiseCopyable, Equatable {
  /// Lower ones come first.
  var rank: UInt32
  var result: Int32

  static let none = Merge(rank: .max, result: -1)
}

/// What two adjacent symbols merge to: an open-addressed table of eight bytes an entry, at most half full.
struct MergeTable: BitwiseCopyable, Sendable {
  /// Left, right and result, 21 bits each; all ones where there is none.
  private let entries: Table<UInt64>
  private let shift: UInt64
  /// By id.
  private let ranks: Table<UInt32>

  /// More symbols than this cannot be told apart.
  static let symbolLimit = 1 << 21 - 1

  /// - Parameter pairs: a pair that comes twice merges to the same both times.
  init(
    _ pairs: [(left: Int32, right: Int32, result: Int32)], ranks: [UInt32],
    in memory: TableMemory
  ) {
    var bits = 4
    while 1 << bits < 2 * pairs.count { bits += 1 }
    shift = UInt64(64 - bits)
    self.ranks = memory.table(ranks)
    entries = memory.table(repeating: .max, count: 1 << bits)
    for (left, right, result) in pairs {
      let pair = Self.pair(left, right)
      var i = index(pair)
      while unsafe entries.base[i] != .max && entries.base[i] >> 21 != pair {
        i = (i + 1) & (entries.count - 1)
      }
      unsafe entries.base[i] = pair << 21 | UInt64(result)
    }
  }

  @inline(__always)
  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 21 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private func index(_ pair: UInt64) -> Int {
    // The upper bits of a product depend on all of the lower.
    Int(truncatingIfNeeded: ((pair ^ pair >> 23) &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }

  @inline(__always)
  func merge(of left: Int32, _ right: Int32) -> Merge {
    let pair = Self.pair(left, right)
    var i = index(pair)
    while true {
      let entry = unsafe entries.base[i]
      if entry >> 21 == pair {
        let result = Int32(truncatingIfNeeded: entry & 0x1F_FFFF)
        return unsafe Merge(rank: ranks.base[Int(result)], result: result)
      }
      if entry == .max { return .none }
      i = (i + 1) & (entries.count - 1)
    }
  }
}
