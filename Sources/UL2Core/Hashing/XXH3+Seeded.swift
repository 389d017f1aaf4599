/// xxHash3 with a seed, and in 128 bits: keys of texts and ids among billions.
import CXXHash

/// The 64-bit hash of `bytes` under `seed`.
package func xxh3(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
  unsafe XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
}

/// A 128-bit hash. In hexadecimal, `high` comes before `low`: xxHash's canonical form, which
/// `xxhsum -H2` prints.
package struct Hash128: Hashable, Sendable {
  package var high: UInt64
  package var low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// The 128-bit hash of `bytes` under `seed`; 0 is the hash without seed.
package func xxh3_128(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> Hash128 {
  let hash = unsafe XXH3_128bits_withSeed(bytes.baseAddress, bytes.count, seed)
  return Hash128(high: hash.high64, low: hash.low64)
}
