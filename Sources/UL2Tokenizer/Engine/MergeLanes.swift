/// Merges several pieces side by side: each makes one merge and prefetches what its next needs before any goes on.
///
/// The table of pairs is not in the nearest caches, and a merge depends on the one before it, so one piece alone would
/// mostly wait for memory.
import CByteScan

@safe struct MergeLanes: ~Copyable {
  /// The most pieces, and the most symbols of each.
  static var count: Int { 16 }
  static var longest: Int { 62 }

  /// A piece's symbols are at places from 1 on. Before them and after them there is one that merges with none, so that
  /// each has two neighbours.
  struct Lane: BitwiseCopyable {
    /// One bit for each place whose symbol is left, the two at the ends too.
    var left: UInt64
    /// The place of the symbol that was made last, the place to its left, and where their merges are in the table.
    var made: Int
    var before: Int
    var next: PairTable.Place
    var last: PairTable.Place
  }

  /// For each lane and place the symbol there, and its merge with the next: its rank, which is the symbol that it makes,
  /// above the place in the lower six bits; `.max` for none.
  private var symbols = Scratch<UInt32>(capacity: count * width)
  private var keys = Scratch<Int32>(capacity: count * width)
  private var lanes = Scratch<Lane>(capacity: count)
  /// Numbers of lanes: those that need 16 keys, 32 and 64.
  private var going = Scratch<Int>(capacity: 3 * count)

  /// An odd number of cache lines, so that lanes are not in the same sets.
  private static var width: Int { 80 }

  init() {}

  @inline(__always)
  static func key(_ symbol: UInt32, _ place: Int) -> Int32 {
    Int32(truncatingIfNeeded: symbol &<< 6 | UInt32(truncatingIfNeeded: place))
  }

  @inline(__always)
  private static func key(_ merge: Merge, _ place: Int) -> Int32 {
    merge.rank == Merge.noRank ? .max : key(merge.result, place)
  }

  /// Fills a lane with symbols, at most `longest`.
  func begin(
    _ lane: Int, _ piece: UnsafeMutablePointer<MergeSymbol>, _ count: Int, _ pairs: PairTable
  ) {
    let (symbols, keys) = unsafe begin(lane, count)
    for i in 0..<count { unsafe symbols[i] = unsafe piece[i].symbol }
    for i in 1..<max(1, count) {
      unsafe keys[i] = unsafe Self.key(pairs.merge(of: symbols[i - 1], symbols[i]), i)
    }
  }

  /// Fills a lane with the bytes of a piece, at most `longest`, each of which is a symbol.
  @inline(__always)
  func begin(_ lane: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ bytes: ByteSymbols) {
    let (symbols, keys) = unsafe begin(lane, count)
    for i in 0..<count { unsafe symbols[i] = unsafe UInt32(text[i]) }
    for i in 1..<max(1, count) { unsafe keys[i] = unsafe bytes.key(text + i - 1, i) }
  }

  /// Empties a lane.
  ///
  /// - Returns: where the first symbol is, and the key of place 0.
  @inline(__always)
  private func begin(
    _ lane: Int, _ count: Int
  ) -> (symbols: UnsafeMutablePointer<UInt32>, keys: UnsafeMutablePointer<Int32>) {
    let symbols = unsafe self.symbols.base + lane * Self.width
    let keys = unsafe self.keys.base + lane * Self.width
    unsafe keys.update(repeating: .max, count: count < 16 ? 16 : 64)
    unsafe symbols[0] = PairTable.none
    unsafe symbols[count + 1] = PairTable.none
    unsafe lanes.base[lane].left = UInt64.max &>> UInt64(62 - count)
    unsafe lanes.base[lane].made = count
    return unsafe (symbols + 1, keys)
  }

