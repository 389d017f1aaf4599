/// The fast engine: a document is normalized, cut where no piece can cross, and each chunk's ids are taken
/// from a cache; only chunks not seen lately are searched or merged.
///
/// ```
///   text ──▶ TextNormalizer ──▶ CutTable ──▶ queue of chunks ──▶ ChunkCache ──▶ ids
///             spaces, NFKC       64 bytes     hashed, their        │  ▲
///                                at a time    buckets on their     ▼  │ miss
///                                             way to the cache   UnigramModel, BPEModel
/// ```
/// The chunks of a block are hashed and their buckets prefetched before the first is looked up: waits for memory
/// overlap.
import CByteScan

@safe struct FastEncoder<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  /// Keeps the tables alive.
  private let model: FastModel
  let kernel: FastModel.Kernel
  let normalizer: TextNormalizer
  private let cuts: CutTable
  let unknown: Int
  let byteIDs: Table<Int>?
  let escapesWhitespaces: Bool
  var cache: ChunkCache<ID>
  var input = Scratch<UInt8>(capacity: 1 << 16)
  var text = Scratch<UInt8>(capacity: 1 << 16)
  private var queue = Scratch<PendingChunk>(capacity: 256)
  /// The ids of the document so far: unknowns one by one, or as their bytes.
  var output = Scratch<ID>(capacity: 1 << 15)
  var count = 0
  var hasUnknown = false
  /// Where the ids of a huge document go while it is encoded.
  var give: Gift?
  /// The last id handed over was an unknown.
  var isAfterUnknown = false
  var score = RunningScore()
  var nodes = Scratch<UnigramModel.Node>(capacity: 1024)
  var merging = MergeWorkspace()
  var long = UnigramModel.LongWorkspace()
  var hugeMerging = HugeMergeWorkspace()
  /// Where the normalized text begins in `text`: bytes before it can be read.
  static var offset: Int { 64 }
  /// More elements of scratch memory than this are given back after a huge document.
  static var keptCapacity: Int { 1 << 20 }

  init(_ model: FastModel, smallBits: Int = 17, largeBits: Int = 14) {
    self.model = model
    kernel = model.kernel
    normalizer = model.normalizer
    cuts = model.cuts
    unknown = model.unknown
    byteIDs = model.byteIDs
    escapesWhitespaces = model.escapesWhitespaces
    cache = ChunkCache(smallBits: smallBits, largeBits: largeBits)
    if case .unigram(let unigram) = model.kernel { score = RunningScore(unigram) }
  }

  /// A chunk whose bucket has been prefetched.
  struct PendingChunk: BitwiseCopyable {
    var start: UInt32
    var length: UInt32
    /// Where its bucket is among those of the chunk's size, in bytes.
    var bucket: UInt32
  }

  /// Encodes a document.
  ///
  /// - Returns: the ids, valid until the next call; nil where the normalized text has 2³⁰ bytes or more.
  mutating func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<ID>? {
    output.shrink(to: Self.keptCapacity)
    count = 0
    hasUnknown = false
    score.restart()
    let length = unsafe normalize(bytes)
    guard length < 1 << 30 else {
      shrink()
      return nil
    }
    if length > 0 { encodeChunks(length) }
    var isAfterUnknown = false
    if hasUnknown, byteIDs == nil { mergeUnknowns(after: &isAfterUnknown) }
    shrink()
    return unsafe UnsafeBufferPointer(start: output.base, count: count)
  }

  private mutating func normalize(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return 0 }
    // The normalizer reads beyond its input's end.
    input.reserve(bytes.count + TextNormalizer.padding)
    unsafe input.base.update(from: source, count: bytes.count)
    unsafe (input.base + bytes.count).update(repeating: 0, count: TextNormalizer.padding)
    let length = unsafe normalizer.normalize(
      input.base, bytes.count, into: &text, offset: Self.offset)
    pad(length)
    return length
  }

  /// Zeroes the bytes before and after the normalized text.
  mutating func pad(_ length: Int) {
    text.reserve(Self.offset + length + 2 * 64, keeping: Self.offset + length)
    unsafe (text.base + Self.offset + length).update(repeating: 0, count: 2 * 64)
    unsafe text.base[Self.offset - 1] = 0
    unsafe text.base[Self.offset - 2] = 0
  }

  private mutating func encodeChunks(_ length: Int) {
    var queued = 0
    let start = encodeChunks(in: 0..<length, from: 0, &queued)
    encodeChunk(start..<length, &queued)
  }

  /// Encodes a last chunk, and those in the queue.
  mutating func encodeChunk(_ chunk: Range<Int>, _ queued: inout Int) {
    unsafe push(text.base + Self.offset, chunk.lowerBound, chunk.upperBound, &queued)
    flush(&queued)
  }

  /// Encodes the chunks that end at cuts within a range, but for those left in the queue.
  ///
  /// - Parameters:
  ///   - range: the text's end is not a cut here, nor is its start.
  ///   - start: where the first chunk begins.
  /// - Returns: where the next chunk begins.
  mutating func encodeChunks(in range: Range<Int>, from start: Int, _ queued: inout Int) -> Int {
    let bytes = unsafe text.base + Self.offset
    let length = range.upperBound
    var start = start
    var base = range.lowerBound
    while base < length {
      var cuts = unsafe self.cuts.cuts(bytes + base)
      if base == 0 { cuts &= ~1 }
      if length - base < 64 { cuts &= 1 << UInt64(length - base) - 1 }
      while cuts != 0 {
        let end = base + cuts.trailingZeroBitCount
        cuts &= cuts - 1
        unsafe push(bytes, start, end, &queued)
        start = end
      }
      base += 64
      if queued >= 64 { flush(&queued) }
    }
    return start
  }

  @inline(__always)
  private mutating func push(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ queued: inout Int
  ) {
    let length = end &- start
    var bucket: UInt32 = 0
    if length <= ChunkCache<ID>.longestSmallKey {
      bucket = unsafe cache.smallBucket(ChunkKey(bytes + start, length).hash())
      unsafe ul2_prefetch(cache.small + Int(bucket))
    } else if length <= ChunkCache<ID>.longestKey {
      bucket = unsafe cache.largeBucket(LongChunkKey(bytes + start, length).hash())
      unsafe ul2_prefetch(cache.large + Int(bucket))
      unsafe ul2_prefetch(cache.large + Int(bucket) + 64)
    }
    unsafe queue.base[queued] = PendingChunk(
      start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length),
      bucket: bucket)
    queued &+= 1
  }

  /// Appends the ids of the chunks in the queue.
  mutating func flush(_ queued: inout Int) {
    defer { queued = 0 }
    if queued == 0 { return }
    let last = unsafe queue.base[queued - 1]
    let pending = unsafe Int(last.start + last.length - queue.base[0].start)
    // No byte becomes more than three ids, and a hit writes 16 bytes, however few its ids.
    output.reserve(count + 3 * pending + 32, keeping: count)
    let bytes = unsafe text.base + Self.offset
    // Locals, so that they stay in registers.
    let output = unsafe self.output.base
    let queue = unsafe self.queue.base
    let small = unsafe cache.small
    var count = self.count
    var unknowns: UInt32 = 0
    for i in 0..<queued {
      let chunk = unsafe queue[i]
      let start = unsafe bytes + Int(chunk.start)
      if count > score.threshold { score.raise(count) }
      let length = Int(chunk.length)
      if length <= ChunkCache<ID>.longestSmallKey {
        let bucket = unsafe small + Int(chunk.bucket)
        let isThere = unsafe ChunkCache<ID>.has(ChunkKey(start, length), in: bucket)
        let facts = unsafe bucket.load(fromByteOffset: 28, as: ChunkFacts.self)
        if isThere, facts.exponent >= score.limit {
          let ids = unsafe bucket.load(fromByteOffset: 16, as: SIMD16<UInt8>.self)
          unsafe UnsafeMutableRawPointer(output + count).storeBytes(of: ids, as: SIMD16<UInt8>.self)
          count &+= facts.count
          unknowns |= facts.bits
          continue
        }
      }
      self.count = count
      if length <= ChunkCache<ID>.longestSmallKey {
        unsafe encodeSmall(start, length, small + Int(chunk.bucket))
      } else if length <= ChunkCache<ID>.longestKey {
        unsafe encodeLarge(start, length, cache.large + Int(chunk.bucket))
      } else {
        unsafe encodeUncached(start, length, nil)
      }
      count = self.count
    }
    self.count = count
    hasUnknown = hasUnknown || ChunkFacts(bits: unknowns).hasUnknown
  }

  /// Encodes a short chunk that the cache lacks, or whose cached ids may be wrong here.
  @inline(never)
  private mutating func encodeSmall(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ bucket: UnsafeMutableRawPointer
  ) {
    guard unsafe ChunkCache<ID>.has(ChunkKey(start, length), in: bucket) else {
      return unsafe encodeUncached(start, length, bucket)
    }
    let facts = unsafe bucket.load(fromByteOffset: 28, as: ChunkFacts.self)
    unsafe encodeGuarded(start, length, bucket, idsAt: 16, facts)
  }

  @inline(never)
  private mutating func encodeLarge(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ bucket: UnsafeMutableRawPointer
  ) {
    guard let slot = unsafe ChunkCache<ID>.slot(of: LongChunkKey(start, length), in: bucket) else {
      return unsafe encodeUncached(start, length, bucket)
    }
    let facts = unsafe slot.load(fromByteOffset: 60, as: ChunkFacts.self)
    if facts.exponent >= score.limit {
      unsafe append(slot, idsAt: 32, facts)
    } else {
      unsafe encodeGuarded(start, length, slot, idsAt: 32, facts)
    }
  }

  /// Appends the ids that a slot holds.
  @inline(__always)
  mutating func append(_ slot: UnsafeMutableRawPointer, idsAt: Int, _ facts: ChunkFacts) {
    let ids = unsafe (slot + idsAt).assumingMemoryBound(to: ID.self)
    unsafe (output.base + count).update(from: ids, count: facts.count)
    count += facts.count
    hasUnknown = hasUnknown || facts.hasUnknown
  }

  /// Makes each run of unknowns one id, as the library does.
  ///
  /// - Parameter isAfterUnknown: whether the ids before end with an unknown; then whether these do.
  mutating func mergeUnknowns(after isAfterUnknown: inout Bool) {
    let unknown = ID(truncatingIfNeeded: unknown)
    var kept = 0
    for i in 0..<count {
      let id = unsafe output.base[i]
      let isUnknown = id == unknown
      if isUnknown && isAfterUnknown { continue }
      unsafe output.base[kept] = id
      kept += 1
      isAfterUnknown = isUnknown
    }
    count = kept
  }

  mutating func shrink() {
    input.shrink(to: Self.keptCapacity)
    text.shrink(to: Self.keptCapacity)
    nodes.shrink(to: Self.keptCapacity / 16)
    merging.shrink(to: Self.keptCapacity / 16)
    long.shrink()
    hugeMerging.shrink()
  }
}
