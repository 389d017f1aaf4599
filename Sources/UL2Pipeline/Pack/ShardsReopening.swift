/// Looks at the files of finished shards, so that "done already" is true.
extension OutputDirectory {
  /// Opens finished shards again where files of them are gone.
  ///
  /// - Returns: whether there is something to do.
  func reopenIfIncomplete(_ corpus: MixtureStores, _ reporter: Reporter) throws(Problem) -> Bool {
    let manifest = try JSONValue.parse(file: joined(path, "manifest.json"))
    var missing = MissingFiles(path)
    let index = try? MDSIndex(directory: path)
    let rows = index?.shards.reduce(0) { $0 &+ $1.samples }
    var changed: [String] = []
    if let index, rows == manifest["totals"]?["rows"]?.int {
      changed = look(at: index, &missing)
    } else {
      missing.add("index.json")
    }
    missing.look(for: "tokenizer.model", bytes: corpus.tokenizer.modelBytes.count)
    for store in corpus.resolved.stores {
      guard let judged = store.judged, case .some(let bits) = judged.ends else { continue }
      missing.look(for: "eod/\(store.name).npy", bytes: EndsFile.bytes(bits).count)
    }
    if missing.isEmpty { return false }
    try missing.announce(
      format: manifest["format"]?.int ?? 0, current: ShardManifest.formatNumber, reporter)
    // Whatever they say of their blocks, those are made again.
    for name in changed { try removeFile(joined(path, name)) }
    try reopen()
    return true
  }

  /// Looks for all that the root index names; returns the blocks' indexes that say something else.
  private func look(at index: MDSIndex, _ missing: inout MissingFiles) -> [String] {
    var changed: [String] = []
    var first = 0
    while first < index.shards.count {
      let block = directoryName(index.shards[first].raw.name)
      var end = first
      while end < index.shards.count, directoryName(index.shards[end].raw.name) == block {
        let file = index.shards[end].zip ?? index.shards[end].raw
        missing.look(for: file.name, bytes: file.bytes)
        end += 1
      }
      let own = try? MDSIndex(directory: joined(path, block)).shards
      if own?.map({ $0.moved(below: block).entry }) != index.shards[first..<end].map(\.entry) {
        missing.add(joined(block, "index.json"))
        changed.append(joined(block, "index.json"))
      }
      first = end
    }
    return changed
  }
}
