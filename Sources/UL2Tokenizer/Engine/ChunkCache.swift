/// The ids of chunks seen before: two-way buckets of slots in two sizes, for chunks of up to 15 and up to 31 bytes. One
/// per thread, so there are no locks; of bounded size; keys are compared whole, so a hit is never wrong.
///
/// ```
///   bytes   0     15      16                     28     29        30
///           key   length  ids: 6 × 2 or 3 × 4    count  exponent  flags     a small slot, half a cache line
///   bytes   0     31      32                     60     61        62
///           key   length  ids: 14 × 2 or 7 × 4   count  exponent  flags     a large slot, a cache line
/// ```
/// More ids than a slot has room for are in `more`, and so are longer keys: see `Chunk`.
import CByteScan

@safe package struct ChunkCache<ID: FixedWidthInteger & BitwiseCopyable>: ~Copyable {
  /// Invariant: aligned to 128 bytes; 64 bytes per small and 128 per large bucket, zeros at first: an empty slot has
  /// length 0, which no chunk has.
  let small: UnsafeMutableRawPointer
  let large: UnsafeMutableRawPointer
  var more = ChunkOverflow<ID>()
  private let smallShift: UInt64
  private let largeShift: UInt64

  static var smallIDs: Int { 12 / MemoryLayout<ID>.size }
  static var largeIDs: Int { 28 / MemoryLayout<ID>.size }
  static var longestSmallKey: Int { Int(UL2_LONGEST_SMALL) }
  static var longestKey: Int { Int(UL2_LONGEST_LARGE) }

  /// - Parameters: binary logarithms of the numbers of buckets, from 1 to 24.
  package init(smallBits: Int, largeBits: Int) {
    smallShift = UInt64(64 - 6 - smallBits)
    largeShift = UInt64(64 - 7 - largeBits)
    unsafe small = allocateTable(byteCount: 64 << smallBits, alignment: 128)
    unsafe large = allocateTable(byteCount: 128 << largeBits, alignment: 128)
    unsafe small.initializeMemory(as: UInt8.self, repeating: 0, count: 64 << smallBits)
    unsafe large.initializeMemory(as: UInt8.self, repeating: 0, count: 128 << largeBits)
  }

  deinit {
    unsafe small.deallocate()
    unsafe large.deallocate()
  }

  /// Puts pieces that are side by side into a queue, and prefetches their buckets.
  ///
  /// - Parameters:
  ///   - start: where the first begins.
  ///   - ends: ascending; `~end` for a piece that is left out.
  /// - Returns: how many are in the queue, and where the last ends.
  @inline(__always)
  func queue(
    _ text: UnsafePointer<UInt8>, from start: Int, _ ends: UnsafePointer<Int>, _ pieces: Int,
    to queue: UnsafeMutablePointer<PendingPiece>
  ) -> (count: Int, end: Int) {
    let buckets = unsafe ul2_buckets(
      small: small.assumingMemoryBound(to: UInt8.self),
      large: large.assumingMemoryBound(to: UInt8.self),
      small_mask: smallBucket(.max), large_mask: largeBucket(.max))
    let result = unsafe ul2_queue(text, start, ends, pieces, buckets, queue)
    return (result.queued, result.end)
  }

  /// Where a hash's bucket is among the small ones, in bytes.
  @inline(__always)
  func smallBucket(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> smallShift) & ~63
  }

  /// Where a hash's bucket is among the large ones, in bytes.
  @inline(__always)
  func largeBucket(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash &>> largeShift) & ~127
  }
}

/// Buckets. A chunk that was asked for twice is first in its bucket: it is found first, as the processor predicts, and
/// a new chunk replaces the second.
extension ChunkCache {
  /// Whether a small bucket has a key; if so, moves it to the first slot.
  @inline(__always)
  static func has(_ key: ChunkKey, in bucket: UnsafeMutableRawPointer) -> Bool {
    if unsafe bucket.load(as: ChunkKey.self) == key { return true }
    if unsafe (bucket + 32).load(as: ChunkKey.self) != key { return false }
    unsafe swap(bucket, isLarge: false)
    return true
  }

  /// Exchanges a bucket's slots.
  @inline(__always)
  static func swap(_ bucket: UnsafeMutableRawPointer, isLarge: Bool) {
    typealias Half = SIMD4<UInt64>
    let size = isLarge ? 64 : 32
    for at in stride(from: 0, to: size, by: 32) {
      let first = unsafe (bucket + at).load(as: Half.self)
      let second = unsafe (bucket + size + at).load(as: Half.self)
      unsafe (bucket + at).storeBytes(of: second, as: Half.self)
      unsafe (bucket + size + at).storeBytes(of: first, as: Half.self)
    }
  }

  /// The slot of a large bucket that has a key; nil where none has.
  static func slot(
    of key: LongChunkKey, in bucket: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    if unsafe bucket.load(as: LongChunkKey.self) == key { return unsafe bucket }
    let second = unsafe bucket + 64
    return unsafe second.load(as: LongChunkKey.self) == key ? second : nil
  }

