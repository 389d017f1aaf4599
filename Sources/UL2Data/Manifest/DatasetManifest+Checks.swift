/// What rows and shards must agree with.
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
    func inside(_ name: String, _ value: Int, _ count: Int) throws(Problem) {
      guard (0..<count).contains(value) else {
        throw fail("\(name) that the manifest does not have", "\(value)", "0 to \(count - 1)")
      }
    }
    try inside("an objective", example.objective, objectives.count)
    try inside("a source", example.source, sources.count)
    let source = sources[example.source]
    try inside("an epoch of \(source.name)", example.epoch, source.epochs)
    try inside("a document of \(source.name)", example.document, source.store.documents)
  }
}
