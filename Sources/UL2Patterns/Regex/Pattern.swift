/// A regular expression of a tokenizer, matched as in a textbook: tries each alternative in turn, and goes back where
/// one fails.
///
/// Slow, and the reference: the fast scanners are compared with it. It has Oniguruma's meaning (or fancy-regex's), on
/// UTF-8. A match that would take forever ends with a problem, after a number of steps that grows with the text.
package struct Pattern: Hashable, Sendable {
  package let source: String
  package let dialect: RegexDialect
  let tree: RegexNode
  let program: RegexProgram
  let asciiSets: [ASCIISet]

  package init(_ source: String, dialect: RegexDialect = .oniguruma) throws(PatternProblem) {
    self.source = source
    self.dialect = dialect
    tree = try RegexParser.parse(source, dialect)
    program = try RegexProgram(tree)
    asciiSets = program.sets.map { ASCIISet($0) }
  }

  /// One character of a set, or a run of them: `Digits` and `Punctuation` have no regex.
  init(runOf set: CharacterSet, isSingle: Bool) {
    source = ""
    dialect = .oniguruma
    tree = isSingle ? .set(set) : .repeated(.set(set), .init(minimum: 1, maximum: nil))
    program = RegexProgram(runOf: set, isSingle: isSingle)
    asciiSets = program.sets.map { ASCIISet($0) }
  }

  /// The leftmost match that begins at `start` or after it; of several there, the one that the pattern prefers. It may
  /// be empty. The text's ends are those of `text`.
  package func match(in text: Span<UInt8>, from start: Int, steps: inout StepCounter)
    throws(PatternProblem) -> Range<Int>?
  {
    var matcher = TextbookMatcher(pattern: self)
    var at = max(0, start)
    while at <= text.count {
      if let end = try matcher.match(text, from: at, &steps) { return at..<end }
      guard at < text.count else { break }
      at += UTF8Scalar(text, at).length
    }
    return nil
  }

  package func match(in text: Span<UInt8>, from start: Int) throws(PatternProblem) -> Range<Int>? {
    var steps = StepCounter(bytes: text.count)
    return try match(in: text, from: start, steps: &steps)
  }

  /// All matches, one after the other, as Oniguruma's and fancy-regex's iterators find them: no empty one where the
  /// last one ended.
  package func matches(in text: Span<UInt8>) throws(PatternProblem) -> [Range<Int>] {
    var steps = StepCounter(bytes: text.count)
    var found: [Range<Int>] = []
    var from = 0
    while from <= text.count, let range = try match(in: text, from: from, steps: &steps) {
      if range.isEmpty, found.last?.upperBound == range.lowerBound {
        guard from < text.count else { break }
        from += UTF8Scalar(text, from).length
        continue
      }
      found.append(range)
      from = range.upperBound
    }
    return found
  }
}

/// How much longer matching may continue.
package struct StepCounter: Sendable {
  private var left: Int

  /// A tokenizer's regex takes about ten steps per byte.
  package init(bytes: Int) { left = 10_000_000 + 1000 * min(bytes, 1 << 40) }

  mutating func spend(_ count: Int = 1) throws(PatternProblem) {
    left -= count
    if left < 0 {
      throw PatternProblem(
        problem: "the regex takes too long on this text", got: "over 1,000 steps a byte",
        expected: "a regex without counts inside counts, whose parts cannot match the same",
        isExhausted: true)
    }
  }
}

/// A character of a text. Malformed bytes each count as U+FFFD, so that nothing outside the text is read.
package struct UTF8Scalar {
  package let value: UInt32
  package let length: Int

  @inline(__always)
  package init(_ text: Span<UInt8>, _ at: Int) {
    let first = text[at]
    guard first >= 0x80 else {
      value = UInt32(first)
      length = 1
      return
    }
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, at + count <= text.count else {
      value = 0xFFFD
      length = 1
      return
    }
    var code = UInt32(first) & (0x7F >> UInt32(count))
    for offset in 1..<count {
      let byte = text[at + offset]
      guard byte & 0xC0 == 0x80 else {
        value = 0xFFFD
        length = 1
        return
      }
      code = code << 6 | UInt32(byte & 0x3F)
    }
    value = code
    length = count
  }
}

/// The ASCII members of a set.
struct ASCIISet: Hashable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ set: CharacterSet) {
    for code in UInt32(0)..<64 {
      if set.contains(code) { low |= 1 << UInt64(code) }
      if set.contains(code + 64) { high |= 1 << UInt64(code) }
    }
  }

  @inline(__always)
  func contains(_ byte: UInt32) -> Bool {
    (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte & 63)) & 1 == 1
  }
}
