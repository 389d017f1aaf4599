/// The merge of two symbols, and its rank.
struct Merge: BitwiseCopyable, Equatable {
  /// Lower ones come first.
  var rank: UInt32
  var result: UInt32

  /// Above every rank: for pairs that do not merge. A rank and 6 bits below it fit into 32 bits.
  static let noRank: UInt32 = 1 << 26 - 1
  static let none = Merge(rank: noRank, result: 0)
}

/// The merges of two adjacent symbols: an open-addressed table of eight-byte entries, at most half full.
struct MergeTable: Merging, Sendable {
  /// Left, right and result, 21 bits each; all ones in empty entries.
  private let entries: Table<UInt64>
  private let shift: UInt64
  /// By id, and a last one for pairs that do not merge.
  private let ranks: Table<UInt32>

  /// - Parameter pairs: a pair that comes twice has one result.
  init(
    _ pairs: [(left: UInt32, right: UInt32, result: UInt32)], ranks: [UInt32],
    in memory: TableMemory
  ) {
    var bits = 4
    while 1 << bits < 2 * pairs.count { bits += 1 }
    shift = UInt64(64 - bits)
    self.ranks = memory.table(ranks + [Merge.noRank])
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
  private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
    UInt64(left) << 21 | UInt64(right)
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
    while entry >> 21 != pair && entry != .max {
      i = (i + 1) & (entries.count - 1)
      unsafe entry = entries.base[i]
    }
    // Whether two symbols merge is unpredictable: no branch.
    let result = entry >> 21 == pair ? Int(entry & 0x1F_FFFF) : ranks.count - 1
    return unsafe Merge(rank: ranks.base[result], result: UInt32(truncatingIfNeeded: result))
  }
}
