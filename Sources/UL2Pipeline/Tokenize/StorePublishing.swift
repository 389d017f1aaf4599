/// Finished units become token stores. Several tasks may do it at the same time, each step having the
/// same result in any task, and a task that ends in between leaves what the next one can finish
/// (`docs/decisions/0007-ranks.md`).
struct StorePublishing {
  let jobs: [TokenizeJob]
  let outputs: [OutputDirectory]
  /// As they were when the run began.
  let states: [OutputDirectory.State]

  /// Publishes what is not published, if bad input is within limits.
  func publish(_ policy: BadInputPolicy) throws(Problem) -> [TokenizeReport] {
    var pending: [(job: Int, records: [StoreShardRecord])] = []
    var finished: [Int: [(name: String, record: StoreUnitRecord)]] = [:]
    var reports: [TokenizeReport] = []
    for (j, job) in jobs.enumerated() {
      var report = TokenizeReport(
        source: job.source.name, output: job.output, totals: StoreTotals())
      let records: [StoreShardRecord]
      if states[j] == .open, let units = try units(of: j) {
        finished[j] = units
        records = units.flatMap(\.record.shards)
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
    for (j, units) in finished.sorted(by: { $0.key < $1.key }) where !outputs[j].isFinished {
      do throws(Problem) {
        try StorePublication(jobs[j], outputs[j]).publish(units)
      } catch {
        // Another task was faster, and took away what this one was about to publish.
        guard outputs[j].isFinished else { throw error }
      }
    }
    return reports
  }

  /// A job's units with their records; nil where another task has published them.
  private func units(
    of j: Int
  ) throws(Problem) -> [(name: String, record: StoreUnitRecord)]? {
    var units: [(name: String, record: StoreUnitRecord)] = []
    var examples = SkipExamples()
    for unit in StoreUnit.all(of: jobs[j], j) {
      guard var record = try outputs[j].storeRecord(of: unit.name),
        record.shards.count == jobs[j].layout.units[unit.number].shards.count
      else {
        if outputs[j].isFinished { return nil }
        throw Problem(
          .readWrite, "a finished unit's record is damaged", path: jobs[j].output,
          place: unit.name, fix: "run the same command again")
      }
      record.shards.keepFirstExamples(after: &examples)
      units.append((unit.name, record))
    }
    return units
  }

  private func manifest(of job: TokenizeJob) throws(Problem) -> StoreManifest {
    try StoreManifest(file: joined(job.output, "manifest.json"))
  }
}
