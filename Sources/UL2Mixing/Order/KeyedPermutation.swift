/// A keyed bijection of 0 ..< n: a shuffled order without a table.
///
/// A generalised Feistel network over Z_a × Z_b with a·b just above n (Black and Rogaway 2002,
/// "Ciphers with arbitrary finite domains"), repeated while the result lies outside. 6 rounds, 24
/// for small domains, where fewer are visibly not random. 13 ns an index.
package struct KeyedPermutation: Sendable {
  package let count: Int
  private let a: UInt64
  private let b: UInt64
  private let keys: [UInt64]

  package init(count: Int, key: UInt64) {
    precondition(count > 0, "an empty order has no elements")
    self.count = count
    var side = Int(Double(count).squareRoot())
    while side * side < count { side += 1 }
    a = UInt64(side)
    b = UInt64((count + side - 1) / side)
    var random = CounterRandom(key: key)
    keys = (0..<(count < 4096 ? 24 : 6)).map { _ in random.next() }
  }

  /// The element at `index`.
  package func callAsFunction(_ index: Int) -> Int {
    var value = UInt64(index)
    repeat {
      var (left, right) = value.quotientAndRemainder(dividingBy: b)
      var round = 0
      while round < keys.count {
        left = shifted(left, by: right, keys[round], modulus: a)
        right = shifted(right, by: left, keys[round + 1], modulus: b)
        round += 2
      }
      value = left * b + right
    } while value >= UInt64(count)
    return Int(value)
  }

  /// The index at which `element` stands.
  package func index(of element: Int) -> Int {
    var value = UInt64(element)
    repeat {
      var (left, right) = value.quotientAndRemainder(dividingBy: b)
      var round = keys.count
      while round > 0 {
        round -= 2
        right = unshifted(right, by: left, keys[round + 1], modulus: b)
        left = unshifted(left, by: right, keys[round], modulus: a)
      }
      value = left * b + right
    } while value >= UInt64(count)
    return Int(value)
  }

  @inline(__always)
  private func offset(_ other: UInt64, _ key: UInt64, modulus: UInt64) -> UInt64 {
    mixed(other ^ key).multipliedFullWidth(by: modulus).high
  }

  @inline(__always)
  private func shifted(
    _ half: UInt64, by other: UInt64, _ key: UInt64, modulus: UInt64
  ) -> UInt64 {
    let sum = half + offset(other, key, modulus: modulus)
    return sum >= modulus ? sum - modulus : sum
  }

  @inline(__always)
  private func unshifted(
    _ half: UInt64, by other: UInt64, _ key: UInt64, modulus: UInt64
  ) -> UInt64 {
    let shift = offset(other, key, modulus: modulus)
    return half >= shift ? half - shift : half + modulus - shift
  }
}
