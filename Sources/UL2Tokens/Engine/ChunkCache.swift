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
    unsafe small = .allocate(byteCount: 64 << smallBits, alignment: 128)
    unsafe large = .allocate(byteCount: 128 << largeBits, alignment: 128)
    unsafe small.initializeMemory(as: UInt8.self, repeating: 0, count: 64 << smallBits)
    unsafe large.initializeMemory(as: UInt8.self, repeating: 0, count: 128 << largeBits)
  }

  deinit {
    unsafe small.deallocate()
    unsafe large.deallocate()
  }

  @inline(__always)
  func smallBucket(_ hash: UInt64) -> UnsafeMutableRawPointer {
    unsafe small + Int(truncatingIfNeeded: hash >> smallShift) << 6
  }

  @inline(__always)
  func largeBucket(_ hash: UInt64) -> UnsafeMutableRawPointer {
    unsafe large + Int(truncatingIfNeeded: hash >> largeShift) << 7
  }
}

/// What a slot says of its chunk.
struct ChunkFacts: BitwiseCopyable {
  /// Of the key, in bytes.
  var length: UInt8 = 0
  /// Of ids.
  var count: UInt8 = 0
  /// The ids are right while the magnitude of the running score is below 2^(exponent − 1).
  var exponent: UInt8 = 0
  /// An id stands for an unknown character.
  var hasUnknown = false
}

/// A key of up to 16 bytes, zeros behind it.
struct ChunkKey: BitwiseCopyable {
  var low: UInt64
  var high: UInt64

  /// - Parameter text: 16 bytes can be read.
  @inline(__always)
  init(_ text: UnsafePointer<UInt8>, _ length: Int) {
    let raw = unsafe UnsafeRawPointer(text)
    unsafe low = raw.loadUnaligned(as: UInt64.self)
    unsafe high = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    // Shifts of 64 and more leave nothing.
    low &= length >= 8 ? .max : (1 << UInt64(8 * length)) - 1
    high &= length >= 16 ? .max : length <= 8 ? 0 : (1 << UInt64(8 * (length - 8))) - 1
  }

  /// Spreads a key over 64 bits; the upper ones depend on all of it.
  @inline(__always)
  func hash(_ seed: UInt64) -> UInt64 {
    let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: high ^ seed)
    return (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
  }
}
