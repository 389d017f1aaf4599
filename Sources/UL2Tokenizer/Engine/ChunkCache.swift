/// The ids of chunks seen before: two-way buckets of slots in two sizes, for chunks of up to 16 and up to 32
/// bytes. One to a thread, so there are no locks; bounded, so memory is; keys are compared whole, so a hit is
/// never wrong.
///
/// ```
///   bytes   0        16                     28  29     30        31
///           key      ids: 6 × 2 or 3 × 4    length count exponent flags     a small slot, half a cache line
///   bytes   0        32                     60  61     62        63
///           key      ids: 14 × 2 or 7 × 4   length count exponent flags     a large slot, a cache line
/// ```
import CByteScan

@safe struct ChunkCache<ID: FixedWidthInteger & BitwiseCopyable>: ~Copyable {
  /// Invariant: aligned to 128 bytes; `smallCount` × 64 and `largeCount` × 128 bytes, zeros at first: an
  /// empty slot has length 0, which no chunk has.
  let small: UnsafeMutableRawPointer
  let large: UnsafeMutableRawPointer
  private let smallShift: UInt64
  private let largeShift: UInt64

  static var smallIDs: Int { 12 / MemoryLayout<ID>.size }
  static var largeIDs: Int { 28 / MemoryLayout<ID>.size }
  static var longestKey: Int { 32 }

  /// - Parameters: binary logarithms of the numbers of buckets of two.
  init(smallBits: Int, largeBits: Int) {
    smallShift = UInt64(64 - smallBits)
    largeShift = UInt64(64 - largeBits)
    unsafe small = allocateTable(byteCount: 64 << smallBits, alignment: 128)
    unsafe large = allocateTable(byteCount: 128 << largeBits, alignment: 128)
    unsafe small.initializeMemory(as: UInt8.self, repeating: 0, count: 64 << smallBits)
    unsafe large.initializeMemory(as: UInt8.self, repeating: 0, count: 128 << largeBits)
  }

  deinit {
    unsafe small.deallocate()
    unsafe large.deallocate()
  }

  /// The number of a hash's bucket.
  @inline(__always)
  func smallBucket(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> smallShift) }

  @inline(__always)
  func largeBucket(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> largeShift) }
}

/// What is in buckets. A chunk that was asked for twice comes first in its bucket: there it is found first, which the
/// processor foresees, and one that was not asked for again gives way before it.
extension ChunkCache {
  /// Whether a small bucket has a key, which is in its first slot then.
  @inline(__always)
  static func has(
    _ key: ChunkKey, _ length: UInt32, in bucket: UnsafeMutableRawPointer
  ) -> Bool {
    if unsafe isAt(bucket, key, length) { return true }
    if unsafe !isAt(bucket + 32, key, length) { return false }
    typealias Slot = SIMD4<UInt64>
    let first = unsafe bucket.load(as: Slot.self)
    let second = unsafe bucket.load(fromByteOffset: 32, as: Slot.self)
    unsafe bucket.storeBytes(of: second, as: Slot.self)
    unsafe bucket.storeBytes(of: first, toByteOffset: 32, as: Slot.self)
    return true
  }

  @inline(__always)
  private static func isAt(
    _ slot: UnsafeMutableRawPointer, _ key: ChunkKey, _ length: UInt32
  ) -> Bool {
    let difference =
      unsafe (slot.load(as: UInt64.self) ^ key.low)
      | (slot.load(fromByteOffset: 8, as: UInt64.self) ^ key.high)
      | UInt64((slot.load(fromByteOffset: 28, as: UInt32.self) ^ length) & 0xFF)
    return difference == 0
  }

