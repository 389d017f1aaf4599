/// A row of shards, decoded from its columns.

/// One example of a row.
package struct PackedExample: Hashable, Sendable {
  /// Its first position in the row.
  package var start: Int
  /// Positions.
  package var length: Int
  /// Tokens at its start that see each other.
  package var prefixLength: Int
  /// The first token with loss, counted from `start`.
  package var lossStart: Int
  /// Index into the manifest's objectives.
  package var objective: Int
  /// Index into the manifest's sources.
  package var source: Int
  /// Index in the source's token store.
  package var document: Int
  /// The chunk's first token in its document.
  package var offset: Int
  /// Raw tokens in the chunk.
  package var chunkLength: Int
  /// How often the source had been used up before.
  package var epoch: Int

  /// Its positions in the row; only of rows whose bounds were checked.
  package var range: Range<Int> { start..<start + length }

  var shape: ExampleShape { ExampleShape(prefixLength: prefixLength, lossStart: lossStart) }
}

/// Makes a problem with the row's place of what is wrong, what was got and what was expected.
typealias RowFailure = (_ problem: String, _ got: String?, _ expected: String?) -> Problem

package struct PackedRow: Hashable, Sendable {
  /// In the dataset.
  package var index: Int
  /// W tokens, padding included.
  package var tokens: [Int]
  /// Where the examples begin, and the last one ends: one more than there are.
  var bounds: [Int]
  package var examples: [PackedExample]

  /// Positions that hold examples; padding follows.
  package var usedLength: Int { bounds[bounds.count - 1] }

  /// Nothing is checked but that all columns are for the same number of examples.
  init(_ sample: MDSSample, index: Int, _ fail: RowFailure) throws(Problem) {
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
    tokens = try column("tokens")
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
  func checkBounds(_ fail: RowFailure) throws(Problem) {
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

extension ShardManifest {
  /// Throws unless a shard has the columns that the manifest says.
  func checkColumns(of shard: MDSIndex.Shard, path: String) throws(Problem) {
    func describe(_ columns: [MDSFormat.Column]) -> String {
      columns.map { "\($0.name) \($0.encoding.name)" }.joined(separator: ", ")
    }
    guard shard.format.columns == format.shard.columns else {
      throw Problem(
        .badInput, "columns are not those of the manifest", path: path,
        got: describe(shard.format.columns), expected: describe(format.shard.columns))
    }
  }

  /// Throws unless what an example refers to is there.
  func checkReferences(_ example: PackedExample, _ fail: RowFailure) throws(Problem) {
    func inside(_ name: String, _ value: Int, _ count: Int) throws(Problem) {
      guard (0..<count).contains(value) else {
        throw fail("\(name) that the manifest does not have", "\(value)", "0 to \(count - 1)")
      }
    }
    try inside("an objective", example.objective, objectives.count)
    try inside("a source", example.source, sources.count)
    let source = sources[example.source]
    try inside("an epoch of \(source.name)", example.epoch, source.epochs)
    try inside("a document of \(source.name)", example.document, source.storeDocuments)
  }
}
