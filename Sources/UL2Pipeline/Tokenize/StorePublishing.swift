/// Finished units become token stores. Several tasks may do it at the same time, each step having the
/// same result whoever takes it, and whoever is ended in between leaves what the next one can finish
/// (`docs/decisions/0007-ranks.md`).
struct StorePublishing {
  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  /// As they were when the run began.
  let states: [OutputDirectory.State]

  /// Inputs of all jobs that nobody has finished yet.
  func missingInputs() throws(Problem) -> Int {
    var missing = 0
    for (j, job) in jobs.enumerated() where states[j] == .open && !outputs[j].isFinished {
      do throws(Problem) {
        let done = try outputs[j].finishedUnits()
        missing += job.inputCount(ofUnits: { !done.contains($0) })
      } catch {
        guard outputs[j].isFinished else { throw error }
      }
    }
    return missing
  }

  /// Publishes what is not published, if bad input is within limits.
  func publish(_ policy: BadInputPolicy) throws(Problem) -> [TokenizeReport] {
    var pending: [(job: Int, records: [StoreShardRecord])] = []
    var reports: [TokenizeReport] = []
    for (j, job) in jobs.enumerated() {
      var report = TokenizeReport(
        source: job.source.name, output: job.output, totals: StoreTotals())
      let records: [StoreShardRecord]
      if states[j] == .open {
        records = try self.records(of: j)
        pending.append((j, records))
      } else {
        let manifest = try manifest(of: job)
        records = manifest.shards
        report.earlierFormat = manifest.origin.format
      }
      report.totals = StoreTotals(records.lazy.map(\.shard))
      reports.append(report)
    }
    // Finished units stay: with a higher limit the same command only has to publish them.
    try policy.check(
      pending.flatMap { $0.records.map(\.shard) },
      inputs: pending.reduce(0) { $0 + jobs[$1.job].inputs.count })
    for (j, records) in pending {
      let shards = records.map(\.shard) + records.compactMap(\.validation)
      try policy.checkUnknown(jobs[j].name, shards, model: jobs[j].tokenizer.path)
    }
    if !policy.allowsEmpty { try EmptyStores.check(pending.map { (jobs[$0.job], $0.records) }) }
    for (j, records) in pending where !outputs[j].isFinished {
      do throws(Problem) {
        try publish(jobs[j], outputs[j], records)
      } catch {
        // Another task was faster, and took away what this one was about to publish.
        guard outputs[j].isFinished else { throw error }
      }
    }
    return reports
  }

  /// The records of a job's units, from its manifest where another task has published it.
  private func records(of j: Int) throws(Problem) -> [StoreShardRecord] {
    var records: [StoreShardRecord] = []
    for unit in StoreUnit.all(of: jobs[j], j) {
      guard let record = (try? outputs[j].unitRecord(of: unit.name)) ?? nil,
        record.shards.count == jobs[j].layout.units[unit.number].shards.count
      else {
        if outputs[j].isFinished { return try manifest(of: jobs[j]).shards }
        throw Problem(
          .readWrite, "a finished unit's record is damaged", path: jobs[j].output,
          place: unit.name, fix: "run the same command again")
      }
      records += record.shards
    }
    return records
  }

  private func manifest(of job: TokenizeJob) throws(Problem) -> StoreManifest {
    try StoreManifest(file: joined(job.output, "manifest.json"))
  }

  private func publish(
    _ job: TokenizeJob, _ output: OutputDirectory, _ records: [StoreShardRecord]
  ) throws(Problem) {
    try output.makeWay()
    if job.choosing.choice.validationShare != nil {
      try publishValidation(job, output, records.compactMap(\.validation))
    }
    for record in records { try output.publish(record.shard) }
    // Over a network, that a name is absent may be remembered for a while, but a directory that is opened is
    // asked for anew.
    _ = try listDirectory(job.output)
    for (i, record) in records.enumerated() where !output.hasFiles(of: record) {
      if output.isFinished { return }
      // Without its record it counts as not done, whoever looks.
      if let unit = job.layout.units.firstIndex(where: { $0.shards.contains(i) }) {
        try removeFile(output.finished(job.layout.unitName(unit) + ".done"))
      }
      throw Problem(
        .readWrite, "files of a finished shard are gone", path: job.output,
        place: record.shard.name, fix: "run the same command again: it is made again")
    }
    try output.publish(job.tokenizer.modelBytes, as: "tokenizer.model")
    let manifest = manifest(job, output, records)
    try publishSegments(of: manifest, output)
    try output.finish(manifest: manifest.json)
  }

  /// The documents held out are a store of their own, below the other.
  private func publishValidation(
    _ job: TokenizeJob, _ output: OutputDirectory, _ held: [StoreShard]
  ) throws(Problem) {
    try makeDirectories(joined(job.output, "validation"))
    for shard in held { try output.publish(held: shard) }
    try output.publish(job.tokenizer.modelBytes, as: "validation/tokenizer.model")
    let manifest = manifest(job, output, held.map { StoreShardRecord($0) })
    try publishSegments(of: manifest, output, below: "validation/")
    try output.publish(ManifestFile.text(manifest.json), as: "validation/manifest.json")
  }

  private func publishSegments(
    of manifest: StoreManifest, _ output: OutputDirectory, below: String = ""
  ) throws(Problem) {
    for (path, bytes) in manifest.segmentFiles {
      try makeDirectories(directoryName(joined(output.path, below + path)))
      try output.publish(bytes, as: below + path)
    }
  }

  private func manifest(
    _ job: TokenizeJob, _ output: OutputDirectory, _ shards: [StoreShardRecord]
  ) -> StoreManifest {
    let model = job.tokenizer
    return StoreManifest(
      origin: ManifestOrigin(
        format: StoreManifest.formatNumber, configuration: output.configuration),
      source: job.source.name,
      reader: job.options.json, choice: job.choosing.json,
      model: StoreManifest.Model(
        hash: model.hash, vocabularySize: model.vocabularySize,
        eos: job.appendsEOD ? job.eos : model.eos,
        protectedPieces: model.protectedPieces),
      engine: StoreManifest.Engine(
        tier: model.engine.kind.rawValue, library: sentencePieceLibrary(),
        reason: model.engine.reason),
      type: job.tokenType, appendsEOD: job.appendsEOD, shards: shards)
  }
}
