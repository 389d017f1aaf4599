import CByteScan

/// The lowest and highest bounds of some positions that see something.
struct BoundExtremes {
  private(set) var lowestStart = Int.max
  private(set) var highestStart = Int.min
  private(set) var lowestEnd = Int.max
  private(set) var highestEnd = Int.min
  /// Positions that see something: all but padding.
  private(set) var live = 0

  /// - Parameters:
  ///   - bounds: [count, 2].
  ///   - width: of the row, in which all that matters of them lies.
  @inline(__always)
  init(_ bounds: UnsafePointer<Int32>, count: Int, width: Int) {
    guard width <= Int16.max else {
      unsafe readWide(bounds, count: count)
      return
    }
    let found = unsafe ul2_bound_extremes(bounds, Int64(count))
    (lowestStart, highestStart) = (Int(found.lowest_start), Int(found.highest_start))
    (lowestEnd, highestEnd) = (Int(found.lowest_end), Int(found.highest_end))
    live = Int(found.count)
  }

  /// Of numbers that may be beyond 16 bits.
  private mutating func readWide(_ bounds: UnsafePointer<Int32>, count: Int) {
    // Eight positions at a time: starts in the even lanes, ends in the odd ones.
    var (low, high) = (SIMD16<Int32>(repeating: .max), SIMD16<Int32>(repeating: .min))
    var i = 0
    while i &+ 8 <= count {
      let pairs = unsafe UnsafeRawPointer(bounds + 2 &* i).loadUnaligned(as: SIMD16<Int32>.self)
      guard all(pairs.oddHalf .> pairs.evenHalf) else { break }
      low = pointwiseMin(low, pairs)
      high = pointwiseMax(high, pairs)
      i &+= 8
    }
    live = i
    if i > 0 {
      (lowestStart, lowestEnd) = (Int(low.evenHalf.min()), Int(low.oddHalf.min()))
      (highestStart, highestEnd) = (Int(high.evenHalf.max()), Int(high.oddHalf.max()))
    }
    while i < count {
      let (start, end) = unsafe (Int(bounds[2 &* i]), Int(bounds[2 &* i &+ 1]))
      if end > start {
        (lowestStart, highestStart) = (min(lowestStart, start), max(highestStart, start))
        (lowestEnd, highestEnd) = (min(lowestEnd, end), max(highestEnd, end))
        live &+= 1
      }
      i &+= 1
    }
  }
}
