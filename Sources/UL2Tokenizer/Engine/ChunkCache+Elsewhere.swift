/// Looks up and keeps chunks of any length, with any number of ids, where the small slots have no hit.
extension ChunkCache {
  /// A chunk and its bucket.
  ///
  /// Where its ids are not in the slot, the slot's length has a bit that no length has, so that look-ups of ids in
  /// slots miss it, and the place of its entry in `more` is where the ids would be. For a chunk longer than a slot's
  /// key, the slot has a hash.
  @safe package struct Chunk: BitwiseCopyable {
    let start: UnsafePointer<UInt8>
    let length: Int
    let key: LongChunkKey
    let bucket: UnsafeMutableRawPointer
    var isLarge: Bool { length > longestSmallKey }
    /// The slot has its key, not a hash.
    var isWhole: Bool { length <= longestKey }
    var slotSize: Int { isLarge ? 64 : 32 }
    /// The key's last word, which holds the length.
    var tag: UInt64 { isLarge ? key.second.high : key.first.high }
    var tagOffset: Int { slotSize / 2 - 8 }

    /// Whether both have the same key, and no hash instead of one.
    @inline(__always)
    func isSameWhole(_ other: Chunk) -> Bool {
      unsafe bucket == other.bucket && isWhole && other.isWhole && key == other.key
    }
  }

  private static var elsewhere: UInt64 { 0x80 << 56 }

  /// - Parameter start: 32 bytes can be read.
  /// - Returns: nil where the cache would not keep it.
  package func chunk(_ start: UnsafePointer<UInt8>, _ length: Int) -> Chunk? {
    var piece = unsafe PendingPiece()
    var end = length
    unsafe _ = queue(start, from: 0, &end, 1, to: &piece)
    return unsafe chunk(piece)
  }

  /// - Returns: nil where the cache would not keep it.
  func chunk(_ piece: PendingPiece) -> Chunk? {
    guard let start = unsafe piece.start else { return nil }
    let length = unsafe Int(piece.length)
    if length > ChunkOverflow<ID>.longestKey { return nil }
    if length <= Self.longestSmallKey {
      let bucket = unsafe small + Int(piece.bucket)
      return unsafe Chunk(
        start: start, length: length, key: LongChunkKey(piece.key), bucket: bucket)
    }
    if length <= Self.longestKey {
      let bucket = unsafe large + Int(piece.low)
      return unsafe Chunk(
        start: start, length: length, key: LongChunkKey(start, length), bucket: bucket)
    }
    let hash = unsafe PieceIndex.hash(start, length)
    let key = LongChunkKey(
      ChunkKey(low: hash, high: UInt64(truncatingIfNeeded: length)),
      ChunkKey(low: 0, high: Self.elsewhere))
    let bucket = unsafe large + Int(largeBucket(hash))
    return unsafe Chunk(start: start, length: length, key: key, bucket: bucket)
  }

  /// The ids of a chunk, valid until one is kept, and whether one represents an unknown character; nil where it is not
  /// in the cache.
  package func ids(of chunk: Chunk) -> (ids: UnsafeBufferPointer<ID>, hasUnknown: Bool)? {
    let size = chunk.slotSize
    for way in 0..<2 {
      var slot = unsafe chunk.bucket + size * way
      let tag = unsafe slot.load(fromByteOffset: chunk.tagOffset, as: UInt64.self)
      // A free slot still has what was in it.
      guard tag != 0, tag & ~Self.elsewhere == chunk.tag & ~Self.elsewhere,
        unsafe has(chunk, slot)
      else { continue }
      if way == 1 {
        unsafe Self.swap(chunk.bucket, isLarge: chunk.isLarge)
        unsafe slot = unsafe chunk.bucket
      }
      let facts = unsafe slot.load(fromByteOffset: size - 4, as: ChunkFacts.self)
      if tag & Self.elsewhere == 0 {
        let ids = unsafe (slot + size / 2).assumingMemoryBound(to: ID.self)
        return unsafe (UnsafeBufferPointer(start: ids, count: facts.count), facts.hasUnknown)
      }
      let place = unsafe slot.load(fromByteOffset: size / 2, as: UInt64.self)
      guard let ids = unsafe more.ids(at: place, chunk.start, chunk.isWhole ? 0 : chunk.length)
      else {
        // It was overwritten, or the hash is another chunk's. The slot is free.
        unsafe slot.storeBytes(of: 0, toByteOffset: chunk.tagOffset, as: UInt64.self)
        return nil
      }
      return unsafe (ids, facts.hasUnknown)
    }
    return nil
  }

  /// Whether a slot has a chunk's key, but for its last word.
  private func has(_ chunk: Chunk, _ slot: UnsafeMutableRawPointer) -> Bool {
    let low = unsafe slot.load(as: UInt64.self)
    if low != chunk.key.first.low { return false }
    return unsafe !chunk.isLarge
      || slot.load(fromByteOffset: 8, as: UInt64.self) == chunk.key.first.high
        && slot.load(fromByteOffset: 16, as: UInt64.self) == chunk.key.second.low
  }

  /// Keeps a chunk's ids, unless there are too many.
  ///
  /// - Parameter ids: 16 bytes can be read, or as many as there are ids.
  package mutating func keep(
    _ chunk: Chunk, _ ids: UnsafePointer<ID>, _ count: Int, hasUnknown: Bool
  ) {
    let facts = ChunkFacts(count: count, exponent: .max, hasUnknown: hasUnknown)
    if chunk.isWhole, count <= (chunk.isLarge ? Self.largeIDs : Self.smallIDs) {
      return unsafe Self.keep(chunk.start, chunk.length, ids, facts, in: chunk.bucket)
    }
    if count > ChunkOverflow<ID>.mostIDs { return }
    let place = unsafe more.add(chunk.start, chunk.isWhole ? 0 : chunk.length, ids, count)
    let size = chunk.slotSize
    let slot = unsafe Self.newSlot(chunk.bucket, isLarge: chunk.isLarge)
    if chunk.isLarge {
      unsafe slot.storeBytes(of: chunk.key, as: LongChunkKey.self)
    } else {
      unsafe slot.storeBytes(of: chunk.key.first, as: ChunkKey.self)
    }
    unsafe slot.storeBytes(
      of: chunk.tag | Self.elsewhere, toByteOffset: chunk.tagOffset, as: UInt64.self)
    unsafe slot.storeBytes(of: place, toByteOffset: size / 2, as: UInt64.self)
    unsafe slot.storeBytes(of: facts, toByteOffset: size - 4, as: ChunkFacts.self)
  }
}
