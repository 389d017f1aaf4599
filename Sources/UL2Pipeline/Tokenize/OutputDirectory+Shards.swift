/// The units of a store's output: an input's shard, and that of the validation store which stands beside it
/// until both are published.
extension OutputDirectory {
  /// Keeps the record of a finished shard, and its files.
  func record(_ record: StoreShardRecord) throws(Problem) {
    let held = record.validation.map { Self.heldFiles(of: $0).map(\.unit) } ?? []
    try self.record(record.shard.name, record.json, files: record.shard.fileNames + held)
  }

  /// The record of a shard that has been finished; nil where it has not been, or was damaged.
  func shardRecord(of unit: String) throws(Problem) -> StoreShardRecord? {
    guard let json = try record(of: unit) else { return nil }
    return try? StoreShardRecord(JSONObjectReader(json, .manifest(finished(unit + ".done"))))
  }

  /// Moves a shard's finished files; a try that was ended here before has moved some already.
  func publish(_ shard: StoreShard) throws(Problem) {
    for name in shard.fileNames { try publish(name, as: name) }
  }

  /// Moves those of the validation store, which is below the other.
  func publish(held shard: StoreShard) throws(Problem) {
    for file in Self.heldFiles(of: shard) {
      try publish(file.unit, as: "validation/" + file.published)
    }
  }

  /// The files of a shard of the validation store, as they are called as long as its unit is not published,
  /// and then.
  static func heldFiles(of shard: StoreShard) -> [(unit: String, published: String)] {
    StoreShard.fileEndings.map { (shard.name + ".validation" + $0, shard.name + $0) }
  }
}
