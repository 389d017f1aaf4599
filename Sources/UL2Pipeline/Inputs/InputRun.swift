/// Runs an `InputJob` on a fixed number of threads.
///
/// A worker cuts a part off its own input where it can, opens another input where there is one, and
/// helps with somebody else's otherwise. Cutting an input is one worker's at a time; so is writing, in
/// the order of the parts: whoever finishes the part whose turn it is writes it, and those behind it
/// that wait. Parts in work are limited for each input, so that memory is bounded whatever their sizes
/// and however slow one of them is.
import UL2Input

/// Works through inputs `0 ..< count`.
///
/// - Throws: the first problem; the other workers end with the document they are at.
package func runInputs<Job: InputJob>(
  _ job: Job, count: Int, workers: Int, order: InputOrder, reporter: Reporter
) throws(Problem) {
  let run = InputRun(job, count: count, workers: workers, order: order, reporter: reporter)
  let threads = (1..<max(1, workers)).compactMap { _ in startThread { run.work() } }
  run.work()
  for thread in threads { thread.join() }
  if let problem = run.problem { throw problem }
}

private final class InputRun<Job: InputJob>: Sendable {
  private let job: Job
  private let count: Int
  private let openLimit: Int
  private let partLimit: Int
  private let reporter: Reporter
  /// Bytes of all inputs; nil where they are not known.
  private let bytes: Int?
  private let state: Monitor<RunState<Job>>

  init(_ job: Job, count: Int, workers: Int, order: InputOrder, reporter: Reporter) {
    self.job = job
    self.count = count
    // An input that is tokenized has up to twelve files open, its output's among them.
    openLimit = order == .sequential ? 1 : max(1, min(workers, (fileLimit() - 32) / 12))
    partLimit = 2 * max(1, workers)
    self.reporter = reporter
    let sizes = (0..<count).map { job.size(of: $0) }
    bytes = sizes.contains(nil) ? nil : sizes.reduce(0) { $0 &+ min($1 ?? 0, 1 << 50) }
    state = Monitor(RunState())
  }

  var problem: Problem? { state.withLock { $0.problem } }

  private enum Step {
    case open(Int)
    case cut(ActiveInput<Job>)
    case stop
  }

  func work() {
    var worker = job.makeWorker()
    var own: ActiveInput<Job>?
    do throws(Problem) {
      while true {
        try Interruption.check()
        switch nextStep(own) {
        case .open(let input): own = try open(input)
        case .cut(let input): try workOnPart(of: input, &worker)
        case .stop: return
        }
      }
    } catch {
      state.withLock { $0.problem = $0.problem ?? error }
      state.notifyAll()
    }
  }

  /// What a worker does next, waiting until there is something.
  private func nextStep(_ own: ActiveInput<Job>?) -> Step {
    state.wait { state in
      if state.problem != nil { return .stop }
      func canCut(_ input: ActiveInput<Job>) -> Bool {
        !input.isCutting && !input.isExhausted && input.issued - input.turn < partLimit
      }
      if let own, canCut(own) {
        own.isCutting = true
        return .cut(own)
      }
      if state.opened < count, state.open.count + state.opening < openLimit {
        state.opened += 1
        state.opening += 1
        return .open(state.opened - 1)
      }
      if let input = state.open.first(where: canCut) {
        input.isCutting = true
        return .cut(input)
      }
      return state.opened == count && state.opening == 0 && state.open.isEmpty ? .stop : nil
    }
  }

  private func open(_ index: Int) throws(Problem) -> ActiveInput<Job> {
    reporter.beginFile(index + 1, of: count)
    let meter = ReadMeter(of: job.size(of: index)) { [reporter, bytes] count in
      reporter.advance(count, of: bytes, unit: "B")
    }
    let (parts, sink) = try job.open(index, meter)
    let input = ActiveInput<Job>(index, parts, sink, meter)
    state.withLock { state in
      state.opening -= 1
      state.open.append(input)
    }
    state.notifyAll()
    return input
  }
}

/// What workers share.
private struct RunState<Job: InputJob> {
  var opened = 0
  var opening = 0
  var open: [ActiveInput<Job>] = []
  var problem: Problem?
}

/// An input that is being worked on. Everything but the constants is guarded by the run's monitor, `parts`
/// by `isCutting`, and `sink` and `skipped` belong to whoever has the part whose turn it is.
private final class ActiveInput<Job: InputJob>: @unchecked Sendable {
  let index: Int
  let parts: any InputParts
  let meter: ReadMeter
  var sink: Job.Sink
  var skipped = SkipCounts()
  /// Broken records that have been shown.
  var shown = 0
  /// What they call the input.
  var path: String?
  var isCutting = false
  var isExhausted = false
  /// Parts cut.
  var issued = 0
  /// The part to be written next.
  var turn = 0
  /// Parts that are done before their turn has come.
  var waiting: [Int: (batch: Job.Batch, log: SkipLog)] = [:]

