/// `tokenize`: raw inputs to token stores, one shard an input, in parallel over inputs.
public struct Tokenization: Sendable {
  public var jobs: [TokenizeJob]
  public var workers: Int
  public var policy: BadInputPolicy
  public var overwrite: Bool

  public init(jobs: [TokenizeJob], workers: Int, policy: BadInputPolicy, overwrite: Bool) {
    self.jobs = jobs
    self.workers = workers
    self.policy = policy
    self.overwrite = overwrite
  }

  /// What came of one job.
  public struct Result: Sendable {
    public var source: String
    public var output: String
    public var documents: Int
    public var tokens: Int
    public var textBytes: Int
    public var skipped: SkipCounts
    /// The store had been finished before.
    public var wasFinished: Bool
  }

  /// Runs all jobs; their stores are published when all units of all of them are done.
  public func run(_ reporter: Reporter) throws(Problem) -> [Result] {
    try askForRemoteInputs()
    var outputs: [OutputDirectory] = []
    var states: [OutputDirectory.State] = []
    for job in jobs {
      guard !job.appendsEOD || job.tokenizer.eos != nil else {
        throw Problem(
          .usage, "--append-eod needs an end-of-sequence piece", path: job.tokenizer.path,
          expected: "a model with one")
      }
      let output = OutputDirectory(job.output, configuration: try job.configuration())
      let state = try output.examine(
        overwrite: overwrite, inputs: job.inputs.filter { $0 != "-" } + [job.tokenizer.path])
      guard state == .open || job.inputs.allSatisfy(hasIdentity) else {
        throw Problem(
          .cannotWrite, "a finished output stands here", path: job.output,
          got: "standard input or a pipe, which cannot be compared with what made it",
          fix: "choose another --output, or pass --overwrite")
      }
      outputs.append(output)
      states.append(state)
    }
    for (output, state) in zip(outputs, states) where state == .open {
      try output.begin(overwrite: overwrite)
    }
    var units: [ShardsJob.Unit] = []
    for (j, job) in jobs.enumerated() where states[j] == .open {
      for (i, path) in job.inputs.enumerated()
      where try outputs[j].record(of: job.shardName(i)) == nil {
        units.append(
          ShardsJob.Unit(job: j, input: i, bytes: try inputIdentity(path).size ?? .max))
      }
    }
    // The largest first, so that no worker is left alone with one at the end.
    units.sort { ($0.bytes, $1.job, $1.input) > ($1.bytes, $0.job, $0.input) }
    reporter.begin()
    try tokenize(units, outputs, reporter)
    reporter.end()
    return try publish(outputs, states, reporter)
  }

  /// Asks which versions of the remote inputs there are; the answers are kept. Side by side, since a
  /// crawl has 60,000 files, but not so many that a server would take it for an attack.
  private func askForRemoteInputs() throws(Problem) {
    let remote = jobs.flatMap { $0.inputs.filter(isRemote) }
    try forEachUnit(remote.count, workers: 8) {
    } body: { _, i throws(Problem) in
      _ = try inputIdentity(remote[i])
    }
  }

  private func tokenize(
    _ units: [ShardsJob.Unit], _ outputs: [OutputDirectory], _ reporter: Reporter
  ) throws(Problem) {
    guard let tokenizer = jobs.first?.tokenizer else { return }
    let job = ShardsJob(
      jobs: jobs, outputs: outputs, units: units, tokenizer: tokenizer,
      threads: decodingThreads(workers: workers, inputs: units.count), reporter: reporter)
    try runInputs(
      job, count: units.count, workers: workers, order: .interleaved, reporter: reporter)
  }