  /// The slot of a large bucket that has a key; nil where none has.
  static func slot(
    of key: LongChunkKey, _ length: UInt32, in bucket: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    for way in 0..<2 {
      let slot = unsafe bucket + 64 * way
      let difference =
        unsafe (slot.load(as: UInt64.self) ^ key.first.low)
        | (slot.load(fromByteOffset: 8, as: UInt64.self) ^ key.first.high)
        | (slot.load(fromByteOffset: 16, as: UInt64.self) ^ key.second.low)
        | (slot.load(fromByteOffset: 24, as: UInt64.self) ^ key.second.high)
      let facts = unsafe slot.load(fromByteOffset: 60, as: ChunkFacts.self)
      if difference == 0, facts.length == length { return unsafe slot }
    }
    return nil
  }

  /// Keeps a chunk's ids, if they fit.
  ///
  /// - Parameters:
  ///   - start: 16 bytes can be read, or 32 of a chunk for a large bucket.
  ///   - ids: 16 bytes can be read, or as many as there are ids.
  @inline(__always)
  static func keep(
    _ start: UnsafePointer<UInt8>, _ ids: UnsafePointer<ID>, _ facts: ChunkFacts,
    in bucket: UnsafeMutableRawPointer, isLarge: Bool
  ) {
    if facts.count > (isLarge ? largeIDs : smallIDs) { return }
    let size = isLarge ? 64 : 32
    let isTaken = unsafe bucket.load(fromByteOffset: size - 4, as: UInt32.self) != 0
    let slot = unsafe isTaken ? bucket + size : bucket
    if isLarge {
      unsafe slot.storeBytes(of: LongChunkKey(start, facts.length), as: LongChunkKey.self)
      unsafe (slot + 32).copyMemory(from: ids, byteCount: facts.count * MemoryLayout<ID>.size)
    } else {
      typealias Half = SIMD16<UInt8>
      unsafe slot.storeBytes(of: ChunkKey(start, facts.length), as: ChunkKey.self)
      let bytes = unsafe UnsafeRawPointer(ids).loadUnaligned(as: Half.self)
      unsafe slot.storeBytes(of: bytes, toByteOffset: 16, as: Half.self)
    }
    unsafe slot.storeBytes(of: facts, toByteOffset: size - 4, as: ChunkFacts.self)
  }
}

/// A slot's entry for its chunk, as stored.
struct ChunkFacts: BitwiseCopyable {
  var bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  init(length: Int, count: Int, exponent: UInt8, hasUnknown: Bool) {
    bits =
      UInt32(truncatingIfNeeded: length) | UInt32(truncatingIfNeeded: count) << 8
      | UInt32(exponent) << 16 | (hasUnknown ? 1 << 24 : 0)
  }

  /// Of the key, in bytes.
  var length: UInt32 { bits & 0xFF }
  /// Of ids.
  var count: Int { Int(truncatingIfNeeded: bits >> 8 & 0xFF) }
  /// The ids are right while the magnitude of the running score is below 2^(exponent − 1).
  var exponent: UInt32 { bits >> 16 & 0xFF }
  /// An id represents an unknown character.
  var hasUnknown: Bool { bits >> 24 != 0 }
}

/// A key of up to 16 bytes, zeros after it.
struct ChunkKey: BitwiseCopyable {
  var low: UInt64
  var high: UInt64

  /// - Parameter text: 16 bytes can be read.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: UInt32) {
    let raw = unsafe UnsafeRawPointer(text)
    (low, high) = (0, 0)
    unsafe ul2_mask16(length, &low, &high)
    unsafe low &= raw.loadUnaligned(as: UInt64.self)
    unsafe high &= raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
  }

  /// Spreads a key over 64 bits; the upper ones depend on all of it.
  @inline(__always)
  func hash(_ seed: UInt64) -> UInt64 {
    let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
      by: high ^ seed ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}

/// A key of 17 to 32 bytes, zeros after it.
struct LongChunkKey: BitwiseCopyable {
  var first: ChunkKey
  var second: ChunkKey

  /// - Parameter text: 32 bytes can be read.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: UInt32) {
    unsafe first = ChunkKey(text, 16)
    unsafe second = ChunkKey(text + 16, length - 16)
  }

  @inline(__always)
  func hash(_ seed: UInt64) -> UInt64 { second.hash(first.hash(seed)) }
}