  init(_ index: Int, _ parts: any InputParts, _ sink: Job.Sink, _ meter: ReadMeter) {
    self.index = index
    self.meter = meter
    self.parts = parts
    self.sink = sink
  }
}

// MARK: Parts

extension InputRun {
  /// A batch above this, in bytes, waits for its turn and is written before its part goes on.
  private var batchLimit: Int { 8 << 20 }

  private func workOnPart(of input: ActiveInput<Job>, _ worker: inout Job.Worker) throws(Problem) {
    let log = SkipLog()
    var part: (any InputPart)?
    do throws(Problem) {
      part = try input.parts.next(log)
    } catch  where error.kind == .badInput {
      log.bad(unreadInput, error)
    }
    // The end counts as a part too: what was noted there has its turn like everything else.
    let number = state.withLock { _ in
      input.isCutting = false
      input.isExhausted = part == nil
      input.issued += 1
      return input.issued - 1
    }
    state.notifyAll()
    var batch = job.makeBatch()
    if let part { try read(part, number, of: input, into: &batch, &worker, log) }
    job.complete(&batch, &worker)
    try deliver(batch, log, number, of: input)
  }

  private func read(
    _ part: any InputPart, _ number: Int, of input: ActiveInput<Job>, into batch: inout Job.Batch,
    _ worker: inout Job.Worker, _ log: SkipLog
  ) throws(Problem) {
    var document = Document()
    let reader: any DocumentReader
    do throws(Problem) {
      reader = try part.open(log)
    } catch  where error.kind == .badInput {
      return log.bad(damagedPart, error)
    }
    while true {
      do throws(Problem) {
        if try !reader.next(&document) { return }
      } catch  where error.kind == .badInput {
        return log.bad(damagedPart, error)
      }
      let held = try job.add(&document, to: &batch, &worker, input.index, log)
      if held > batchLimit {
        guard waitForTurn(number, of: input) else { return }
        job.complete(&batch, &worker)
        try write(batch, log, to: input)
        log.removeAll()
        batch = job.makeBatch()
      }
      try Interruption.check()
    }
  }

  /// False where the run has failed meanwhile.
  private func waitForTurn(_ number: Int, of input: ActiveInput<Job>) -> Bool {
    state.wait { state in
      if state.problem != nil { return false }
      return input.turn == number ? true : nil
    }
  }

  /// Writes a part's last batch, and those behind it that wait; or leaves it to wait.
  private func deliver(
    _ batch: Job.Batch, _ log: SkipLog, _ number: Int, of input: ActiveInput<Job>
  ) throws(Problem) {
    var next: (batch: Job.Batch, log: SkipLog)? = (batch, log)
    let isTurn = state.withLock { _ in
      if input.turn == number { return true }
      input.waiting[number] = (batch, log)
      return false
    }
    guard isTurn else { return }
    while let (batch, log) = next {
      try write(batch, log, to: input)
      let isDone = state.withLock { _ in
        input.turn += 1
        next = input.waiting.removeValue(forKey: input.turn)
        return input.isExhausted && input.turn == input.issued
      }
      state.notifyAll()
      if isDone { try finish(input) }
    }
  }

  private func write(
    _ batch: Job.Batch, _ log: SkipLog, to input: ActiveInput<Job>
  ) throws(Problem) {
    if log.counts.badTotal > 0 { show(log, input) }
    input.skipped.add(log.counts)
    try job.write(batch, to: &input.sink, input.index)
  }

  /// Shows an input's first broken records; what is wrong with a thousand is seen in twenty.
  private func show(_ log: SkipLog, _ input: ActiveInput<Job>) {
    for problem in log.problems.prefix(shownProblems - input.shown) {
      reporter.report(problem)
      input.shown += 1
      input.path = input.path ?? problem.path
    }
  }

  /// Counts those that were not shown.
  private func showRest(_ input: ActiveInput<Job>) {
    let rest = input.skipped.badTotal - input.shown
    if rest > 0 { reporter.report(.notShown(rest, input.skipped, path: input.path)) }
  }

  private func finish(_ input: ActiveInput<Job>) throws(Problem) {
    showRest(input)
    input.meter.finish()
    try job.finish(input.sink, input.index, input.skipped)
    state.withLock { state in state.open.removeAll { $0 === input } }
    state.notifyAll()
  }
}

/// Threads for decompressing one input, where many may be open side by side.
func decodingThreads(workers: Int, inputs: Int) -> Int {
  max(1, workers / max(1, min(workers, inputs)))
}
