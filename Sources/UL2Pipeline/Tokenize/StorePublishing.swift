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
        missing += job.inputs.indices.count { !done.contains(job.shardName($0)) }
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
    try policy.check(pending.flatMap { $0.records.map(\.shard) })
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
    for i in jobs[j].inputs.indices {
      guard let record = try? outputs[j].shardRecord(of: jobs[j].shardName(i)) else { break }
      records.append(record)
    }
    if records.count == jobs[j].inputs.count { return records }
    guard outputs[j].isFinished else {
      throw Problem(
        .readWrite, "a finished unit's record is damaged", path: jobs[j].output,
        place: jobs[j].shardName(records.count), fix: "run the same command again")
    }
    return try manifest(of: jobs[j]).shards
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
    for record in records where !output.hasFiles(of: record) {
      if output.isFinished { return }
      // Without its record it counts as not done, whoever looks.
      try removeFile(output.finished(record.shard.name + ".done"))
      throw Problem(
        .readWrite, "files of a finished input are gone", path: job.output,
        place: record.shard.name, fix: "run the same command again: it is made again")
    }
    try output.publish(job.tokenizer.modelBytes, as: "tokenizer.model")
    try output.finish(manifest: manifest(job, output, records).json)
  }

  /// The documents held out are a store of their own, below the other.
  private func publishValidation(
    _ job: TokenizeJob, _ output: OutputDirectory, _ held: [StoreShard]
  ) throws(Problem) {
    try makeDirectories(joined(job.output, "validation"))
    for shard in held { try output.publish(held: shard) }
    try output.publish(job.tokenizer.modelBytes, as: "validation/tokenizer.model")
    let manifest = manifest(job, output, held.map { StoreShardRecord($0) })
    try output.publish(ManifestFile.text(manifest.json), as: "validation/manifest.json")
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
