/// xxHash3 with a seed, and in 128 bits: keys of texts and ids among billions.
import CXXHash

/// The 64-bit hash of `bytes` under `seed`.
public func xxh3(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
  unsafe XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
}

/// A 128-bit hash. In hexadecimal, `high` stands before `low`: xxHash's canonical form, which
/// `xxhsum -H2` prints.
public struct Hash128: Hashable, Sendable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// The 128-bit hash of `bytes` under `seed`; 0 is the hash without seed.
public func xxh3_128(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> Hash128 {
  let hash = unsafe XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
  return Hash128(high: hash.high64, low: hash.low64)
}
