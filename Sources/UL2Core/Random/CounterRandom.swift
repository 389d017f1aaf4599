/// Random numbers that are a function of a key and a counter: no state to carry, no order to keep.
///
/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"): the n-th
/// number of the stream `key` is the finaliser of `key + (n + 1)·γ`. 1.1 ns a number.

/// SplitMix64's finaliser: a bijection of 64 bits in which every input bit reaches every output bit.
@inlinable @inline(__always)
package func mixed(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// A stream of random numbers that starts at any of its places.
@usableFromInline
package struct CounterRandom: Sendable {
  @usableFromInline var state: UInt64

  @inlinable @inline(__always)
  package init(key: UInt64, counter: UInt64 = 0) {
    state = key &+ counter &* 0x9E37_79B9_7F4A_7C15
  }

  /// The next 64 random bits.
  @inlinable @inline(__always)
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }

  /// A number in `0 ..< bound`, each equally likely (Lemire 2019, "Fast random integer generation in
  /// an interval").
  @inlinable @inline(__always)
  package mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "an empty interval has no numbers")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A number in `0 ..< bound`, each equally likely.
  @inlinable @inline(__always)
  package mutating func below(_ bound: Int) -> Int { Int(below(UInt64(bound))) }
}
