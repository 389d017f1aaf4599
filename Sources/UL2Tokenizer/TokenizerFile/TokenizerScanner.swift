/// Walks through the JSON of a tokenizer file, and says where in the file something is wrong.
///
/// Vocabularies and merges, hundreds of thousands of strings, are read from the bytes, without JSON values.

@safe struct TokenizerScanner {
  private var scanner: JSONScanner
  private let path: String
  /// Where the scanned bytes begin in the file.
  private let offset: Int

  /// - Parameters:
  ///   - bytes: must outlive the scanner.
  ///   - part: the part of the bytes that is scanned.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ part: Range<Int>? = nil, path: String) {
    let part = part ?? 0..<bytes.count
    unsafe scanner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[part]))
    self.path = path
    offset = part.lowerBound
  }

  private mutating func scan<T>(
    _ body: (inout JSONScanner) throws(JSONScanner.Failure) -> T
  ) throws(Problem) -> T {
    do throws(JSONScanner.Failure) {
      return try body(&scanner)
    } catch {
      throw Problem(
        .noInput, "not JSON: \(error.reason)", path: path, place: "byte \(offset + error.offset)",
        expected: "a whole tokenizer file", fix: "download or copy it again")
    }
  }

  mutating func peek() throws(Problem) -> JSONScanner.Kind {
    try scan { s throws(JSONScanner.Failure) in try s.peek() }
  }

  mutating func beginObject() throws(Problem) {
    try scan { s throws(JSONScanner.Failure) in try s.beginObject() }
  }

  mutating func beginArray() throws(Problem) {
    try scan { s throws(JSONScanner.Failure) in try s.beginArray() }
  }

  mutating func nextKey(_ first: inout Bool, into key: inout [UInt8]) throws(Problem) -> Bool {
    try scan { s throws(JSONScanner.Failure) in try s.nextKey(&first, into: &key) }
  }

  mutating func nextElement(_ first: inout Bool) throws(Problem) -> Bool {
    try scan { s throws(JSONScanner.Failure) in try s.nextElement(&first) }
  }

  /// Replaces `text` by a string's bytes.
  mutating func string(into text: inout [UInt8]) throws(Problem) {
    text.removeAll(keepingCapacity: true)
    try string(appendingTo: &text)
  }

  mutating func string(appendingTo text: inout [UInt8]) throws(Problem) {
    try scan { s throws(JSONScanner.Failure) in try s.string(appendingTo: &text) }
  }

  /// Skips a value; returns where it is in the file.
  mutating func skip() throws(Problem) -> Range<Int> {
    let range = try scan { s throws(JSONScanner.Failure) in try s.skip() }
    return offset + range.lowerBound..<offset + range.upperBound
  }

  mutating func value() throws(Problem) -> JSONValue {
    try scan { s throws(JSONScanner.Failure) in try s.value(depth: 0) }
  }

  /// A whole number of at least 0; nil where the next value, which is skipped, is not one.
  mutating func wholeNumber() throws(Problem) -> Int? {
    guard try peek() == .number else {
      _ = try skip()
      return nil
    }
    let range = try scan { s throws(JSONScanner.Failure) in try s.number() }
    guard range.count <= 18 else { return nil }
    var number = 0
    for i in range {
      let digit = unsafe scanner.scanned[i] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = 10 * number + Int(digit)
    }
    return number
  }

  /// A number as the reference reads it; nil where the next value, which is skipped, is not one.
  mutating func score() throws(Problem) -> Double? {
    guard try peek() == .number else {
      _ = try skip()
      return nil
    }
    let range = try scan { s throws(JSONScanner.Failure) in try s.number() }
    return unsafe serdeNumber(scanner.scanned[range])
  }

  mutating func end() throws(Problem) {
    try scan { s throws(JSONScanner.Failure) in try s.end() }
  }
}

/// A JSON number as `serde_json`, the reference's parser, reads it: the digits as an integer, as a double, times or
/// divided by a power of ten. In the last bit that is not always the nearest double, and Unigram compares sums of such
/// numbers.
///
/// - Parameter text: a number by JSON's grammar.
/// - Returns: nil where it is too large.
func serdeNumber(_ text: some Sequence<UInt8>) -> Double? {
  var significand: UInt64 = 0
  var exponent = 0
  var isNegative = false
  var isFraction = false
  // Digits beyond 64 bits only count by their places.
  var isFull = false
  var written = 0
  var isWrittenNegative = false
  var isExponent = false
  for unit in text {
    switch unit {
    case UInt8(ascii: "-"):
      if isExponent { isWrittenNegative = true } else { isNegative = true }
    case UInt8(ascii: "+"): break
    case UInt8(ascii: "."): isFraction = true
    case UInt8(ascii: "e"), UInt8(ascii: "E"): isExponent = true
    default:
      let digit = UInt64(unit &- UInt8(ascii: "0"))
      if isExponent {
        written = min(10 * written + Int(digit), 1 << 20)
        continue
      }
      let (tenfold, isOver) = significand.multipliedReportingOverflow(by: 10)
      let (sum, isBeyond) = tenfold.addingReportingOverflow(digit)
      if isFull || isOver || isBeyond {
        isFull = true
        if !isFraction { exponent += 1 }
      } else {
        significand = sum
        if isFraction { exponent -= 1 }
      }
    }
  }
  exponent += isWrittenNegative ? -written : written
  var value = Double(significand)
  while exponent < -308, value != 0 {
    value /= 1e308
    exponent += 308
  }
  if value != 0 {
    let power = powersOfTen[min(abs(exponent), 308)]
    if exponent > 308 { return nil }
    value = exponent < 0 ? value / power : value * power
  }
  guard value.isFinite else { return nil }
  return isNegative ? -value : value
}

/// The doubles nearest to 10⁰ to 10³⁰⁸.
private let powersOfTen: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }
