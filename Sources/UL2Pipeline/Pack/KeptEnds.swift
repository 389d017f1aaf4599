/// Which documents end in an EOD, as their last tokens showed. It is kept beside the output: in `.ul2prep/` while
/// packing, then in the manifest and in `eod/`, so that a run that continues need not read those tokens again.
///
/// It is valid while the store's index is the same and its data has not been written to.
struct KeptEnds {
  private let output: OutputDirectory

  /// - Parameter output: the directory; its configuration need not be known yet.
  init(_ output: String) { self.output = OutputDirectory(output, configuration: .null) }

  private static func unit(_ name: String) -> String { name + ".eod" }

  /// The earlier finding for a source's store; nil where none is kept, or it may no longer
  /// hold.
  func read(_ name: String, _ store: TokenStore, eos: Int) throws(Problem) -> JudgedEnds? {
    let fingerprint = hexadecimal(try store.fingerprint)
    return readRecord(name, store, fingerprint, eos) ?? readManifest(name, store, fingerprint, eos)
  }

  private func readRecord(
    _ name: String, _ store: TokenStore, _ fingerprint: String, _ eos: Int
  ) -> JudgedEnds? {
    let unit = Self.unit(name)
    guard let record = try? output.record(of: unit), record["store"]?.string == fingerprint,
      record["eos"]?.int == eos, let counts = record["eod"],
      isNewer(output.finished(unit + ".done"), than: store)
    else { return nil }
    return judged(counts, store, bitmap: output.finished(unit + ".npy"))
  }

  private func readManifest(
    _ name: String, _ store: TokenStore, _ fingerprint: String, _ eos: Int
  ) -> JudgedEnds? {
    let path = joined(output.path, "manifest.json")
    guard let manifest = try? JSONValue.parse(file: path),
      manifest["tokenizer"]?["eos"]?.int == eos,
      let source = manifest["sources"]?.array?.first(where: { $0["name"]?.string == name }),
      source["store"]?["xxh3"]?.string == fingerprint, let counts = source["eod"],
      isNewer(path, than: store)
    else { return nil }
    return judged(counts, store, bitmap: joined(output.path, "eod/\(name).npy"))
  }

  private func judged(_ counts: JSONValue, _ store: TokenStore, bitmap path: String) -> JudgedEnds?
  {
    let known = try? DatasetManifest.JudgedEnds(JSONObjectReader(counts, .manifest(output.path)))
    return try? known?.read(store, in: output.path, bitmapAt: path)
  }

  private func isNewer(_ path: String, than store: TokenStore) -> Bool {
    guard let time = modificationTime(path) else { return false }
    return store.shards.allSatisfy { shard in
      modificationTime(shard.path + ".bin").map { $0 <= time } ?? false
    }
  }

  /// Keeps what was found while the output is being made, which has begun.
  static func keep(_ plan: ResolvedPlan, _ output: OutputDirectory) throws(Problem) {
    for store in plan.stores {
      guard let judged = store.judged else { continue }
      let unit = unit(store.name)
      var files: [String] = []
      if case .some(let bits) = judged.ends {
        files = [unit + ".npy"]
        try AtomicFile.write(EndsFile.bytes(bits), to: output.scratch(files[0]))
      }
      try output.record(
        unit,
        [
          "store": .string(hexadecimal(try store.store.fingerprint)),
          "eos": JSONValue(plan.reserved.eos),
          "eod": DatasetManifest.JudgedEnds(judged, name: store.name).json,
        ], files: files)
    }
  }

  /// Prepares the bitmaps that the manifest names.
  static func prepare(_ plan: ResolvedPlan, _ output: OutputDirectory) throws(Problem) {
    for store in plan.stores {
      guard let judged = store.judged, case .some(let bits) = judged.ends else { continue }
      try output.prepare(EndsFile.bytes(bits), as: "eod/\(store.name).npy")
    }
  }
}

/// Looks at the last tokens of the stores that do not say whether their documents end in an
/// EOD: nil for the others.
func judgedEnds(
  _ mixture: ResolvedMixture, _ stores: [TokenStore], kept: KeptEnds?, _ reporter: Reporter
) throws(Problem) -> [JudgedEnds?] {
  var all: [JudgedEnds?] = []
  let eos = mixture.reserved.eos
  for (source, store) in zip(mixture.mixture.activeSources, stores) {
    if source.endsInEOD != nil || store.manifest != nil {
      all.append(nil)
      continue
    }
    if let known = try kept?.read(source.name, store, eos: eos) {
      all.append(known)
      continue
    }
    reporter.begin()
    let judged = try store.judgedEnds(eos: eos) {
      reporter.advance($0, of: store.documentCount, unit: "documents")
    }
    reporter.end()
    if kept == nil {
      reporter.note(
        "\(source.name): the last token of each document was read because nothing says whether it is an end-of-document token; the next plan will read them again, unless the mixture has \"eod\": true or false"
      )
    }
    all.append(judged)
  }
  return all
}

extension SourceStore {
  /// The ends of its documents as they were judged, for comparison.
  var endsJSON: JSONValue {
    guard case .some(let bits) = ends else { return .bool(ends == .all) }
    return .string(hexadecimal(xxh3(bits.bytes)))
  }
}
