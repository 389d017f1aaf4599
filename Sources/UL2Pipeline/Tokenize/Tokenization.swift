import UL2Input

/// `tokenize`: raw inputs to token stores, in parallel across shards and inputs, and within each
/// input.
package struct Tokenization: Sendable {
  package var jobs: [TokenizeJob]
  package var workers: Int
  package var policy: BadInputPolicy
  package var overwrite: Bool
  /// The part of the inputs that is this task's.
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

  /// Runs all jobs, with all other tasks of the same outputs; their stores are published when all
  /// units of all of them are done, by the task that finds them so.
  @discardableResult
  package func run(_ reporter: Reporter) throws(Problem) -> [TokenizeReport] {
    var task = self
    let shared = try task.listInputs(reporter)
    var outputs: [OutputDirectory] = []
    do throws(Problem) {
      return try task.run(reporter, shared, &outputs)
    } catch {
      if outputs.isEmpty { for list in shared { list?.withdraw() } }
      throw error.leaving(StoresLeft(jobs: task.jobs, outputs: outputs).wording)
    }
  }

  /// Finds out what the inputs are; with several tasks, one does for all of them.
  ///
  /// - Returns: of each job, where the list is to be made known.
  private mutating func listInputs(_ reporter: Reporter) throws(Problem) -> [SharedListing?] {
    var shared: [SharedListing?] = []
    do throws(Problem) {
      for j in jobs.indices {
        var list: SharedListing?
        if share.worldSize > 1 {
          list = SharedListing(jobs[j].output, jobs[j].request ?? InputRequest(jobs[j].inputs))
        }
        shared.append(list)
        if let known = try list?.find() {
          for entry in known.entries where isRemote(entry.path) {
            try remember(entry.identity, of: entry.path)
          }
          jobs[j].take(known)
        } else {
          jobs[j].take(try makeListing(jobs[j], reporter))
        }
      }
    } catch {
      for list in shared { list?.withdraw() }
      throw error
    }
    if share.worldSize > 1, jobs.contains(where: { $0.inputs.contains(where: isRemote) }) {
      try waitForTurn(amongTasks: share.worldSize)
    }
    return shared
  }

  private func makeListing(_ job: TokenizeJob, _ reporter: Reporter) throws(Problem) -> InputListing
  {
    var inputs = job.inputs
    if let request = job.request {
      inputs = try job.source.inputs(request.patterns, baseURL: request.baseURL)
    }
    let distinct = distinctInputs(inputs, reporter)
    if share.worldSize > 1 {
      for input in distinct where !hasIdentity(input) {
        throw Problem(
          .usage, "ranks cannot share this input", path: input, got: "standard input or a pipe",
          expected: "a file that all of them can read")
      }
    }
    return try InputListing(
      asking: distinct, source: job.source, options: job.options, part: job.sizes.part)
  }

  /// - Parameter outputs: those that have been begun.
  private func run(
    _ reporter: Reporter, _ shared: [SharedListing?], _ begun: inout [OutputDirectory]
  ) throws(Problem) -> [TokenizeReport] {
    var outputs: [OutputDirectory] = []
    var states: [OutputDirectory.State] = []
    for job in jobs {
      if job.appendsEOD { try checkEOD(job) }
      let output = OutputDirectory(
        job.output, configuration: job.configuration, earlier: job.earlierConfigurations,
        share: share)
      states.append(try state(of: output, job, reporter))
      outputs.append(output)
    }
    let units = units()
    let own = ownUnits(of: units, reporter)
    // Before anything is made, so that a stray file leaves no output that is begun.
    try InputsAhead(
      jobs: jobs, units: try unfinished(own.isEmpty ? units : own, outputs, states),
      inputCount: jobs.indices.reduce(0) { $0 + (states[$1] == .open ? jobs[$1].inputs.count : 0) },
      workers: workers, policy: policy
    ).look(reporter)
    for j in jobs.indices where states[j] == .open {
      states[j] = try outputs[j].begin(overwrite: overwrite)
      guard states[j] == .open else { continue }
      do throws(Problem) {
        try prepare(jobs[j], outputs[j], shared[j])
      } catch {
        // Published by another at this moment.
        guard outputs[j].isFinished else { throw error }
        states[j] = .finished
      }
    }
    begun = outputs
    let pending = try unfinished(own, outputs, states, reporter)
    let open = units.filter { states[$0.job] == .open }
    // One of several may also do what others have not finished.
    let working = Set((share.worldSize > 1 ? open : pending).map(\.job))
    if !working.isEmpty, let tokenizer = jobs.first?.tokenizer {
      let engine = tokenizer.engine
      reporter.note("tokenizer engine: \(engine.kind.rawValue) (\(engine.reason))")
      tokenizer.tellGeneration(reporter)
      for note in tokenizer.notes { reporter.note(note) }
      warnOfLosses(working, reporter)
    }
    let queue = UnitQueue(
      outputs, units: open.map { UnitQueue.Unit(output: $0.job, name: $0.name) }, share: share)
    reporter.begin()
    defer { reporter.end() }
    var published = 0
    while true {
      do throws(Problem) {
        try tokenize(open, expected: pending, queue, outputs, reporter)
        break
      } catch {
        queue.giveBack()
        // Another task has published a store meanwhile, and taken away where this one was writing:
        // continue with the others.
        let now = outputs.count { $0.isFinished }
        guard [.cannotWrite, .readWrite, .noInput].contains(error.kind), now > published else {
          throw error
        }
        published = now
      }
    }
    let results = try StorePublishing(jobs: jobs, outputs: outputs, states: states).publish(policy)
    // A slower task may have left something where a faster one had cleared away.
    for output in outputs where output.isFinished { output.removeWork() }
    return results
  }

  /// Keeps what every task, and publishing by hand, needs to know of a store.
  private func prepare(
    _ job: TokenizeJob, _ output: OutputDirectory, _ list: SharedListing?
  ) throws(Problem) {
    try list?.publish(job.listing, writing: output.scratch("inputs.json.zst"))
    try StorePublication(job, output).prepare()
    try BadInputLimits(policy, inputs: job.inputs.count).keep(in: output)
    try output.writeUnits(.tokenStore, count: job.layout.units.count)
  }

  /// Finds out what is where a store is to be, and says what becomes of it.
  private func state(
    of output: OutputDirectory, _ job: TokenizeJob, _ reporter: Reporter
  ) throws(Problem) -> OutputDirectory.State {
    let state = try output.examine(
      overwrite: overwrite, inputs: job.inputs.filter { $0 != "-" } + [job.tokenizer.path])
    if state == .outdated { reporter.note(output.outdatedNote) }
    if state == .abandoned { reporter.note(output.abandonedNote) }
    if state != .finished { return .open }
    guard job.inputs.allSatisfy(hasIdentity) else {
      throw Problem(
        .cannotWrite, "a finished output is here", path: job.output,
        got: "standard input or a pipe, which cannot be compared with what made it",
        fix: "choose another \(.output), or pass \(.overwrite)")
    }
    return try output.reopenIfIncomplete(job, reporter) ? .open : .finished
  }

  /// The units that have no record yet, or whose files are gone.
  private func unfinished(
    _ units: [StoreUnit], _ outputs: [OutputDirectory], _ states: [OutputDirectory.State],
    _ reporter: Reporter = .silent
  ) throws(Problem) -> [StoreUnit] {
    var unfinished: [StoreUnit] = []
    for unit in units where states[unit.job] == .open {
      let output = outputs[unit.job]
      if let record = try output.storeRecord(of: unit.name) {
        guard let gone = record.shards.first(where: { !output.hasFiles(of: $0) }) else { continue }
        reporter.note(
          "\(output.path): files of \(gone.shard.name), which was finished, are missing; it is made again"
        )
      }
      // Gone or damaged, it must not pass for finished.
      if output.lock.isAcquired { try output.forgetShards(of: unit.name) }
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

  /// All units, in an order that is the same for every task: a task alone does the largest first, so that no worker
  /// is left alone with one at the end; several begin with ranges, each of which is a place of its own.
  private func units() -> [StoreUnit] {
    let units = jobs.indices.flatMap { StoreUnit.all(of: jobs[$0], $0) }
    if share.worldSize > 1 { return units }
    return units.sorted {
      ($0.size ?? .max, $1.job, $1.number) > ($1.size ?? .max, $0.job, $0.number)
    }
  }

  /// Those that this task begins with.
  private func ownUnits(of units: [StoreUnit], _ reporter: Reporter) -> [StoreUnit] {
    if share.worldSize == 1 { return units }
    let own = Array(units[share.range(of: units.count)])
    reporter.report(share, own: inputSizes(own), all: inputSizes(units))
    return own
  }

  /// The number and size of the inputs of some units. An input that the units have parts of counts once, with the
  /// bytes of those parts.
  private func inputSizes(_ units: [StoreUnit]) -> InputSizes {
    let count = jobs.indices.reduce(0) { count, j in
      count + jobs[j].layout.inputCount(of: units.lazy.filter { $0.job == j }.map(\.number))
    }
    return InputSizes(count: count, of: units.map(\.size))
  }

  private func tokenize(
    _ units: [StoreUnit], expected: [StoreUnit], _ queue: UnitQueue, _ outputs: [OutputDirectory],
    _ reporter: Reporter
  ) throws(Problem) {
    guard let tokenizer = jobs.first?.tokenizer else { return }
    let shards = expected.reduce(0) {
      $0 + jobs[$1.job].layout.units[$1.number].shards.count
    }
    let job = StoreShardsJob(
      jobs: jobs, outputs: outputs, units: units,
      check: LibraryCheck(share: checkShare, tier: tokenizer.engine),
      threads: decodingThreads(workers: workers, inputs: shards),
      skipsUnknown: policy.skipsUnknown
    ) { queue.finished($0) }
    let places = Set(expected.map { [$0.job, $0.number] })
    let known = units.indices.filter { places.contains([units[$0].job, units[$0].number]) }
    try runInputs(
      job, expected: known.flatMap { job.shards(of: $0) },
      claiming: { () throws(Problem) in
        guard let unit = try queue.next() else { return [] }
        return Array(job.shards(of: unit))
      }, workers: workers, order: .interleaved, reporter: reporter)
  }
}
