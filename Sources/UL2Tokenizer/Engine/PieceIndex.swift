/// Whole pieces by their bytes: an open-addressed table, at most half full, that finds a piece by 32 bits of a hash and
/// compares its bytes. A filter rules out most texts.
import CByteScan

struct PieceIndex: BitwiseCopyable, Sendable {
  /// The lower half of the hash, then where the piece is in `records`; 0 in empty entries.
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
    entries = memory.table(repeating: 0, count: 1 << bits)
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
      var i = Int(truncatingIfNeeded: hash &>> shift)
      while unsafe entries.base[i] != 0,
        unsafe !isEqual(entries.base[i], hash, padded.base, key.count)
      {
        i = (i + 1) & (entries.count - 1)
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

  /// A text's hash, and the first entry that it may have; nil where it is no piece.
  @inline(__always)
  private func first(_ text: UnsafePointer<UInt8>, _ count: Int) -> (hash: UInt64, entry: Int)? {
    if count > longest { return nil }
    let hash = unsafe Self.hash(text, count)
    return filter.mayHave(hash) ? (hash, Int(truncatingIfNeeded: hash &>> shift)) : nil
  }

  /// Prefetches where a text's entry would be.
  @inline(__always)
  func prefetchEntry(_ text: UnsafePointer<UInt8>, _ count: Int) {
    if let (_, i) = unsafe first(text, count) { unsafe ul2_prefetch(entries.base + i) }
  }

  /// Prefetches the piece that is most likely a text's.
  @inline(__always)
  func prefetchRecord(_ text: UnsafePointer<UInt8>, _ count: Int) {
    guard let (hash, start) = unsafe first(text, count) else { return }
    var i = start
    while unsafe entries.base[i] != 0 {
      let entry = unsafe entries.base[i]
      if (entry >> 32) == hash & 0xFFFF_FFFF {
        unsafe ul2_prefetch(records.base + Int(entry & 0xFFFF_FFFF))
        return
      }
      i = (i + 1) & (entries.count - 1)
    }
  }

  /// The value of the piece with these bytes; nil where there is none.
  @inline(__always)
  func value(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt32? {
    guard let (hash, start) = unsafe first(text, count) else { return nil }
    var i = start
    while true {
      let entry = unsafe entries.base[i]
      if entry == 0 { return nil }
      if unsafe isEqual(entry, hash, text, count) {
        let at = Int(entry & 0xFFFF_FFFF) + 4
        return unsafe UnsafeRawPointer(records.base).loadUnaligned(
          fromByteOffset: at, as: UInt32.self)
      }
      i = (i + 1) & (entries.count - 1)
    }
  }
}
