/// The merges of two adjacent symbols, where what they make can be named by its rank: so an entry is eight bytes. An
/// open-addressed table, at most half full.
///
/// Most pairs looked up do not merge, and a large table is not in the nearest caches. So a filter is asked first.
import CByteScan

struct PairTable: Merging, Sendable {
  /// Left and right, 20 bits each, and the rank, 24; all ones in empty entries, and in the first, which no pair has.
  private let entries: Table<UInt64>
  private let filter: HashFilter
  private let mask: Int
  private let shift: UInt64

  /// Not a symbol: merges with none. Symbols are below it.
  static let none: UInt32 = 1 << 20 - 1
  static let rankLimit = 1 << 24 - 1

  /// - Parameter pairs: of a pair that comes twice the last counts. Ranks are below `rankLimit`.
  init(_ pairs: [(left: UInt32, right: UInt32, rank: UInt32)], in memory: TableMemory) {
    var bits = 4
    while 1 << bits < 2 * pairs.count { bits += 1 }
    shift = UInt64(64 - bits)
    mask = 1 << bits - 1
    entries = memory.table(repeating: .max, count: 1 << bits + 1)
    filter = HashFilter(tableBits: bits, in: memory)
    for (left, right, rank) in pairs {
      let pair = Self.pair(left, right)
      let hash = Self.hash(pair)
      filter.insert(hash)
      var i = index(hash)
      while unsafe entries.base[i] != .max && entries.base[i] >> 24 != pair { i = i & mask + 1 }
      unsafe entries.base[i] = pair << 24 | UInt64(rank)
    }
  }

  @inline(__always)
  private static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
    UInt64(left) << 20 | UInt64(right)
  }

  @inline(__always)
  private static func hash(_ pair: UInt64) -> UInt64 {
    // The upper bits of a product depend on all of the lower.
    (pair ^ pair >> 23) &* 0x9E37_79B9_7F4A_7C15
  }

  /// A pair, and where its entry would be.
  struct Place: BitwiseCopyable {
    fileprivate var pair: UInt64
    fileprivate var index: Int
  }

  @inline(__always)
  func place(of left: UInt32, _ right: UInt32) -> Place {
    let pair = Self.pair(left, right)
    let hash = Self.hash(pair)
    // Whether two symbols merge is unpredictable: no branch.
    return Place(pair: pair, index: index(hash) & filter.mask(hash))
  }

  @inline(__always)
  private func index(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) &+ 1 }

  @inline(__always)
  func prefetch(_ place: Place) { unsafe ul2_prefetch(entries.base + place.index) }

  @inline(__always)
  func merge(at place: Place) -> Merge {
    var i = place.index
    var entry = unsafe entries.base[i]
    // Whether they merge is unpredictable, so one branch asks for both.
    while min(entry >> 24 ^ place.pair, ~entry) != 0 {
      i = (i & mask) &+ 1
      unsafe entry = entries.base[i]
    }
    let rank = UInt32(truncatingIfNeeded: entry) & 0xFF_FFFF
    return Merge(rank: entry == .max ? Merge.noRank : rank, result: rank)
  }

  @inline(__always)
  func merge(of left: UInt32, _ right: UInt32) -> Merge { merge(at: place(of: left, right)) }
}
