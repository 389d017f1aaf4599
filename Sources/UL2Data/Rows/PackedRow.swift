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

public struct PackedRow: Hashable, Sendable {
  /// In the dataset.
  public var index: Int
  /// W tokens, padding included.
  public var tokens: RowTokens
  public var examples: [PackedExample]
  /// Where the examples begin, and the last one ends: one more than there are.
  private let bounds: [Int]

  /// A row whose examples are known to follow one another.
  init(index: Int, tokens: RowTokens, examples: [PackedExample]) {
    self.index = index
    self.tokens = tokens
    self.examples = examples
    bounds = [0] + examples.map { $0.start + $0.length }
  }

  /// Positions that hold examples; padding follows.
  public var usedLength: Int { bounds[bounds.count - 1] }
}

extension PackedRow {
  /// Decodes a row of shards. Nothing is checked but that all columns are for the same number of examples.
  package init(_ sample: MDSSample, index: Int, _ fail: RowFailure) throws(Problem) {
    self.index = index
    func column(_ name: String, count: Int? = nil) throws(Problem) -> [Int] {
      guard let values = sample.integers(name) else {
        throw fail("column \(name) is missing", nil, nil)
      }
      if let count, values.count != count {
        throw fail(
          "column \(name) is for another number of examples", "\(values.count)", "\(count)")
      }
      return values
    }
    guard let tokens = RowTokens(sample) else { throw fail("column tokens is missing", nil, nil) }
    self.tokens = tokens
    let objectives = try column("objectives")
    let count = objectives.count
    bounds = try column("cu_seqlens", count: count + 1)
    let prefixes = try column("prefix_lens", count: count)
    let losses = try column("loss_starts", count: count)
    let sources = try column("sources", count: count)
    let documents = try column("documents", count: count)
    let offsets = try column("offsets", count: count)
    let lengths = try column("lengths", count: count)
    let epochs = try column("epochs", count: count)
    examples = []
    examples.reserveCapacity(count)
    for i in 0..<count {
      examples.append(
        PackedExample(
          start: bounds[i], length: bounds[i + 1] &- bounds[i], prefixLength: prefixes[i],
          lossStart: losses[i], objective: objectives[i], source: sources[i],
          document: documents[i], offset: offsets[i], chunkLength: lengths[i], epoch: epochs[i]))
    }
  }

  /// Throws unless the examples follow one another inside of the row.
  package func checkBounds(_ fail: RowFailure) throws(Problem) {
    guard bounds[0] == 0 else { throw fail("cu_seqlens does not begin at 0", "\(bounds[0])", "0") }
    for i in 1..<bounds.count where bounds[i] <= bounds[i - 1] {
      throw fail(
        "cu_seqlens does not rise at \(i)", "\(bounds[i])", "above \(bounds[i - 1])")
    }
    guard usedLength <= tokens.count else {
      throw fail("cu_seqlens goes beyond the row", "\(usedLength)", "at most \(tokens.count)")
    }
  }
}
