/// `pack`: token stores to shards, in parallel over the blocks of the plan.
package struct Packing: Sendable {
  package var settings: PackSettings
  package var output: String
  package var workers: Int
  package var overwrite: Bool

  package init(settings: PackSettings, output: String, workers: Int, overwrite: Bool) {
    self.settings = settings
    self.output = output
    self.workers = workers
    self.overwrite = overwrite
  }

  /// What came of it.
  package struct Outcome: Sendable {
    package var corpus: MixtureStores
    /// nil where the output had been finished before.
    package var plan: Plan?
    /// Its format's number, where that is an earlier one.
    package var earlierFormat: Int?
  }

  package func run(_ reporter: Reporter) throws(Problem) -> Outcome {
    let corpus = try MixtureStores(settings, keptAt: output, reporter)
    let resolved = corpus.resolved
    corpus.tellNotes(reporter)
    let fingerprints = try resolved.fingerprints()
    let directory = OutputDirectory(
      output, configuration: corpus.configuration(fingerprints: fingerprints),
      earlier: corpus.configurationOfFormat1(fingerprints: fingerprints))
    var state = try directory.examine(
      overwrite: overwrite,
      inputs: resolved.stores.map(\.store.path) + [corpus.tokenizer.path])
    if state == .finished, try directory.reopenIfIncomplete(corpus, reporter) { state = .open }
    switch state {
    case .finished:
      let manifest = try? JSONValue.parse(file: joined(output, "manifest.json"))
      let found = manifest?["format"]?.int
      return Outcome(
        corpus: corpus, earlierFormat: found == ShardManifest.formatNumber ? nil : found)
    case .outdated: reporter.note(directory.outdatedNote)
    case .abandoned: reporter.note(directory.abandonedNote)
    case .open: break
    }
    let plan = try corpus.plan(reporter)
    do throws(Problem) {
      try pack(plan, corpus, fingerprints, directory, reporter)
    } catch {
      // Blocks appear whole; they are not read, which an interruption would end.
      let kept = plan.blocks.count {
        exists(joined(directory.building, blockName($0.index) + "/index.json"))
      }
      throw error.leaving(WorkLeft(kept: kept, all: plan.blocks.count, unit: "block").wording)
    }
    return Outcome(corpus: corpus, plan: plan)
  }

  private func pack(
    _ plan: Plan, _ corpus: MixtureStores, _ fingerprints: [String], _ directory: OutputDirectory,
    _ reporter: Reporter
  ) throws(Problem) {
    let resolved = corpus.resolved
    try directory.begin(overwrite: overwrite)
    try KeptEnds.keep(resolved, directory)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    let format = RowFormat(settings, special: resolved.special)
    try packBlocks(plan, resolved, format, directory, reporter)
    try AtomicFile.write(
      corpus.tokenizer.modelBytes, to: joined(directory.building, "tokenizer.model"))
    try KeptEnds.publish(resolved, below: directory.building)
    // A leftover of a longer plan cannot be here: its configuration would be another.
    try writeRootIndex(plan, in: directory.building)
    let manifest = ShardManifest(
      path: joined(output, "manifest.json"), resolved, plan, format,
      configuration: directory.configuration, modelHash: hexadecimal(corpus.tokenizer.hash),
      fingerprints: fingerprints)
    try directory.finish(manifest: manifest.json)
  }

  private func packBlocks(
    _ plan: Plan, _ resolved: ResolvedPlan, _ format: RowFormat, _ directory: OutputDirectory,
    _ reporter: Reporter
  ) throws(Problem) {
    let pending = plan.blocks.filter { !isWhole(joined(directory.building, blockName($0.index))) }
    let left = plan.rowBytes(format) / max(1, plan.blocks.count) * pending.count
    try directory.checkSpace(for: left, isCompressed: settings.compression != nil, reporter)
    for block in pending { try removeTree(joined(directory.building, blockName(block.index))) }
    // What is kept is not done again, and not counted.
    let total = Int(
      Double(plan.totals.all.tokens) * Double(pending.count) / Double(max(1, plan.blocks.count)))
    let marked = Shared(0)
    reporter.begin()
    defer { reporter.end() }
    try forEachUnit(pending.count, workers: workers) {
      BlockPacker(resolved, format, directory)
    } body: { packer, i throws(Problem) in
      let before = packer.markedExamples
      reporter.advance(try packer.pack(pending[i]), of: total, unit: "tokens")
      let found = packer.markedExamples - before
      if found > 0 { marked.value.withLock { $0 += found } }
    }
    warnOfMarkers(marked.value.withLock { $0 }, reporter)
  }

  /// Whether a block's directory has an index, and every file that it names in its size.
  private func isWhole(_ directory: String) -> Bool {
    guard let index = try? MDSIndex(directory: directory) else { return false }
    return index.shards.allSatisfy { shard in
      let file = shard.zip ?? shard.raw
      return (try? fileSize(joined(directory, file.name))) == file.bytes
    }
  }

  /// The index of all blocks' shards, written entry by entry.
  private func writeRootIndex(_ plan: Plan, in output: String) throws(Problem) {
    var file = try FileWriter(joined(output, "index.json"))
    try file.write(Array(MDSIndex.opening.utf8))
    var isFirst = true
    for block in plan.blocks {
      let name = blockName(block.index)
      for shard in try MDSIndex(directory: joined(output, name)).shards {
        if !isFirst { try file.write(Array(", ".utf8)) }
        isFirst = false
        try file.write(shard.moved(below: name).entry.bytes(.spaced))
      }
    }
    try file.write(Array(MDSIndex.closing.utf8))
    _ = try file.publish()
  }
}
