/// The ids of symbols: a table that ends where all later symbols' ids are as far from their numbers, as most files have
/// them for all that merging makes. So most ids need no memory, which would not be in the nearest caches.
struct SymbolIDs: BitwiseCopyable, Sendable {
  private let table: Table<UInt32>
  private let distance: UInt32

  /// - Parameter ids: by symbol, not empty; negative where there is none.
  init(_ ids: [Int], in memory: TableMemory) {
    let ids = ids.map { UInt32(max(0, $0)) }
    distance = ids[ids.count - 1] &- UInt32(ids.count - 1)
    var end = ids.count
    while end > 0, ids[end - 1] &- UInt32(end - 1) == distance { end -= 1 }
    table = memory.table(repeating: 0, count: end)
    for i in 0..<end { unsafe table.base[i] = ids[i] }
  }

  @inline(__always)
  subscript(symbol: UInt32) -> UInt32 {
    Int(symbol) < table.count ? unsafe table.base[Int(symbol)] : symbol &+ distance
  }
}
