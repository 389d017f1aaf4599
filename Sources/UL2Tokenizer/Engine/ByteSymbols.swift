/// Bytes as the symbols that merging begins with, and a table of what any two of them become, of which text uses
/// little.
struct ByteSymbols: BitwiseCopyable, Sendable {
  /// By byte: its symbol, `PairTable.none` where the vocabulary lacks it.
  private let symbols: Table<UInt32>
  /// Result by pair: index the first byte plus 256 times the second.
  private let results: Table<UInt32>
  /// Some bytes are missing.
  private let isPartial: Bool
  /// The symbol of missing bytes; `PairTable.none` where they are left out.
  private let unknown: UInt32
  private let fuses: Bool

  /// - Parameter bytes: 256 ids, nil where there is none.
  init(_ bytes: [Int?], unknown: Int?, fuses: Bool, in memory: TableMemory) {
    symbols = memory.table(
      bytes.enumerated().map { $1 == nil ? PairTable.none : UInt32(truncatingIfNeeded: $0) })
    results = memory.table(repeating: PairTable.none, count: 1 << 16)
    isPartial = bytes.contains(nil)
    self.unknown = unknown == nil ? PairTable.none : 256
    self.fuses = fuses
  }

  /// Ids by symbol; −1 where there is none.
  static func ids(_ bytes: [Int?], unknown: Int?) -> [Int] {
    bytes.map { $0 ?? -1 } + [unknown ?? -1]
  }

  func setPairs(_ pairs: [(left: UInt32, right: UInt32, result: UInt32)]) {
    for pair in pairs where pair.left < 256 && pair.right < 256 {
      unsafe results.base[Int(pair.left | pair.right << 8)] = pair.result
    }
  }

  /// Symbols of a text: at most one for each byte.
  @inline(__always)
  func split(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ nodes: UnsafeMutablePointer<MergeSymbol>
  ) -> (count: Int, isLossy: Bool) {
    if !isPartial {
      for i in 0..<count { unsafe nodes[i] = unsafe MergeSymbol(symbol: UInt32(text[i]), start: 0) }
      return (count, false)
    }
    var n = 0
    let isLossy = unsafe split(text, count) { symbol in
      unsafe nodes[n] = MergeSymbol(symbol: symbol, start: 0)
      n += 1
    }
    return (n, isLossy)
  }

  /// - Returns: whether something was left out or became unknown.
  func split(_ text: UnsafePointer<UInt8>, _ count: Int, _ put: (UInt32) -> Void) -> Bool {
    var isAfterUnknown = false
    var isLossy = false
    for i in 0..<count {
      let symbol = unsafe symbols.base[Int(text[i])]
      if symbol != PairTable.none {
        put(symbol)
        isAfterUnknown = false
        continue
      }
      isLossy = true
      if unknown != PairTable.none, !(fuses && isAfterUnknown) {
        put(unknown)
        isAfterUnknown = true
      }
    }
    return isLossy
  }

  /// Merges the first symbols of a workspace, at most 64, none of which was made by merging.
  @inline(__always)
  func mergeShort(_ count: Int, _ pairs: PairTable, _ space: inout MergeWorkspace) -> Int {
    if count < 2 { return count }
    let (nodes, keys, results) = unsafe (
      space.symbols.base, space.keys.base, space.results.base
    )
    let table = unsafe self.results.base
    for i in 0..<(count - 1) {
      let (left, right) = unsafe (nodes[i].symbol, nodes[i + 1].symbol)
      let result =
        (left | right) < 256 ? unsafe table[Int(left | right << 8)] : PairTable.none
      // Pairs that do not merge have the highest rank.
      let rank = result == PairTable.none ? Merge.noRank : result
      unsafe keys[i] = rank &<< 6 | UInt32(truncatingIfNeeded: i)
      unsafe results[i] = result
    }
    return unsafe pairs.mergeShort(nodes, count, keys, results)
  }
}
