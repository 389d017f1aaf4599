/// Pieces of text to ids, taken from a cache: only pieces not seen lately are merged.
///
/// The pieces of a batch are hashed and their buckets prefetched before the first is looked up: waits for memory
/// overlap.
import CByteScan
import UL2Patterns

@safe struct PieceEncoder<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  let kernel: PieceKernel
  var cache: ChunkCache<ID>
  private var queue = unsafe Scratch<PendingPiece>(capacity: Self.batch)
  /// The ids so far.
  var output = Scratch<ID>(capacity: 1 << 15)
  var count = 0
  /// Among them are unknowns, or bytes were left out.
  var hasUnknown = false
  var merging = MergeWorkspace()
  var lanes = MergeLanes()
  var hugeMerging = HugeMergeWorkspace()
  private var missing = MissingPieces<ID>()
  var spelling = Spelling()
  var classes = CharacterClasses()
  var word = Scratch<UInt8>(capacity: 4 * WordParts<ID>.padding)
  var parts: WordParts<ID>
  /// Where ids go when there are many; nil where they are all kept.
  var give: Gift?

  /// Pieces in the queue, and ids that the usual ones of them can become without a normalizer.
  private var queued = 0
  private(set) var room = 0

  private static var batch: Int { 128 }
  /// More ids than this are handed over, if there is a consumer.
  static var keptIDs: Int { 1 << 20 }
  /// A space that is not a piece becomes three bytes.
  static var idsPerByte: Int { 3 }
  /// Bytes that must be readable beyond a text's end.
  static var padding: Int { 32 }

  init(_ kernel: PieceKernel, smallBits: Int = 17, largeBits: Int = 14) {
    self.kernel = kernel
    if case .words = kernel {
      // Words are longer than the pieces of other models: punctuation is part of them.
      cache = ChunkCache(smallBits: smallBits, largeBits: largeBits + 1)
      parts = WordParts(smallBits: smallBits - 2, largeBits: largeBits - 3)
    } else {
      cache = ChunkCache(smallBits: smallBits, largeBits: largeBits)
      parts = WordParts(smallBits: 1, largeBits: 1)
    }
  }

  /// Takes ids, valid until it returns.
  typealias Gift = (UnsafeBufferPointer<ID>) -> Void

  /// Puts pieces that are side by side into the queue.
  ///
  /// - Parameters:
  ///   - text: must stay valid until `flush`.
  ///   - start: where the first begins.
  ///   - ends: ascending; `~end` for a piece that is left out.
  @inline(__always)
  mutating func push(
    _ text: UnsafePointer<UInt8>, from start: Int, ends: UnsafePointer<Int>, _ pieces: Int
  ) throws(PatternProblem) {
    var start = start
    var first = 0
    while first < pieces {
      let batch = min(Self.batch - queued, pieces - first)
      start = unsafe ask(text, start, ends + first, batch)
      first += batch
      if queued == Self.batch { try emit() }
    }
  }

  /// Puts the id of an added token into the queue.
  mutating func push(_ id: Int) throws(PatternProblem) {
    unsafe queue.base[queued] = PendingPiece(id: id)
    queued += 1
    if queued == Self.batch { try emit() }
  }

  /// Puts pieces into the queue, and prefetches their buckets.
  ///
  /// - Returns: where the last ends.
  @inline(__always)
  private mutating func ask(
    _ text: UnsafePointer<UInt8>, _ first: Int, _ ends: UnsafePointer<Int>, _ pieces: Int
  ) -> Int {
    let queue = unsafe self.queue.base + queued
    let (asked, start) = unsafe cache.queue(text, from: first, ends, pieces, to: queue)
    queued &+= asked
    var bytes = start &- first
    if bytes > MergeModel.longestUsualPiece {
      // A huge piece makes room as it goes.
      bytes = 0
      for i in 0..<asked { bytes += min(unsafe Int(queue[i].length), MergeModel.longestUsualPiece) }
    }
    room &+= Self.idsPerByte &* bytes
    return start
  }

  /// Appends the ids of the queue, and all that are missing.
  mutating func flush() throws(PatternProblem) {
    try emit()
    insertMissing()
  }

  /// Appends the ids of the queue that the cache has.
  private mutating func emit() throws(PatternProblem) {
    if queued == 0 { return }
    if count >= Self.keptIDs {
      insertMissing()
      giveAway()
    }
    // Of a few bytes a normalizer may have made as many ids as a slot has; a hit writes 16 or 32 bytes, whatever counts.
    room += ChunkCache<ID>.smallIDs * queued + 16
    output.reserve(count + room + missing.mostIDs, keeping: count)
    // Locals, so that they stay in registers.
    let queue = unsafe self.queue.base
    let small = unsafe cache.small
    var output = unsafe self.output.base
    var count = self.count
    var unknowns: UInt32 = 0
    let queued = self.queued
    defer {
      self.queued = 0
      room = 0
    }
    for i in 0..<queued {
      let bucket = unsafe small + Int(queue[i].bucket)
      if unsafe ChunkCache<ID>.has(queue[i].key, in: bucket) {
        let ids = unsafe bucket.load(fromByteOffset: 16, as: SIMD16<UInt8>.self)
        let facts = unsafe bucket.load(fromByteOffset: 28, as: ChunkFacts.self)
        unsafe UnsafeMutableRawPointer(output + count).storeBytes(of: ids, as: SIMD16<UInt8>.self)
        count &+= facts.count
        unknowns |= facts.bits
        continue
      }
      if let slot = unsafe cache.largeSlot(of: queue[i]) {
        let ids = unsafe slot.load(fromByteOffset: 32, as: SIMD32<UInt8>.self)
        let facts = unsafe slot.load(fromByteOffset: 60, as: ChunkFacts.self)
        unsafe UnsafeMutableRawPointer(output + count).storeBytes(of: ids, as: SIMD32<UInt8>.self)
        count &+= facts.count
        unknowns |= facts.bits
        continue
      }
      if let id = unsafe queue[i].id {
        unsafe output[count] = ID(truncatingIfNeeded: id)
        count &+= 1
        continue
      }
      self.count = count
      unsafe try encodeUsually(queue[i])
      count = self.count
      unsafe output = unsafe self.output.base
    }
    self.count = count
    hasUnknown = hasUnknown || ChunkFacts(bits: unknowns).hasUnknown
  }

  /// Encodes a piece whose ids are not in a slot.
  @inline(never)
  private mutating func encodeUsually(_ piece: PendingPiece) throws(PatternProblem) {
    guard let chunk = unsafe cache.chunk(piece) else {
      insertMissing()
      return unsafe try encodeUncached(piece.start, Int(piece.length))
    }
    if let (ids, hasUnknown) = unsafe cache.ids(of: chunk) {
      output.reserve(count + ids.count + room + missing.mostIDs, keeping: count)
      let room = unsafe output.base + count
      for i in 0..<ids.count { unsafe room[i] = unsafe ids[i] }
      count += ids.count
      self.hasUnknown = self.hasUnknown || hasUnknown
      return
    }
    if case .merges = kernel {
      missing.append(chunk, at: count, mostIDs: Self.idsPerByte * chunk.length)
      if missing.isFull { insertMissing() }
      return
    }
    let first = count
    let hadUnknown = hasUnknown
    hasUnknown = false
    unsafe try encodeUncached(chunk.start, chunk.length)
    unsafe cache.keep(chunk, output.base + first, count - first, hasUnknown: hasUnknown)
    hasUnknown = hasUnknown || hadUnknown
  }

  /// Puts into the output the ids that are missing from it.
  private mutating func insertMissing() {
    guard missing.count > 0, case .merges(let merges) = kernel else { return }
    if missing.encode(merges, &merging, &lanes, &cache) { hasUnknown = true }
    output.reserve(count + missing.room, keeping: count)
    unsafe missing.insert(into: output.base, &count)
  }

  /// Forgets the last text, even one that was not encoded to its end.
  mutating func begin() {
    (queued, room, count) = (0, 0, 0)
    missing.removeAll()
    hasUnknown = false
  }

  /// Hands over the ids, if there is a consumer, and frees what a huge text needed.
  ///
  /// - Returns: the ids that were not handed over.
  mutating func takeRest() -> UnsafeBufferPointer<ID> {
    giveAway()
    merging.shrink(to: 1 << 16)
    hugeMerging.shrink()
    word.shrink(to: 1 << 16)
    parts.shrink(to: 1 << 16)
    output.shrink(to: 1 << 21, keeping: count)
    return unsafe UnsafeBufferPointer(start: output.base, count: count)
  }
}
