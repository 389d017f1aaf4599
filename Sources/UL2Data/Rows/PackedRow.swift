/// A row: its tokens, and what is known of each of its examples; read from shards, or made from a plan.

/// One example of a row.
public struct PackedExample: Hashable, Sendable {
  /// Its first position in the row.
  public var start: Int
  /// Positions.
  public var length: Int
  /// Tokens at its start that see each other.
  public var prefixLength: Int
  /// The first token with loss, counted from `start`.
  public var lossStart: Int
  /// Index into the manifest's objectives.
  public var objective: Int
  /// Index into the manifest's sources.
  public var source: Int
  /// Index in the source's token store.
  public var document: Int
  /// The chunk's first token in its document.
  public var offset: Int
  /// Raw tokens in the chunk.
  public var chunkLength: Int
  /// How often the source had been used up before.
  public var epoch: Int

  /// Its positions in the row; only of rows whose bounds were checked.
  public var range: Range<Int> { start..<start + length }

  package var shape: ExampleShape { ExampleShape(prefixLength: prefixLength, lossStart: lossStart) }
}

/// Makes a problem with the row's place of what is wrong, what was got and what was expected.
package typealias RowFailure = (_ problem: String, _ got: String?, _ expected: String?) -> Problem

/// A row: its tokens, and the examples that lie in it.
public struct PackedRow: Hashable, Sendable {
  /// In the dataset.
  public var index: Int
  /// W tokens, padding included.
  public var tokens: RowTokens
  /// One after another from the row's first position. None are known of rows that other programs wrote.
  public var examples: [PackedExample]
  /// Positions that hold tokens; padding follows.
  public private(set) var usedLength: Int

  /// A row whose examples are known to follow one another.
  init(index: Int, tokens: RowTokens, examples: [PackedExample]) {
    self.index = index
    self.tokens = tokens
    self.examples = examples
    usedLength = examples.last.map { $0.start + $0.length } ?? 0
  }

  /// No row yet: the memory for one.
  init() { self.init(index: 0, tokens: RowTokens([UInt16]())) }

  /// A row with only its tokens known.
  init(index: Int, tokens: RowTokens) {
    self.index = index
    self.tokens = tokens
    examples = []
    usedLength = tokens.count
  }

  /// Makes it a row with only its tokens known.
  mutating func set(index: Int, tokens: RowTokens) {
    self.index = index
    self.tokens = tokens
    examples.removeAll(keepingCapacity: true)
    usedLength = tokens.count
  }

  /// The row as a value to keep.
  var kept: PackedRow {
    var row = self
    row.tokens = tokens.kept
    return row
  }

  /// Lends the W tokens as 32-bit integers, padding included, whatever they are stored in.
  public func withTokens<R, E: Error>(_ body: (Span<Int32>) throws(E) -> R) throws(E) -> R {
    try tokens.withSpan(body)
  }
}

/// Columns of shards with what is known of a row's examples.
enum ExampleColumn: String, CaseIterable {
  case objectives, sources, documents, offsets, lengths, epochs
  case prefixLengths = "prefix_lens"
  case lossStarts = "loss_starts"
  case ends = "cu_seqlens"
}

extension PackedRow {
  /// Puts a row of shards together, in the memory of the row that was there before. Nothing is checked but that all
  /// columns are for the same number of examples, and that the first begins at 0.
  ///
  /// - Parameters:
  ///   - count: of a column's elements; nil where there is no such column of whole numbers.
  ///   - value: one of them.
  @inline(__always)
  mutating func set(
    index: Int, tokens: RowTokens, count: (ExampleColumn) -> Int?,
    value: (ExampleColumn, Int) -> Int, _ fail: RowFailure
  ) throws(Problem) {
    func check(_ column: ExampleColumn, _ expected: Int?) throws(Problem) -> Int {
      guard let found = count(column) else {
        throw fail("column \(column.rawValue) is missing", nil, nil)
      }
      if let expected, found != expected {
        throw fail(
          "column \(column.rawValue) is for another number of examples", "\(found)", "\(expected)")
      }
      return found
    }
    let number = try check(.objectives, nil)
    for column in ExampleColumn.allCases where column != .objectives {
      _ = try check(column, column == .ends ? number + 1 : number)
    }
    let first = value(.ends, 0)
    guard first == 0 else { throw fail("cu_seqlens does not begin at 0", "\(first)", "0") }
    examples.removeAll(keepingCapacity: true)
    examples.reserveCapacity(number)
    var start = 0
    for i in 0..<number {
      let end = value(.ends, i + 1)
      examples.append(
        PackedExample(
          start: start, length: end &- start, prefixLength: value(.prefixLengths, i),
          lossStart: value(.lossStarts, i), objective: value(.objectives, i),
          source: value(.sources, i), document: value(.documents, i), offset: value(.offsets, i),
          chunkLength: value(.lengths, i), epoch: value(.epochs, i)))
      start = end
    }
    self.index = index
    self.tokens = tokens
    usedLength = start
  }

  /// Decodes a sample of shards.
  package init(_ sample: MDSSample, index: Int, _ fail: RowFailure) throws(Problem) {
    guard let tokens = RowTokens(sample) else { throw fail("column tokens is missing", nil, nil) }
    var columns: [ExampleColumn: [Int]] = [:]
    for column in ExampleColumn.allCases {
      columns[column] = sample.integers(inColumn: column.rawValue)
    }
    self.init(index: index, tokens: tokens)
    try set(
      index: index, tokens: tokens, count: { columns[$0]?.count }, value: { columns[$0]![$1] },
      fail)
  }

  /// Throws unless the examples follow one another inside the row.
  package func checkBounds(_ fail: RowFailure) throws(Problem) {
    for (i, example) in examples.enumerated() where example.length <= 0 {
      throw fail(
        "cu_seqlens does not increase at \(i + 1)", "\(example.start &+ example.length)",
        "above \(example.start)")
    }
    guard usedLength <= tokens.count else {
      throw fail("cu_seqlens goes beyond the row", "\(usedLength)", "at most \(tokens.count)")
    }
  }
}
