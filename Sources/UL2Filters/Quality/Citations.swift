/// Removes Wikipedia's marks from a line: `[1]`, `[]`, `[edit]`, `[citation needed]`.

enum Citations {
  static func remove(from text: Span<UInt8>, _ range: Range<Int>, into line: inout [UInt8]) {
    var at = range.lowerBound
    var done = at
    while at < range.upperBound {
      if text[at] == UInt8(ascii: "["), let end = end(text, at, range.upperBound) {
        append(text, done..<at, to: &line)
        at = end
        done = end
      } else {
        at += 1
      }
    }
    append(text, done..<range.upperBound, to: &line)
  }

  private static func append(_ text: Span<UInt8>, _ range: Range<Int>, to line: inout [UInt8]) {
    unsafe text.extracting(range).withUnsafeBufferPointer { unsafe line.append(contentsOf: $0) }
  }

  /// The end of the mark that begins at `start`; nil where there is none.
  private static func end(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = start + 1
    while at < end {
      let (scalar, length) = decodedScalar(text, at)
      guard isDigit(scalar) else { break }
      at += length
    }
    if at < end, text[at] == UInt8(ascii: "]") { return at + 1 }
    for mark in ["[edit]", "[citation needed]"] as [StaticString]
    where text.extracting(start..<end).hasPrefix(mark) {
      return start + mark.utf8CodeUnitCount
    }
    return nil
  }

  /// A decimal digit of any script, as `\d` matches.
  private static func isDigit(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar &- 0x30 < 10 }
    return Unicode.Scalar(scalar)?.properties.generalCategory == .decimalNumber
  }
}
