import UL2Input

/// `tokenize`: raw inputs to token stores, one shard an input, in parallel over inputs.
package struct Tokenization: Sendable {
  package var jobs: [TokenizeJob]
  package var workers: Int
  package var policy: BadInputPolicy
  package var overwrite: Bool
  /// What part of the inputs is this task's.
  package var share: TaskShare
  /// The share of documents whose ids are compared with libsentencepiece's.
  package var checkShare: Double

  package init(
    jobs: [TokenizeJob], workers: Int, policy: BadInputPolicy, overwrite: Bool,
    share: TaskShare = .whole, checkShare: Double = 0.0001
  ) {
    self.jobs = jobs
    self.workers = workers
    self.policy = policy
    self.overwrite = overwrite
    self.share = share
    self.checkShare = checkShare
  }

  package enum Outcome: Sendable {
    /// All stores are finished.
    case published([TokenizeReport])
    /// This task's inputs are done, but not yet all inputs.
    case waiting(missing: Int, inputs: Int)
  }

  /// Runs all jobs; their stores are published when all units of all of them are done, by the task that
  /// finds them so.
  @discardableResult
  package func run(_ reporter: Reporter) throws(Problem) -> Outcome {
    var task = self
    for j in jobs.indices { task.jobs[j].inputs = distinctInputs(jobs[j].inputs, reporter) }
    var outputs: [OutputDirectory] = []
    do throws(Problem) {
      return try task.run(reporter, &outputs)
    } catch {
      throw error.leaving(StoresLeft(jobs: task.jobs, outputs: outputs).wording)
    }
  }

  /// - Parameter outputs: those that have been begun.
  private func run(
    _ reporter: Reporter, _ begun: inout [OutputDirectory]
  ) throws(Problem) -> Outcome {
    try askForRemoteInputs()
    var outputs: [OutputDirectory] = []
    var states: [OutputDirectory.State] = []
    for job in jobs {
      try check(job)
      let output = OutputDirectory(
        job.output, configuration: try job.configuration(),
        earlier: [try job.configurationOfFormat1()].compactMap(\.self), share: share)
      var state = try output.examine(
        overwrite: overwrite, inputs: job.inputs.filter { $0 != "-" } + [job.tokenizer.path])
      if state == .outdated {
        reporter.note(output.outdatedNote)
        state = .open
      }
      if state == .abandoned {
        reporter.note(output.abandonedNote)
        state = .open
      }
      guard state == .open || job.inputs.allSatisfy(hasIdentity) else {
        throw Problem(
          .cannotWrite, "a finished output stands here", path: job.output,
          got: "standard input or a pipe, which cannot be compared with what made it",
          fix: "choose another \(.output), or pass \(.overwrite)")
      }
      if state == .finished, try output.reopenIfIncomplete(job, reporter) { state = .open }
      outputs.append(output)
      states.append(state)
    }
    let units = try ownUnits(reporter)
    // Before anything is made, so that a stray file leaves no output that is begun.
    try InputsAhead(
      jobs: jobs, units: try unfinished(units, outputs, states),
      inputCount: jobs.indices.reduce(0) { $0 + (states[$1] == .open ? jobs[$1].inputs.count : 0) },
      workers: workers, policy: policy
    ).look(reporter)
    for j in jobs.indices where states[j] == .open {
      states[j] = try outputs[j].begin(overwrite: overwrite)
    }
    begun = outputs
    let pending = try unfinished(units, outputs, states, reporter)
    if !pending.isEmpty, let engine = jobs.first?.tokenizer.engine {
      reporter.note("tokenizer engine: \(engine.kind.rawValue) (\(engine.reason))")
      warnOfLosses(Set(pending.map(\.job)), reporter)
    }
    reporter.begin()
    defer { reporter.end() }
    do throws(Problem) {
      try tokenize(pending, outputs, reporter)
    } catch {
      // Tasks of another world size have done these inputs too, published them, and taken away where
      // this one was writing.
      guard error.kind == .cannotWrite, outputs.allSatisfy(\.isFinished) else { throw error }
    }
    let stores = StorePublishing(jobs: jobs, outputs: outputs, states: states)
    let missing = try stores.missingInputs()
    if missing > 0 {
      return .waiting(missing: missing, inputs: jobs.reduce(0) { $0 + $1.inputs.count })
    }
    let results = try stores.publish(policy)
    // A slower task may have left something where a faster one had cleared away.
    for output in outputs where output.isFinished { output.removeWork() }
    return .published(results)
  }

  /// The units that have no record yet, or whose files are gone.
  private func unfinished(
    _ units: [StoreShardsJob.Unit], _ outputs: [OutputDirectory], _ states: [OutputDirectory.State],
    _ reporter: Reporter = .silent
  ) throws(Problem) -> [StoreShardsJob.Unit] {
    var unfinished: [StoreShardsJob.Unit] = []
    for unit in units where states[unit.job] == .open {
      let name = jobs[unit.job].shardName(unit.input)
      let output = outputs[unit.job]
      if let record = try output.shardRecord(of: name) {
        if output.hasFiles(of: record) { continue }
        reporter.note(
          "\(output.path): files of \(name), which was done, are gone; it is made again")
      }
      unfinished.append(unit)
    }
    return unfinished
  }

  private func checkEOD(_ job: TokenizeJob) throws(Problem) {
    guard let eos = job.eos else {
      throw Problem(
        .usage, "no end-of-sequence piece", path: job.tokenizer.path, setting: .appendEOD,
        expected: "a model with one, or a mixture with \"tokenizer\": {\"eos\": ID}")
    }
    guard eos < job.tokenizer.vocabularySize else {
      throw Problem(
        .badMixture, "the mixture's eos is beyond the model's pieces", path: job.tokenizer.path,
        setting: .appendEOD, got: "\(eos)", expected: "0 to \(job.tokenizer.vocabularySize - 1)")
    }
  }

  /// Says what the model does to the texts of these jobs.
  private func warnOfLosses(_ pending: Set<Int>, _ reporter: Reporter) {
    let jobs = pending.sorted().map { self.jobs[$0] }
    guard let losses = jobs.first?.tokenizer.textLosses() else { return }
    for line in lossWarnings(losses, jobs) { reporter.warn(line) }
  }

  private func check(_ job: TokenizeJob) throws(Problem) {
    if job.appendsEOD { try checkEOD(job) }
    if share.worldSize == 1 { return }
    for input in job.inputs where !hasIdentity(input) {
      throw Problem(
        .usage, "ranks cannot share this input", path: input,
        got: "standard input or a pipe", expected: "a file that all of them can read")
    }
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

  /// This task's inputs, the largest first, so that no worker is left alone with one at the end. All
  /// inputs are dealt, not those that are left: every task must come to the same result.
  private func ownUnits(_ reporter: Reporter) throws(Problem) -> [StoreShardsJob.Unit] {
    var units: [StoreShardsJob.Unit] = []
    var sizes: [Int?] = []
    for (j, job) in jobs.enumerated() {
      for (i, path) in job.inputs.enumerated() {
        let size = try inputIdentity(path).size
        sizes.append(size)
        units.append(StoreShardsJob.Unit(job: j, input: i, bytes: size ?? .max))
      }
    }
    if share.worldSize > 1 {
      let owners = TaskShare.owners(of: sizes, worldSize: share.worldSize)
      let own = units.indices.filter { owners[$0] == share.rank }
      reporter.report(share, own: InputSizes(own.map { sizes[$0] }), all: InputSizes(sizes))
      units = own.map { units[$0] }
    }
    units.sort { ($0.bytes, $1.job, $1.input) > ($1.bytes, $0.job, $0.input) }
    return units
  }

  private func tokenize(
    _ units: [StoreShardsJob.Unit], _ outputs: [OutputDirectory], _ reporter: Reporter
  ) throws(Problem) {
    guard let tokenizer = jobs.first?.tokenizer else { return }
    let job = StoreShardsJob(
      jobs: jobs, outputs: outputs, units: units, tokenizer: tokenizer,
      check: LibraryCheck(share: checkShare, tier: tokenizer.engine),
      threads: decodingThreads(workers: workers, inputs: units.count),
      skipsUnknown: policy.skipsUnknown)
    try runInputs(
      job, count: units.count, workers: workers, order: .interleaved, reporter: reporter)
  }
}
