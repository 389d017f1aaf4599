/// A keyed bijection of 0 ..< n: a shuffled order without a table.
///
/// A generalised Feistel network over Z_a × Z_b with a·b just above n (Black and Rogaway 2002,
/// "Ciphers with arbitrary finite domains"), repeated while the result lies outside. 6 rounds, 24
/// for small domains, where fewer are visibly not random. A round waits for three multiplications one after
/// another; indexes asked for together are worked out side by side.
package struct KeyedPermutation: Sendable {
  package let count: Int
  private let a: UInt64
  private let b: UInt64
  /// The keys of the first six rounds, which stay in registers, and of the others.
  private let keys: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  private let more: [UInt64]

  package init(count: Int, key: UInt64) {
    precondition(count > 0, "an empty order has no elements")
    self.count = count
    var side = Int(Double(count).squareRoot())
    while side * side < count { side += 1 }
    a = UInt64(side)
    b = UInt64((count + side - 1) / side)
    var random = CounterRandom(key: key)
    let keys = (0..<(count < 4096 ? 24 : 6)).map { _ in random.next() }
    self.keys = (keys[0], keys[1], keys[2], keys[3], keys[4], keys[5])
    more = Array(keys[6...])
  }

  /// The element at `index`.
  package func callAsFunction(_ index: Int) -> Int {
    var (left, right) = UInt64(index).quotientAndRemainder(dividingBy: b)
    return element(&left, &right)
  }

  /// Appends the elements at `indexes`.
  package func elements(at indexes: Range<Int>, to elements: inout [Int]) {
    precondition(indexes.lowerBound >= 0 && indexes.upperBound <= count, "beyond the order")
    var (row, column) = UInt64(indexes.lowerBound).quotientAndRemainder(dividingBy: b)
    elements.append(addingCapacity: indexes.count) { span in
      for _ in indexes {
        var (left, right) = (row, column)
        span.append(element(&left, &right))
        column += 1
        if column == b { (row, column) = (row + 1, 0) }
      }
    }
  }

  /// Continues from an index in two parts until the result lies inside.
  @inline(__always)
  private func element(_ left: inout UInt64, _ right: inout UInt64) -> Int {
    while true {
      left = shifted(left, by: right, keys.0, modulus: a)
      right = shifted(right, by: left, keys.1, modulus: b)
      left = shifted(left, by: right, keys.2, modulus: a)
      right = shifted(right, by: left, keys.3, modulus: b)
      left = shifted(left, by: right, keys.4, modulus: a)
      right = shifted(right, by: left, keys.5, modulus: b)
      var round = 0
      while round < more.count {
        left = shifted(left, by: right, more[round], modulus: a)
        right = shifted(right, by: left, more[round + 1], modulus: b)
        round += 2
      }
      let value = left &* b &+ right
      if value < UInt64(count) { return Int(truncatingIfNeeded: value) }
      (left, right) = value.quotientAndRemainder(dividingBy: b)
    }
  }

  /// The index at which `element` is.
  package func index(of element: Int) -> Int {
    var value = UInt64(element)
    repeat {
      var (left, right) = value.quotientAndRemainder(dividingBy: b)
      var round = more.count
      while round > 0 {
        round -= 2
        right = unshifted(right, by: left, more[round + 1], modulus: b)
        left = unshifted(left, by: right, more[round], modulus: a)
      }
      right = unshifted(right, by: left, keys.5, modulus: b)
      left = unshifted(left, by: right, keys.4, modulus: a)
      right = unshifted(right, by: left, keys.3, modulus: b)
      left = unshifted(left, by: right, keys.2, modulus: a)
      right = unshifted(right, by: left, keys.1, modulus: b)
      left = unshifted(left, by: right, keys.0, modulus: a)
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
    // Both are below the modulus, which is below 2³².
    let sum = half &+ offset(other, key, modulus: modulus)
    return sum >= modulus ? sum &- modulus : sum
  }

  @inline(__always)
  private func unshifted(
    _ half: UInt64, by other: UInt64, _ key: UInt64, modulus: UInt64
  ) -> UInt64 {
    let shift = offset(other, key, modulus: modulus)
    return half >= shift ? half - shift : half + modulus - shift
  }
}
