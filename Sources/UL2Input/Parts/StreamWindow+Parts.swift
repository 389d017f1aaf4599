/// Cutting a stream whose records show where they end, whatever shows it: lines, pairs of lines.
extension StreamWindow {
  /// The next part: the whole records among `partBytes`, or one record that is longer; nil at the end.
  ///
  /// After damage, and at a cut end, a record that has begun is lost.
  ///
  /// - Parameters:
  ///   - limit: of a record, in bytes; memory is bounded by it.
  ///   - wholeEnd: where the last whole record of some bytes ends; 0 where there is none.
  ///   - skipLong: skips a record above the limit, and notes it.
  package mutating func nextPart(
    of partBytes: Int, limit: Int, _ log: SkipLog, wholeEnd: (UnsafeRawBufferPointer) -> Int,
    skipLong: (inout StreamWindow) throws(Problem) -> Void
  ) throws(Problem) -> PartBytes? {
    var target = partBytes
    while true {
      let filled = try fill(to: target, log)
      let whole = unsafe wholeEnd(held)
      switch filled {
      case .whole where whole == 0:
        if target >= limit {
          try skipLong(&self)
          target = partBytes
        } else {
          target = min(2 * target, limit)
        }
      case .end where !isCut:
        let count = unsafe held.count
        return count == 0 ? nil : take(count)
      case .whole, .damaged, .end:
        let part = whole > 0 ? take(whole) : nil
        if filled != .whole { dropAll() }
        if let part { return part }
        if filled == .end { return nil }
      }
    }
  }
}
