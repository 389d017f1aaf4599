/// The fast engine: a document is normalized, cut where no piece can cross, and each chunk's ids are taken
/// from a cache; only chunks not seen lately are searched or merged.
///
/// ```
///   text ──▶ TextNormalizer ──▶ CutTable ──▶ queue of chunks ──▶ ChunkCache ──▶ ids
///             spaces, NFKC       64 bytes     hashed, their        │  ▲
///                                at a time    buckets on their     ▼  │ miss
///                                             way to the cache   UnigramModel, BPEModel
/// ```
/// The chunks of a block are hashed before the first is looked up, so that memory is waited for once.
import CByteScan

@safe struct FastEncoder<ID: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  /// Keeps the tables.
  private let model: FastModel
  let kernel: FastModel.Kernel
  private let normalizer: TextNormalizer
  private let cuts: CutTable
  let unknown: Int
  let byteIDs: Table<Int>?
  let escapesWhitespaces: Bool
  var cache: ChunkCache<ID>
  private var input = Scratch<UInt8>(capacity: 1 << 16)
  var text = Scratch<UInt8>(capacity: 1 << 16)
  private var queue = Scratch<PendingChunk>(capacity: 256)
  /// The ids of the document so far: unknowns one by one, or as their bytes.
  var output = Scratch<ID>(capacity: 1 << 15)
  var count = 0
  var hasUnknown = false
  var score = RunningScore()
  var nodes = Scratch<UnigramModel.Node>(capacity: 1024)
  var symbols = Scratch<BPEModel.Symbol>(capacity: 1024)
  var heap = MergeHeap()
  /// Where chunks begin in `text`: bytes before it can be read.
  static var offset: Int { 64 }
  /// Scratch memory that a huge document needed is given back beyond this, in elements.
  private static var keptCapacity: Int { 1 << 20 }

  init(_ model: FastModel, smallBits: Int = 16, largeBits: Int = 14) {
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

  /// A chunk whose bucket has been asked for.
  struct PendingChunk: BitwiseCopyable {
    var start: Int32
    var length: Int32
    var hash: UInt64
  }

  /// Encodes a document of less than 2³⁰ bytes.
  ///
  /// - Returns: the ids, valid until the next call.
  mutating func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<ID> {
    count = 0
    hasUnknown = false
    score.restart()
    let length = unsafe normalize(bytes)
    if length > 0 { encodeChunks(length) }
    if hasUnknown, byteIDs == nil { mergeUnknowns() }
    if bytes.count > Self.keptCapacity { shrink() }
    return unsafe UnsafeBufferPointer(start: output.base, count: count)
  }

  private mutating func normalize(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return 0 }
    // What is normalized must be readable beyond its end.
    input.reserve(bytes.count + TextNormalizer.padding)
    unsafe input.base.update(from: source, count: bytes.count)
    unsafe (input.base + bytes.count).update(repeating: 0, count: TextNormalizer.padding)
    let length = unsafe normalizer.normalize(
      input.base, bytes.count, into: &text, offset: Self.offset)
    text.reserve(Self.offset + length + 2 * 64, keeping: Self.offset + length)
    unsafe (text.base + Self.offset + length).update(repeating: 0, count: 2 * 64)
    unsafe text.base[Self.offset - 1] = 0
    return length
  }

  private mutating func encodeChunks(_ length: Int) {
    let bytes = unsafe text.base + Self.offset
    var start = 0
    var queued = 0
    var base = 0
    while base < length {
      var cuts = unsafe self.cuts.cuts(bytes + base)
      // The text's start is no cut, and its end is one whatever follows.
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
    unsafe push(bytes, start, length, &queued)
    flush(&queued)
  }

  @inline(__always)
  private mutating func push(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ queued: inout Int
  ) {
    let length = end - start
    var hash: UInt64 = 0
    if length <= 16 {
      hash = unsafe ChunkKey(bytes + start, length).hash(UInt64(truncatingIfNeeded: length))
      unsafe ul2_prefetch(cache.smallBucket(hash))
    } else if length <= 32 {
      hash = unsafe LongChunkKey(bytes + start, length).hash(UInt64(truncatingIfNeeded: length))
      let bucket = unsafe cache.largeBucket(hash)
      unsafe ul2_prefetch(bucket)
      unsafe ul2_prefetch(bucket + 64)
    }
    unsafe queue.base[queued] = PendingChunk(
      start: Int32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: length), hash: hash
    )
    queued += 1
  }

  /// Appends the ids of the chunks in the queue.
  private mutating func flush(_ queued: inout Int) {
    defer { queued = 0 }
    if queued == 0 { return }
    let last = unsafe queue.base[queued - 1]
    let pending = unsafe Int(last.start) + Int(last.length) - Int(queue.base[0].start)
    // No byte becomes more than three ids, and a hit writes up to 16 beyond what counts.
    output.reserve(count + 3 * pending + 32, keeping: count)
    let bytes = unsafe text.base + Self.offset
    for i in 0..<queued {
      let chunk = unsafe queue.base[i]
      let start = unsafe bytes + Int(chunk.start)
      if count > score.threshold { score.raise(count) }
      if chunk.length <= 16 {
        unsafe lookUpSmall(start, chunk)
      } else if chunk.length <= 32 {
        unsafe lookUpLarge(start, chunk)
      } else {
        unsafe encodeUncached(start, Int(chunk.length), nil)
      }
    }
  }

  @inline(__always)
  private mutating func lookUpSmall(_ start: UnsafePointer<UInt8>, _ chunk: PendingChunk) {
    let key = unsafe ChunkKey(start, Int(chunk.length))
    let bucket = unsafe cache.smallBucket(chunk.hash)
    for way in 0..<2 {
      let slot = unsafe bucket + 32 * way
      let facts = unsafe slot.load(fromByteOffset: 28, as: ChunkFacts.self)
      if unsafe slot.load(as: UInt64.self) == key.low
        && slot.load(fromByteOffset: 8, as: UInt64.self) == key.high
        && Int32(facts.length) == chunk.length
      {
        if facts.exponent >= score.limit {
          let ids = unsafe slot.load(fromByteOffset: 16, as: SIMD16<UInt8>.self)
          unsafe UnsafeMutableRawPointer(output.base + count).storeBytes(
            of: ids, as: SIMD16<UInt8>.self)
          count += Int(facts.count)
          hasUnknown = hasUnknown || facts.hasUnknown
          return
        }
        return unsafe encodeGuarded(start, Int(chunk.length), slot, idsAt: 16, facts)
      }
    }
    unsafe encodeUncached(start, Int(chunk.length), Place(bucket: bucket, isLarge: false))
  }

  @inline(__always)
  private mutating func lookUpLarge(_ start: UnsafePointer<UInt8>, _ chunk: PendingChunk) {
    let key = unsafe LongChunkKey(start, Int(chunk.length))
    let bucket = unsafe cache.largeBucket(chunk.hash)
    for way in 0..<2 {
      let slot = unsafe bucket + 64 * way
      let facts = unsafe slot.load(fromByteOffset: 60, as: ChunkFacts.self)
      if unsafe slot.load(as: UInt64.self) == key.first.low
        && slot.load(fromByteOffset: 8, as: UInt64.self) == key.first.high
        && slot.load(fromByteOffset: 16, as: UInt64.self) == key.second.low
        && slot.load(fromByteOffset: 24, as: UInt64.self) == key.second.high
        && Int32(facts.length) == chunk.length
      {
        if facts.exponent >= score.limit {
          let ids = unsafe slot.load(fromByteOffset: 32, as: SIMD32<UInt8>.self)
          unsafe UnsafeMutableRawPointer(output.base + count).storeBytes(
            of: ids, as: SIMD32<UInt8>.self)
          count += Int(facts.count)
          hasUnknown = hasUnknown || facts.hasUnknown
          return
        }
        return unsafe encodeGuarded(start, Int(chunk.length), slot, idsAt: 32, facts)
      }
    }
    unsafe encodeUncached(start, Int(chunk.length), Place(bucket: bucket, isLarge: true))
  }

  /// Runs of unknown characters are one id, as the library has it.
  private mutating func mergeUnknowns() {
    let unknown = ID(truncatingIfNeeded: unknown)
    var kept = 0
    var isAfterUnknown = false
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

  private mutating func shrink() {
    input.shrink(to: Self.keptCapacity)
    text.shrink(to: Self.keptCapacity)
    nodes.shrink(to: Self.keptCapacity / 16)
    symbols.shrink(to: Self.keptCapacity / 16)
  }
}

/// A key of 17 to 32 bytes, zeros behind it.
struct LongChunkKey: BitwiseCopyable {
  var first: ChunkKey
  var second: ChunkKey

  /// - Parameter text: 32 bytes can be read.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    unsafe first = ChunkKey(text, 16)
    unsafe second = ChunkKey(text + 16, length - 16)
  }

  @inline(__always)
  func hash(_ seed: UInt64) -> UInt64 { second.hash(first.hash(seed)) }
}
