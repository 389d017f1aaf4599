/// Looks at the files of finished shards, so that "done already" is true.
extension OutputDirectory {
  /// Opens finished shards again where files of them are gone.
  ///
  /// - Returns: whether there is something to do.
  func reopenIfIncomplete(_ corpus: MixtureStores, _ reporter: Reporter) throws(Problem) -> Bool {
    let manifest = try JSONValue.parse(file: joined(path, "manifest.json"))
    let format = manifest["format"]?.int ?? 0
    var missing = MissingFiles(path)
    let index = try? MDSIndex(directory: path)
    let rows = index?.shards.reduce(0) { $0 &+ $1.samples }
    var whole: [UnitRecord] = []
    if let index, rows == manifest["totals"]?["rows"]?.int {
      whole = look(at: index, &missing)
    } else {
      missing.add("index.json")
    }
    missing.look(for: corpus.tokenizer.files)
    if format == DatasetManifest.formatNumber {
      missing.look(for: SavedPlan.fileName, bytes: nil)
    }
    for store in corpus.resolved.stores {
      guard let judged = store.judged, case .some(let bits) = judged.ends else { continue }
      missing.look(for: "eod/\(store.name).npy", bytes: EndsFile.bytes(bits).count)
    }
    if missing.isEmpty { return false }
    try missing.announce(format: format, current: DatasetManifest.formatNumber, reporter)
    try reopen(records: whole.map { ($0.name, $0.json) })
    return true
  }

  /// Looks for all that the root index names; returns the units that are whole.
  private func look(at index: MDSIndex, _ missing: inout MissingFiles) -> [UnitRecord] {
    var whole: [UnitRecord] = []
    var first = 0
    while first < index.shards.count {
      let unit = directoryName(index.shards[first].raw.name)
      let shards = index.shards[first...].prefix { directoryName($0.raw.name) == unit }
      let before = missing.names.count
      for shard in shards {
        let file = shard.zip ?? shard.raw
        missing.look(for: file.name, bytes: file.bytes)
      }
      if missing.names.count == before {
        whole.append(UnitRecord(name: unit, shards: Array(shards), markedExamples: nil))
      }
      first += shards.count
    }
    return whole
  }
}
