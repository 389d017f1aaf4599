/// The units of a store's output: some shards, each with that of the validation store, which is beside it
/// until both are published.
extension OutputDirectory {
  /// Keeps the record of a finished unit, and the files of its shards.
  func record(_ unit: String, _ record: StoreUnitRecord) throws(Problem) {
    let files = record.shards.flatMap { record in
      record.shard.fileNames + (record.validation.map { Self.heldFiles(of: $0).map(\.unit) } ?? [])
    }
    try self.record(unit, record.json, files: files)
  }

  /// The record of a unit that has been finished; nil where it has not been, or was damaged.
  func storeRecord(of unit: String) throws(Problem) -> StoreUnitRecord? {
    guard let json = try record(of: unit) else { return nil }
    return storeRecord(json, of: unit)
  }

  private func storeRecord(_ json: JSONValue, of unit: String) -> StoreUnitRecord? {
    try? StoreUnitRecord(JSONObjectReader(json, .manifest(finished(unit + ".done"))))
  }

  /// Lets a unit count as not done whose record is damaged, or whose files are gone.
  func forgetShards(of unit: String) throws(Problem) {
    try forget(unit) { json in
      storeRecord(json, of: unit)?.shards.allSatisfy { hasFiles(of: $0) } ?? false
    }
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
