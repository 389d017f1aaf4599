/// Whole pieces by their bytes: an open-addressed table, at most half full, that finds a piece by 32 bits of a hash and
/// compares its bytes. A filter rules out most texts.
import CByteScan

struct PieceIndex: BitwiseCopyable, Sendable {
  /// The lower half of the hash, then where the piece is in `records`; 0 in empty entries, and in the first, which no
  /// piece has.
  private let entries: Table<UInt64>
  private let filter: HashFilter
  /// For each piece its length and value, 32 bits each, and its bytes; the first 8 bytes are
  /// unused.
  private let records: Table<UInt8>
  private let shift: UInt64
  private let longest: Int

  /// Bytes that must be readable beyond a text's end.
  static var padding: Int { 16 }

  /// - Parameter pieces: not empty; of those with the same bytes the last counts. Less than 2³¹ bytes in all.
  init(_ pieces: [(key: [UInt8], value: Int)], in memory: TableMemory) {
    var bits = 4
    while 1 << bits < 2 * pieces.count { bits += 1 }
    shift = UInt64(64 - bits)
    entries = memory.table(repeating: 0, count: 1 << bits + 1)
    filter = HashFilter(tableBits: bits, in: memory)
    let size = pieces.reduce(8) { $0 + 8 + $1.key.count }
    records = memory.table(repeating: 0, count: size + Self.padding)
    longest = pieces.reduce(0) { max($0, $1.key.count) }
    var padded = Scratch<UInt8>(capacity: longest + Self.padding)
    var end = 8
    for (key, value) in pieces {
      padded.reserve(key.count + Self.padding)
      unsafe (padded.base + key.count).update(repeating: 0, count: Self.padding)
      for i in key.indices { unsafe padded.base[i] = key[i] }
      let hash = unsafe Self.hash(padded.base, key.count)
      filter.insert(hash)
      var i = Int(truncatingIfNeeded: hash &>> shift) + 1
      while unsafe entries.base[i] != 0,
        unsafe !isEqual(entries.base[i], hash, padded.base, key.count)
      {
        i = after(i)
      }
      unsafe entries.base[i] = (hash & 0xFFFF_FFFF) << 32 | UInt64(end)
      let record = unsafe UnsafeMutableRawPointer(records.base + end)
      unsafe record.storeBytes(of: UInt32(truncatingIfNeeded: key.count), as: UInt32.self)
      unsafe record.storeBytes(
        of: UInt32(truncatingIfNeeded: value), toByteOffset: 4, as: UInt32.self)
      unsafe (record + 8).copyMemory(from: padded.base, byteCount: key.count)
      end += 8 + key.count
    }
  }

  @inline(__always)
  static func hash(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var seed = UInt64(truncatingIfNeeded: count)
    var at = 0
    while count - at > 16 {
      unsafe seed = ChunkKey(unmarked: text + at, 16).hash(seed)
      at += 16
    }
    return unsafe ChunkKey(unmarked: text + at, count - at).hash(seed)
  }

  /// Whether an entry is a piece's.
  @inline(__always)
  private func isEqual(
    _ entry: UInt64, _ hash: UInt64, _ text: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    if (entry >> 32) != hash & 0xFFFF_FFFF { return false }
    let record = unsafe UnsafeRawPointer(records.base + Int(entry & 0xFFFF_FFFF))
    if unsafe record.loadUnaligned(as: UInt32.self) != UInt32(truncatingIfNeeded: count) {
      return false
    }
    var at = 0
    while count - at > 16 {
      let (a, b) = unsafe (ChunkKey(unmarked: text + at, 16), Self.key(record + 8 + at, 16))
      if a != b { return false }
      at += 16
    }
    let rest = count - at
    return unsafe ChunkKey(unmarked: text + at, rest) == Self.key(record + 8 + at, rest)
  }

  @inline(__always)
  private static func key(_ raw: UnsafeRawPointer, _ count: Int) -> ChunkKey {
    unsafe ChunkKey(unmarked: raw.assumingMemoryBound(to: UInt8.self), count)
  }

  @inline(__always)
  private func after(_ index: Int) -> Int { index & (entries.count - 2) + 1 }

  /// A text's hash, and where its entry would be: the first, where it is no piece.
  struct Place: BitwiseCopyable {
    fileprivate var hash: UInt64
    fileprivate var index: Int

    static var none: Place { Place(hash: 0, index: 0) }
  }

  @inline(__always)
  func place(of text: UnsafePointer<UInt8>, _ count: Int) -> Place {
    if count > longest { return .none }
    let hash = unsafe Self.hash(text, count)
    // Whether a text is a piece is unpredictable: no branch.
    let index = (Int(truncatingIfNeeded: hash &>> shift) + 1) & filter.mask(hash)
    return Place(hash: hash, index: index)
  }

  @inline(__always)
  func prefetchEntry(_ place: Place) { unsafe ul2_prefetch(entries.base + place.index) }

  /// Prefetches what the entry refers to.
  @inline(__always)
  func prefetchRecord(_ place: Place) {
    let entry = unsafe entries.base[place.index]
    unsafe ul2_prefetch(records.base + Int(entry & 0xFFFF_FFFF))
  }

  /// The value of the piece with these bytes; nil where there is none.
  @inline(__always)
  func value(_ text: UnsafePointer<UInt8>, _ count: Int, at place: Place) -> UInt32? {
    var i = place.index
    while true {
      let entry = unsafe entries.base[i]
      if entry == 0 { return nil }
      if unsafe isEqual(entry, place.hash, text, count) {
        let at = Int(entry & 0xFFFF_FFFF) + 4
        return unsafe UnsafeRawPointer(records.base).loadUnaligned(
          fromByteOffset: at, as: UInt32.self)
      }
      i = after(i)
    }
  }

  /// The value of the piece with these bytes; nil where there is none.
  @inline(__always)
  func value(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt32? {
    unsafe value(text, count, at: place(of: text, count))
  }
}
