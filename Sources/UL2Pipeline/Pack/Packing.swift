/// `pack`: token stores to shards, in parallel over the units of the plan, by any number of tasks.
package struct Packing: Sendable {
  /// Where the plan comes from.
  package enum Plans: Sendable {
    case made(PlanRequest)
    /// By `plan`, into this directory; its stores may be elsewhere now.
    case saved(String, tokens: String?)
  }

  package var plans: Plans
  package var shards: ShardSettings
  package var output: String
  package var workers: Int
  package var overwrite: Bool
  /// Units that have failed before are tried again.
  package var retryBad = false
  package var share: TaskShare

  package init(
    _ plans: Plans, shards: ShardSettings, output: String, workers: Int, overwrite: Bool = false,
    share: TaskShare = .whole
  ) {
    self.plans = plans
    self.shards = shards
    self.output = output
    self.workers = workers
    self.overwrite = overwrite
    self.share = share
  }

  /// The result.
  package struct Outcome: Sendable {
    package var corpus: MixtureStores
    /// nil where the output had been finished before.
    package var plan: Plan?
    /// Its format's number, where that is an earlier one.
    package var earlierFormat: Int?
  }

  package func run(_ reporter: Reporter) throws(Problem) -> Outcome {
    let corpus =
      switch plans {
      case .made(let settings): try MixtureStores(settings, keptAt: output, reporter)
      case .saved(let path, let tokens): try MixtureStores(plan: path, tokens: tokens)
      }
    corpus.tellNotes(reporter)
    let fingerprints = try corpus.fingerprints()
    let directory = OutputDirectory(
      output, configuration: corpus.configuration(shards, fingerprints: fingerprints),
      earlier: corpus.earlierConfigurations(shards, fingerprints: fingerprints), share: share)
    var inputs = corpus.resolved.stores.map(\.store.path) + [corpus.tokenizer.path]
    if case .saved(let path, _) = plans { inputs.append(path) }
    var state = try directory.examine(overwrite: overwrite, inputs: inputs)
    if state == .finished, try directory.reopenIfIncomplete(corpus, reporter) { state = .open }
    switch state {
    case .finished: return done(corpus)
    case .outdated: reporter.note(directory.outdatedNote)
    case .abandoned: reporter.note(directory.abandonedNote)
    case .open: break
    }
    let plan = try corpus.savedOrNewPlan(share, reporter)
    if try directory.begin(overwrite: overwrite) == .finished { return done(corpus) }
    let queue = UnitQueue(
      [directory], units: PackUnits(blocks: plan.blocks.count).queued(), share: share)
    do throws(Problem) {
      try pack(plan, corpus, fingerprints, directory, queue, reporter)
    } catch {
      queue.giveBack()
      // Others may have finished all, and taken away where this task was writing.
      guard directory.isFinished else {
        let kept = queue.units.count - ((try? queue.unfinished()) ?? queue.units.count)
        throw error.leaving(WorkLeft(kept: kept, all: queue.units.count, unit: "unit").wording)
      }
    }
    // A slower task may have left something where a faster one had cleared away.
    if directory.isFinished { directory.removeWork() }
    return Outcome(corpus: corpus, plan: plan)
  }

  private func done(_ corpus: MixtureStores) -> Outcome {
    let manifest = try? JSONValue.parse(file: joined(output, "manifest.json"))
    let found = manifest?["format"]?.int
    return Outcome(
      corpus: corpus, earlierFormat: found == DatasetManifest.formatNumber ? nil : found)
  }

  private func pack(
    _ plan: Plan, _ corpus: MixtureStores, _ fingerprints: [String], _ directory: OutputDirectory,
    _ queue: UnitQueue, _ reporter: Reporter
  ) throws(Problem) {
    if retryBad { try directory.forgetFailures() }
    try KeptEnds.keep(corpus.resolved, directory)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    let format = shards.rowFormat(corpus.resolved)
    try prepare(plan, corpus, fingerprints, format, directory)
    try packUnits(plan, corpus.resolved, format, directory, queue, reporter)
    try queue.checkFailures()
    try ShardsPublishing(output: directory, units: queue.units.map(\.name)).publish(reporter)
  }

  /// Everything that is published besides the units is known before the first of them: so any task, and
  /// `finalize`, can publish.
  private func prepare(
    _ plan: Plan, _ corpus: MixtureStores, _ fingerprints: [String], _ format: RowFormat,
    _ directory: OutputDirectory
  ) throws(Problem) {
    let bytes = plan.fileBytes
    let facts = DatasetManifest.PlanFacts(
      corpus.resolved, corpus.identity(fingerprints: fingerprints), file: bytes)
    let manifest = DatasetManifest(
      path: joined(output, "manifest.json"), corpus.resolved, plan, facts, format,
      configuration: directory.configuration, tokenizer: corpus.tokenizer.identity,
      fingerprints: fingerprints)
    try corpus.prepare(plan: bytes, directory)
    try directory.prepare(ManifestFile.text(manifest.json), as: "manifest.json")
    try directory.writeUnits(.shards, count: PackUnits(blocks: plan.blocks.count).count)
  }

  private func packUnits(
    _ plan: Plan, _ resolved: ResolvedPlan, _ format: RowFormat, _ directory: OutputDirectory,
    _ queue: UnitQueue, _ reporter: Reporter
  ) throws(Problem) {
    let units = PackUnits(blocks: plan.blocks.count)
    let tokens = try prepareUnits(plan, units, queue, directory)
    if share == .whole {
      let left = Double(plan.rowBytes(format)) * Double(tokens.left) / Double(max(1, tokens.all))
      try directory.checkSpace(for: Int(left), isCompressed: shards.compression != nil, reporter)
    }
    warnOfCount(plan, units, format, reporter)
    reporter.begin()
    defer { reporter.end() }
    try forEachUnit(workers: min(workers, units.count)) {
      UnitPacker(resolved, plan, format, shards.shardSize, directory)
    } next: { () throws(Problem) in
      try queue.next()
    } body: { packer, unit throws(Problem) in
      do throws(Problem) {
        try packer.pack(unit)
        queue.finished(unit)
      } catch  where error.kind == .badInput || error.kind == .unreadable {
        // The only unit's is what the run ends with.
        if queue.units.count > 1 { reporter.report(error) }
        try queue.failed(unit, error)
      }
      reporter.advance(
        plan.tokens(ofBlocks: units.blocks(of: unit)), of: tokens.left, unit: "tokens")
    }
  }

  /// Forgets the records of units whose files are gone; returns the raw tokens that are still to be packed.
  private func prepareUnits(
    _ plan: Plan, _ units: PackUnits, _ queue: UnitQueue, _ directory: OutputDirectory
  ) throws(Problem) -> (left: Int, all: Int) {
    let done = try directory.finishedUnits()
    var left = plan.totals.all.tokens
    for (i, unit) in queue.units.enumerated() where done.contains(unit.name) {
      if try directory.unitRecord(of: unit.name)?.isWhole(in: directory.building) == true {
        left -= plan.tokens(ofBlocks: units.blocks(of: i))
      } else {
        // Another task does it too; that does no harm.
        try directory.forgetRows(of: unit.name)
      }
    }
    return (left, plan.totals.all.tokens)
  }

  /// A size that was given may be too small for what is packed.
  private func warnOfCount(
    _ plan: Plan, _ units: PackUnits, _ format: RowFormat, _ reporter: Reporter
  ) {
    guard case .limit(let limit) = shards.shardSize else { return }
    let expected = max(units.count, plan.rowBytes(format) / limit)
    if expected > ShardSize.mostShards {
      reporter.warn(
        "about \(grouped(expected)) shards of at most \(grouped(limit)) bytes: readers take minutes and gigabytes to open so many; larger ones, or the automatic size, keep them below \(grouped(ShardSize.mostShards))"
      )
    }
  }
}

extension PackUnits {
  /// As a queue has them, all of one output.
  func queued() -> [UnitQueue.Unit] {
    (0..<count).map { UnitQueue.Unit(output: 0, name: Self.name($0)) }
  }
}

extension DatasetManifest.PlanFacts {
  /// - Parameters:
  ///   - identity: all that the plan depends on.
  ///   - file: the bytes of `plan.bin`.
  init(_ plan: ResolvedPlan, _ identity: JSONValue, file: [UInt8]) {
    self.init(
      limit: plan.planner.settings.limit,
      fingerprint: hexadecimal(UL2Core.xxh3(identity.bytes())),
      xxh3: hexadecimal(UL2Core.xxh3(file)), continuation: plan.continuation)
  }
}