  /// Merges the first lanes.
  mutating func run(_ count: Int, _ pairs: PairTable) {
    let (short, middle) = unsafe (going.base, going.base + Self.count)
    let long = unsafe middle + Self.count
    var (shorts, middles, longs) = (0, 0, 0)
    for lane in 0..<count {
      let symbols = unsafe lanes.base[lane].made
      unsafe short[shorts] = lane
      unsafe middle[middles] = lane
      unsafe long[longs] = lane
      if symbols < 16 { shorts += 1 } else if symbols < 32 { middles += 1 } else { longs += 1 }
    }
    unsafe run(short, shorts, pairs) { unsafe ul2_least16($0) }
    unsafe run(middle, middles, pairs) { unsafe min(ul2_least16($0), ul2_least16($0 + 16)) }
    unsafe run(long, longs, pairs) {
      unsafe min(
        ul2_least16($0), ul2_least16($0 + 16), ul2_least16($0 + 32), ul2_least16($0 + 48))
    }
  }

  @inline(__always)
  private func run(
    _ going: UnsafeMutablePointer<Int>, _ count: Int, _ pairs: PairTable,
    least: (UnsafePointer<Int32>) -> Int32
  ) {
    var left = 0
    for i in 0..<count {
      let lane = unsafe going[i]
      unsafe going[left] = lane
      unsafe left &+= makeBest(lane, pairs, least) ? 1 : 0
    }
    while left > 0 {
      let count = left
      left = 0
      // Apart from what follows: a wide load of what has just been stored in parts would wait.
      for i in 0..<count { unsafe lookUp(going[i], pairs) }
      for i in 0..<count {
        let lane = unsafe going[i]
        unsafe going[left] = lane
        unsafe left &+= makeBest(lane, pairs, least) ? 1 : 0
      }
    }
  }

  /// The symbols that are left in a lane, in order.
  @inline(__always)
  func forEach(_ lane: Int, _ body: (UInt32) -> Void) {
    let symbols = unsafe self.symbols.base + lane * Self.width
    var left = unsafe lanes.base[lane].left & ~1
    while left & (left &- 1) != 0 {
      body(unsafe symbols[left.trailingZeroBitCount])
      left &= left &- 1
    }
  }

  /// Merges a lane's best pair, and prefetches the merges of what it becomes.
  ///
  /// - Returns: false where no pair merges.
  @inline(__always)
  private func makeBest(
    _ number: Int, _ pairs: PairTable, _ least: (UnsafePointer<Int32>) -> Int32
  ) -> Bool {
    let symbols = unsafe self.symbols.base + number * Self.width
    let keys = unsafe self.keys.base + number * Self.width
    let lane = unsafe lanes.base + number
    let best = unsafe least(keys)
    if best == .max { return false }
    let at = Int(best & 63)
    let made = UInt32(truncatingIfNeeded: best &>> 6)
    let upTo: UInt64 = (2 &<< UInt64(at)) &- 1
    var left = unsafe lane.pointee.left
    let right = (left & ~upTo).trailingZeroBitCount
    left &= ~(1 &<< UInt64(right))
    let after = (left & ~upTo).trailingZeroBitCount
    let before = 63 &- (left & (upTo &>> 1)).leadingZeroBitCount
    unsafe symbols[at] = made
    unsafe keys[right] = .max
    let next = unsafe pairs.place(of: made, symbols[after])
    let last = unsafe pairs.place(of: symbols[before], made)
    pairs.prefetch(next)
    pairs.prefetch(last)
    unsafe lane.pointee.left = left
    unsafe lane.pointee.made = at
    unsafe lane.pointee.before = before
    unsafe lane.pointee.next = next
    unsafe lane.pointee.last = last
    return true
  }

  /// Looks up the merges of what a lane made last.
  @inline(__always)
  private func lookUp(_ number: Int, _ pairs: PairTable) {
    let keys = unsafe self.keys.base + number * Self.width
    let lane = unsafe lanes.base + number
    let (made, before) = unsafe (lane.pointee.made, lane.pointee.before)
    unsafe keys[made] = Self.key(pairs.merge(at: lane.pointee.next), made)
    unsafe keys[before] = Self.key(pairs.merge(at: lane.pointee.last), before)
  }
}
