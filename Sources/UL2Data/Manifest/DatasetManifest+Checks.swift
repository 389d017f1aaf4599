/// Checks that rows and shards agree with the manifest.
extension DatasetManifest {
  /// Throws unless a shard has the columns that the manifest says.
  package func checkColumns(of shard: MDSIndex.Shard, path: String) throws(Problem) {
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
  package func checkReferences(_ example: PackedExample, _ fail: RowFailure) throws(Problem) {
    // The names are put together only where something is wrong.
    func inside(
      _ name: @autoclosure () -> String, _ value: Int, _ count: Int
    ) throws(Problem) {
      guard (0..<count).contains(value) else {
        throw fail("\(name()) that the manifest does not have", "\(value)", "0 to \(count - 1)")
      }
    }
    try inside("an objective", example.objective, objectives.count)
    try inside("a source", example.source, sources.count)
    let epochs = sources[example.source].epochs
    let documents = sources[example.source].store.documents
    try inside("an epoch of \(sources[example.source].name)", example.epoch, epochs)
    try inside("a document of \(sources[example.source].name)", example.document, documents)
  }

  /// Throws unless a row can be used without bounds checks.
  package func check(_ row: PackedRow, _ fail: RowFailure) throws(Problem) {
    guard row.tokens.count == format.sequenceLength else {
      throw fail("a row of the wrong length", "\(row.tokens.count)", "\(format.sequenceLength)")
    }
    if let position = row.tokens.firstOutside(reserved.vocabularySize) {
      throw fail(
        "token beyond the vocabulary at position \(position)",
        "\(row.tokens[position..<position + 1][0])", "0 to \(reserved.vocabularySize - 1)")
    }
    try row.checkBounds(fail)
    for example in row.examples {
      try checkReferences(example, fail)
      guard (0...example.length).contains(example.prefixLength) else {
        throw fail("prefix length", "\(example.prefixLength)", "0 to \(example.length)")
      }
      guard (0...example.length).contains(example.lossStart) else {
        throw fail("loss start", "\(example.lossStart)", "0 to \(example.length)")
      }
    }
  }
}
