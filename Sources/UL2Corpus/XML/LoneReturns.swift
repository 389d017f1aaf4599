/// Which bytes of a text were carriage returns without a newline, a bit for each: they are newlines to XML, but
/// not to what counts a file's lines. Nearly always there are none, and no memory is taken.
struct LoneReturns: Sendable {
  private var words: [UInt64] = []

  /// - Parameter offset: not below that of any before.
  mutating func add(_ offset: Int) {
    while words.count <= offset / 64 { words.append(0) }
    words[offset / 64] |= 1 << UInt64(offset % 64)
  }

  /// How many are in `range`.
  func count(in range: Range<Int>) -> Int {
    let (start, end) = (range.lowerBound, range.upperBound)
    let last = min((end + 63) / 64, words.count)
    var count = 0
    for index in min(start / 64, last)..<last {
      var word = words[index]
      if index == start / 64 { word &= ~0 << UInt64(start % 64) }
      if index == end / 64 { word &= 1 << UInt64(end % 64) - 1 }
      count += word.nonzeroBitCount
    }
    return count
  }
}