  private func publish(
    _ outputs: [OutputDirectory], _ states: [OutputDirectory.State], _ reporter: Reporter
  ) throws(Problem) -> [Result] {
    var all = StoreTotals()
    var pending: [(job: Int, records: [JSONValue], totals: StoreTotals)] = []
    var results: [Result] = []
    for (j, job) in jobs.enumerated() {
      var records: [JSONValue] = []
      if states[j] == .finished {
        records =
          try JSONValue.parse(file: joined(job.output, "manifest.json"))["shards"]?.array ?? []
      } else {
        for i in job.inputs.indices {
          guard let record = try outputs[j].record(of: job.shardName(i)) else {
            throw Problem(.readWrite, "a finished unit's record is damaged", path: job.output)
          }
          records.append(record)
          all.add(record)
        }
      }
      var totals = StoreTotals()
      for record in records { totals.add(record) }
      if states[j] == .open { pending.append((j, records, totals)) }
      results.append(
        Result(
          source: job.source.rawValue, output: job.output, documents: totals.documents,
          tokens: totals.tokens, textBytes: totals.textBytes, skipped: totals.skipped,
          wasFinished: states[j] == .finished))
    }
    // Finished units stay: with a higher limit the same command only has to publish them.
    try policy.check(
      all, inputs: pending.reduce(0) { $0 + $1.records.count })
    for (j, records, totals) in pending {
      let job = jobs[j]
      if job.choosing.choice.validationShare != nil {
        try publishValidation(job, outputs[j], records)
      }
      for record in records {
        let name = record["name"]?.string ?? ""
        try move(record, from: outputs[j].scratch(name), to: job.output)
      }
      try AtomicFile.write(job.tokenizer.modelBytes, to: joined(job.output, "tokenizer.model"))
      try outputs[j].finish(
        manifest: manifest(job, outputs[j], records: records, totals: totals))
    }
    return results
  }

  /// The documents held out are a store of their own, below the other.
  private func publishValidation(
    _ job: TokenizeJob, _ output: OutputDirectory, _ records: [JSONValue]
  ) throws(Problem) {
    let path = joined(job.output, "validation")
    try makeDirectories(path)
    var held: [JSONValue] = []
    var totals = StoreTotals()
    for record in records {
      guard let validation = record["validation"], let name = record["name"]?.string else {
        continue
      }
      try move(validation, from: output.scratch(name + ".validation"), to: path)
      held.append(validation)
      totals.add(validation)
    }
    try AtomicFile.write(job.tokenizer.modelBytes, to: joined(path, "tokenizer.model"))
    try AtomicFile.write(
      ManifestFile.text(manifest(job, output, records: held, totals: totals)),
      to: joined(path, "manifest.json"))
  }

  /// Moves a shard's finished files; a try that was ended here before has moved some already.
  private func move(
    _ record: JSONValue, from base: String, to directory: String
  ) throws(Problem) {
    let name = record["name"]?.string ?? ""
    for file in record["files"]?.members ?? [] {
      let source = base + file.key.dropFirst(name.count)
      if exists(source) { try rename(source, to: joined(directory, file.key)) }
    }
  }

  private func manifest(
    _ job: TokenizeJob, _ output: OutputDirectory, records: [JSONValue], totals: StoreTotals
  ) -> JSONValue {
    let tokenizer: JSONValue = [
      "path": "tokenizer.model", "xxh3": .string(hexadecimal(job.tokenizer.hash)),
      "vocab_size": JSONValue(job.tokenizer.vocabularySize), "extra_ids": 0,
      "eos": JSONValue(job.tokenizer.eos) { JSONValue($0) },
      "protected_pieces": .array(job.tokenizer.protectedPieces.map { .string($0) }),
      "engine": [
        "tier": "library", "library": .string(sentencePieceLibrary()),
        "reason": "the only engine of this version",
      ],
    ]
    return [
      "kind": "token_store", "format": JSONValue(formatNumber), "program": .string(programVersion),
      "configuration": .string(output.configuration), "source": .string(job.source.rawValue),
      "reader": job.options.json, "choice": job.choosing.json, "tokenizer": tokenizer,
      "dtype": .string(job.tokenType.name), "eod_appended": .bool(job.appendsEOD),
      "documents": JSONValue(totals.documents), "tokens": JSONValue(totals.tokens),
      "text_bytes": JSONValue(totals.textBytes), "skipped": totals.skipped.json,
      "shards": .array(records),
    ]
  }
}
