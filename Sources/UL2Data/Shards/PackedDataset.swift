/// A directory that `pack` wrote, row by row: rows whose numbers have been checked against each other and
/// the manifest, so that whoever uses them needs no bounds checks.
public final class PackedDataset: RowDataset {
  public let path: String
  public let manifest: DatasetManifest
  package let shards: MDSDataset

  public var rowCount: Int { shards.sampleCount }

  /// - Parameter path: the directory with `manifest.json` and `index.json`.
  public convenience init(_ path: String) throws(Problem) {
    try self.init(path, manifest: .parse(file: joined(path, "manifest.json")))
  }

  /// - Parameter json: what its `manifest.json` holds.
  package init(_ path: String, manifest json: JSONValue) throws(Problem) {
    self.path = path
    manifest = try DatasetManifest(json, path: joined(path, "manifest.json"))
    shards = try MDSDataset(path)
  }

  /// - Parameter index: below `rowCount`.
  public func row(_ index: Int) throws(Problem) -> PackedRow {
    let entry = shards.index.shards[shards.locate(index).shard]
    let path = joined(path, (entry.zip ?? entry.raw).name)
    func fail(_ problem: String, _ got: String?, _ expected: String?) -> Problem {
      Problem(
        .badInput, problem, path: path, place: "row \(index)", got: got, expected: expected)
    }
    try manifest.checkColumns(of: entry, path: path)
    let row = try PackedRow(shards.sample(index), index: index, fail)
    try row.checkBounds(fail)
    for example in row.examples {
      try manifest.checkReferences(example, fail)
      for (name, value) in [
        ("prefix length", example.prefixLength), ("loss start", example.lossStart),
      ] where !(0...example.length).contains(value) {
        throw fail(name, "\(value)", "0 to \(example.length)")
      }
    }
    return row
  }
}
