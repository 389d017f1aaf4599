/// Looks at the files of finished stores and units, so that "done already" is true.
extension OutputDirectory {
  /// Opens a finished store again where files of it are gone.
  ///
  /// - Returns: whether there is something to do.
  func reopenIfIncomplete(_ job: TokenizeJob, _ reporter: Reporter) throws(Problem) -> Bool {
    let manifest = try StoreManifest(file: joined(path, "manifest.json"))
    var missing = MissingFiles(path)
    var whole: Set<String> = []
    for record in manifest.shards {
      let before = missing.names.count
      for (name, file) in zip(record.shard.fileNames, record.shard.files) {
        missing.look(for: name, bytes: file.bytes)
      }
      if let held = record.validation {
        for (name, file) in zip(held.fileNames, held.files) {
          missing.look(for: "validation/" + name, bytes: file.bytes)
        }
      }
      if missing.names.count == before { whole.insert(record.shard.name) }
    }
    missing.look(for: job.tokenizer.files)
    if job.filters.documents.validationShare != nil {
      missing.look(for: job.tokenizer.files, below: "validation/")
      missing.look(for: "validation/manifest.json", bytes: nil)
    }
    if missing.isEmpty { return false }
    try missing.announce(
      format: manifest.origin.format, current: StoreManifest.formatNumber, reporter)
    try reopen(records: records(of: manifest, job, whole: whole))
    return true
  }

  /// The records of the units all of whose shards are whole.
  private func records(
    of manifest: StoreManifest, _ job: TokenizeJob, whole: Set<String>
  ) -> [(unit: String, value: JSONValue)] {
    let layout = job.layout
    return layout.units.indices.compactMap { unit in
      let range = layout.units[unit].shards
      guard range.upperBound <= manifest.shards.count else { return nil }
      let shards = Array(manifest.shards[range])
      guard shards.allSatisfy({ whole.contains($0.shard.name) }) else { return nil }
      return (layout.unitName(unit), StoreUnitRecord(shards).json)
    }
  }

  /// Whether the files of a finished unit are there: where they wait to be published, or published already.
  func hasFiles(of record: StoreShardRecord) -> Bool {
    func isThere(_ unit: String, _ published: String, _ file: FileFacts) -> Bool {
      // In this order: another task may move it meanwhile.
      fileSizeIfThere(finished(unit)) == file.bytes
        || fileSizeIfThere(joined(path, published)) == file.bytes
    }
    let own = zip(record.shard.fileNames, record.shard.files).allSatisfy { isThere($0, $0, $1) }
    guard own, let held = record.validation else { return own }
    return zip(Self.heldFiles(of: held), held.files).allSatisfy {
      isThere($0.unit, "validation/" + $0.published, $1)
    }
  }
}
