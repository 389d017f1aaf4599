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
