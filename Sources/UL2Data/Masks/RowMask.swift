/// Which positions of a packed row see which, in the forms that attention kernels take.
///
///     let masks = batch.rows.map { RowMask($0) }
///     let calls = Varlen(masks)
///
/// All of it follows from where the examples lie, and how many tokens at the start of each see each other.
public struct RowMask: Hashable, Sendable {
  /// An example as its mask has it.
  public struct Example: Hashable, Sendable {
    /// Its first position in the row.
    public let start: Int
    public let length: Int
    /// Tokens at its start that see each other; 0 where no token sees a later one.
    public let prefixLength: Int

    init(start: Int, length: Int, prefixLength: Int) {
      self.start = start
      self.length = length
      self.prefixLength = prefixLength > 1 ? prefixLength : 0
    }

    var end: Int { start + length }
    var prefixEnd: Int { start + prefixLength }
  }

  /// Positions of the row.
  public let width: Int
  /// One after another; what is between them and after them is padding.
  public let examples: [Example]

  /// - Parameters:
  ///   - row: whose examples see only themselves.
  ///   - causal: prefixes are causal too, as a model is evaluated without bidirectional attention.
  /// - Precondition: the row's examples are in order and inside it, as in every row of a dataset.
  public init(_ row: PackedRow, causal: Bool = false) {
    self.init(
      width: row.tokens.count,
      examples: row.examples.map {
        Example(start: $0.start, length: $0.length, prefixLength: causal ? 0 : $0.prefixLength)
      })
  }

  init(width: Int, examples: [Example]) {
    var end = 0
    for example in examples {
      precondition(
        example.start >= end && example.length >= 0 && example.prefixLength <= example.length
          && example.length <= width - example.start, "examples overlap or are out of order")
      end = example.end
    }
    self.width = width
    self.examples = examples
  }

  /// Two numbers a position, [W, 2]: position q sees k with `bounds[2 * q] <= k < bounds[2 * q + 1]`; 0, 0 on padding.
  public var bounds: [Int32] {
    var bounds = [Int32](repeating: 0, count: 2 * width)
    unsafe bounds.withUnsafeMutableBufferPointer { output in
      if let output = output.baseAddress { unsafe writeBounds(output) }
    }
    return bounds
  }

  /// 1, 2, … the row's examples, 0 on padding, [W].
  public var segmentIDs: [Int32] {
    var segmentIDs = [Int32](repeating: 0, count: width)
    unsafe segmentIDs.withUnsafeMutableBufferPointer { output in
      if let output = output.baseAddress { unsafe writeSegmentIDs(output) }
    }
    return segmentIDs
  }

  /// Whether a position is in a prefix whose tokens see each other, [W]. With segments that is the whole mask: q sees k
  /// where their segments are the same, and k <= q or k is in the prefix.
  public var prefixes: [Bool] {
    var prefixes = [Bool](repeating: false, count: width)
    for example in examples {
      for q in example.start..<example.prefixEnd { prefixes[q] = true }
    }
    return prefixes
  }

  /// Whether each query sees each key, [W, W], queries first.
  ///
  /// - Parameter paddingSeesItself: each position of padding does: softmax over nothing is NaN.
  public func dense(paddingSeesItself: Bool = false) -> [Bool] {
    var mask = [Bool](repeating: false, count: width * width)
    forEachQuery { q, start, end in
      for k in start..<end { mask[q * width + k] = true }
      if start == end, paddingSeesItself { mask[q * width + q] = true }
    }
    return mask
  }

  /// Calls `body` with each position, and the range that it sees.
  func forEachQuery(_ body: (_ query: Int, _ start: Int, _ end: Int) -> Void) {
    var next = 0
    for example in examples {
      for q in next..<example.start { body(q, 0, 0) }
      for q in example.start..<example.end {
        body(q, example.start, max(q + 1, example.prefixEnd))
      }
      next = example.end
    }
    for q in next..<width { body(q, 0, 0) }
  }
}

extension RowMask {
  /// - Precondition: there is room for W numbers.
  package func writeSegmentIDs(_ output: UnsafeMutablePointer<Int32>) {
    unsafe output.update(repeating: 0, count: width)
    for (number, example) in examples.enumerated() {
      unsafe (output + example.start).update(
        repeating: Int32(truncatingIfNeeded: number + 1), count: example.length)
    }
  }

  /// - Precondition: there is room for W pairs of numbers.
  package func writeBounds(_ output: UnsafeMutablePointer<Int32>) {
    forEachQuery { q, start, end in
      unsafe output[2 * q] = Int32(truncatingIfNeeded: start)
      unsafe output[2 * q + 1] = Int32(truncatingIfNeeded: end)
    }
  }

  /// - Precondition: there is room for W bytes.
  package func writePrefixes(_ output: UnsafeMutablePointer<UInt8>) {
    unsafe output.update(repeating: 0, count: width)
    for example in examples {
      unsafe (output + example.start).update(repeating: 1, count: example.prefixLength)
    }
  }

  /// - Precondition: there is room for W × W bytes.
  package func writeDense(_ output: UnsafeMutablePointer<UInt8>, paddingSeesItself: Bool) {
    unsafe output.update(repeating: 0, count: width * width)
    forEachQuery { q, start, end in
      let row = unsafe output + q * width
      unsafe (row + start).update(repeating: 1, count: end - start)
      if start == end, paddingSeesItself { unsafe row[q] = 1 }
    }
  }

  /// The examples that bounds are of.
  ///
  /// - Parameters:
  ///   - bounds: [W, 2].
  ///   - causal: prefixes are causal too.
  ///   - fail: makes a problem of a position, what was got there and what was expected.
  package init(
    bounds: UnsafePointer<Int32>, width: Int, causal: Bool,
    _ fail: (_ position: Int, _ got: String, _ expected: String) -> Problem
  ) throws(Problem) {
    var examples: [Example] = []
    var q = 0
    while q < width {
      let (start, prefixEnd) = unsafe (Int(bounds[2 * q]), Int(bounds[2 * q + 1]))
      if prefixEnd <= start {
        q += 1
        continue
      }
      guard start == q, prefixEnd <= width else {
        throw fail(
          q, "\(start), \(prefixEnd)", "an example's beginning, \(q), and an end in the row")
      }
      q += 1
      while q < width, unsafe Int(bounds[2 * q]) == start,
        unsafe bounds[2 * q + 1] > bounds[2 * q]
      {
        let end = unsafe Int(bounds[2 * q + 1])
        guard end == max(q + 1, prefixEnd) else {
          throw fail(q, "\(start), \(end)", "\(start), \(max(q + 1, prefixEnd))")
        }
        q += 1
      }
      guard q >= prefixEnd else {
        throw fail(q - 1, "an example that ends here", "\(prefixEnd - start) tokens, its prefix")
      }
      let prefix = causal ? 0 : prefixEnd - start
      examples.append(Example(start: start, length: q - start, prefixLength: prefix))
    }
    self.init(width: width, examples: examples)
  }
}
