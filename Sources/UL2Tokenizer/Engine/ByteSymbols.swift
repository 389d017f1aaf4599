/// Bytes as the symbols that merging begins with, and a table of what any two of them become, of which text uses
/// little.
struct ByteSymbols: BitwiseCopyable, Sendable {
  /// By byte: its symbol, `PairTable.none` where the vocabulary lacks it.
  private let symbols: Table<UInt32>
  /// The key of a pair's merge in a lane, for place 0: index the first byte plus 256 times the second.
  private let keys: Table<Int32>
  /// Some bytes are missing.
  let isPartial: Bool
  /// The symbol of missing bytes; `PairTable.none` where they are left out.
  private let unknown: UInt32
  private let fuses: Bool

  /// - Parameter bytes: 256 ids, nil where there is none.
  init(_ bytes: [Int?], unknown: Int?, fuses: Bool, in memory: TableMemory) {
    symbols = memory.table(
      bytes.enumerated().map { $1 == nil ? PairTable.none : UInt32(truncatingIfNeeded: $0) })
    keys = memory.table(repeating: .max, count: 1 << 16)
    isPartial = bytes.contains(nil)
    self.unknown = unknown == nil ? PairTable.none : 256
    self.fuses = fuses
  }

  /// Ids by symbol; −1 where there is none.
  static func ids(_ bytes: [Int?], unknown: Int?) -> [Int] {
    bytes.map { $0 ?? -1 } + [unknown ?? -1]
  }

  func setPairs(_ pairs: [(left: UInt32, right: UInt32, rank: UInt32)]) {
    for pair in pairs where pair.left < 256 && pair.right < 256 {
      unsafe keys.base[Int(pair.left | pair.right << 8)] = MergeLanes.key(pair.rank, 0)
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

  /// The key, at a place, of the merge of the byte there and the next.
  @inline(__always)
  func key(_ text: UnsafePointer<UInt8>, _ place: Int) -> Int32 {
    let pair = unsafe UnsafeRawPointer(text).loadUnaligned(as: UInt16.self).littleEndian
    // All ones stay so.
    return unsafe keys.base[Int(pair)] | Int32(truncatingIfNeeded: place)
  }
}