  /// The slot with the ids of a piece of 16 to 31 bytes, which has become its bucket's first; nil where none has them.
  @inline(__always)
  func largeSlot(of piece: PendingPiece) -> UnsafeMutableRawPointer? {
    guard let start = unsafe piece.start,
      unsafe piece.length > UL2_LONGEST_SMALL && piece.length <= UL2_LONGEST_LARGE
    else { return nil }
    let bucket = unsafe large + Int(piece.low)
    let key = unsafe LongChunkKey(start, Int(piece.length))
    guard let slot = unsafe Self.slot(of: key, in: bucket) else { return nil }
    if unsafe slot != bucket { unsafe Self.swap(bucket, isLarge: true) }
    return unsafe bucket
  }

  /// Where a bucket keeps a new chunk: its second slot, unless the first is empty.
  @inline(__always)
  static func newSlot(_ bucket: UnsafeMutableRawPointer, isLarge: Bool) -> UnsafeMutableRawPointer {
    let size = isLarge ? 64 : 32
    return unsafe bucket.load(fromByteOffset: size / 2 - 8, as: UInt64.self) != 0
      ? bucket + size : bucket
  }

  /// Keeps a chunk's ids, if they fit.
  ///
  /// - Parameters:
  ///   - start: 16 bytes can be read, or 32 of a chunk for a large bucket.
  ///   - ids: 16 bytes can be read, or as many as there are ids.
  @inline(__always)
  static func keep(
    _ start: UnsafePointer<UInt8>, _ length: Int, _ ids: UnsafePointer<ID>, _ facts: ChunkFacts,
    in bucket: UnsafeMutableRawPointer
  ) {
    let isLarge = length > longestSmallKey
    if facts.count > (isLarge ? largeIDs : smallIDs) { return }
    let slot = unsafe newSlot(bucket, isLarge: isLarge)
    if isLarge {
      unsafe slot.storeBytes(of: LongChunkKey(start, length), as: LongChunkKey.self)
      unsafe (slot + 32).copyMemory(from: ids, byteCount: facts.count * MemoryLayout<ID>.size)
    } else {
      typealias Half = SIMD16<UInt8>
      unsafe slot.storeBytes(of: ChunkKey(start, length), as: ChunkKey.self)
      let bytes = unsafe UnsafeRawPointer(ids).loadUnaligned(as: Half.self)
      unsafe slot.storeBytes(of: bytes, toByteOffset: 16, as: Half.self)
    }
    unsafe slot.storeBytes(of: facts, toByteOffset: isLarge ? 60 : 28, as: ChunkFacts.self)
  }
}

/// The count, exponent and flags of a slot, as stored.
struct ChunkFacts: BitwiseCopyable {
  var bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  init(count: Int, exponent: UInt8, hasUnknown: Bool) {
    bits =
      UInt32(truncatingIfNeeded: count) | UInt32(exponent) << 8 | (hasUnknown ? 1 << 16 : 0)
  }

  /// The number of ids.
  var count: Int { Int(truncatingIfNeeded: bits & 0xFF) }
  /// The ids are right while the magnitude of the running score is below 2^(exponent − 1).
  var exponent: UInt32 { bits >> 8 & 0xFF }
  /// An id represents an unknown character.
  var hasUnknown: Bool { bits >> 16 != 0 }
}

/// A key of up to 15 bytes, zeros after it, and its length in the last byte.
struct ChunkKey: BitwiseCopyable, Equatable {
  var low: UInt64
  var high: UInt64

  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

  /// - Parameters:
  ///   - text: 16 bytes can be read.
  ///   - length: at most 15.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    unsafe self.init(unmarked: text, length)
    high |= UInt64(truncatingIfNeeded: length) &<< 56
  }

  /// Up to 16 bytes, zeros after them, without the length.
  @inline(__always)
  init(unmarked text: UnsafePointer<UInt8>, _ length: Int) {
    let raw = unsafe UnsafeRawPointer(text)
    (low, high) = (0, 0)
    unsafe ul2_mask16(UInt32(truncatingIfNeeded: length), &low, &high)
    unsafe low &= raw.loadUnaligned(as: UInt64.self)
    unsafe high &= raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
  }

  @inline(__always)
  static func == (a: ChunkKey, b: ChunkKey) -> Bool { (a.low ^ b.low) | (a.high ^ b.high) == 0 }

  /// Spreads a key over 64 bits; the upper ones depend on all of it.
  @inline(__always)
  func hash(_ seed: UInt64 = 0) -> UInt64 {
    let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
      by: high ^ seed ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}

/// A key of 16 to 31 bytes, zeros after it, and its length in the last byte.
struct LongChunkKey: BitwiseCopyable, Equatable {
  var first: ChunkKey
  var second: ChunkKey

  init(_ first: ChunkKey, _ second: ChunkKey = ChunkKey(low: 0, high: 0)) {
    (self.first, self.second) = (first, second)
  }

  /// - Parameter text: 32 bytes can be read.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    first = unsafe ChunkKey(unmarked: text, 16)
    second = unsafe ChunkKey(text + 16, length &- 16)
    second.high |= 0x10 &<< 56
  }

  @inline(__always)
  static func == (a: LongChunkKey, b: LongChunkKey) -> Bool {
    a.first == b.first && a.second == b.second
  }

  @inline(__always)
  func hash() -> UInt64 { second.hash(first.hash()) }
}
