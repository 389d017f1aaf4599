/// Runs an `InputJob` on a fixed number of threads.
///
/// A worker cuts a part off its own input where it can, opens another input where there is one, and
/// helps with somebody else's otherwise. Cutting an input is one worker's at a time; so is writing, in
/// the order of the parts: the worker that finishes the part whose turn it is writes it, and those
/// after it that wait. Parts in work are limited for each input, so that memory is bounded whatever
/// their sizes and however slow one of them is.
import UL2Input

/// Works through inputs `0 ..< count`.
///
/// - Throws: the first problem; the other workers end with the document they are at.
package func runInputs<Job: InputJob>(
  _ job: Job, count: Int, workers: Int, order: InputOrder, reporter: Reporter
) throws(Problem) {
  try runInputs(
    job, expected: Array(0..<count), claiming: nil, workers: workers, order: order,
    reporter: reporter)
}

/// Works through inputs that are claimed as they are needed.
///
/// - Parameters:
///   - expected: those that will be claimed, as far as that is known: what progress is measured by. All of them
///     are worked on where nothing is claimed.
///   - claim: gives more inputs; none where none are left. Called by one worker at a time.
func runInputs<Job: InputJob>(
  _ job: Job, expected: [Int], claiming claim: (@Sendable () throws(Problem) -> [Int])?,
  workers: Int, order: InputOrder, reporter: Reporter
) throws(Problem) {
  let run = InputRun(
    job, expected: expected, claim: claim, workers: workers, order: order, reporter: reporter)
  // Each may have a small file open, and another that its reader looks into.
  let most = max(1, (fileLimit() - 64) / 3)
  let threads = (1..<max(1, min(workers, most))).compactMap { _ in startThread { run.work() } }
  run.work()
  for thread in threads { thread.join() }
  if let problem = run.problem {
    RemoteWaits.finishEnding()
    throw problem
  }
}

private final class InputRun<Job: InputJob>: Sendable {
  private let job: Job
  private let claim: (@Sendable () throws(Problem) -> [Int])?
  /// Of the inputs that are expected.
  private let fileCount: Int
  private let openLimit: Int
  private let partLimit: Int
  private let reporter: Reporter
  /// Bytes of the inputs that are expected; nil where they are not known.
  private let bytes: Int?
  private let state: Monitor<InputRunState<Job>>

  init(
    _ job: Job, expected: [Int], claim: (@Sendable () throws(Problem) -> [Int])?, workers: Int,
    order: InputOrder, reporter: Reporter
  ) {
    self.job = job
    self.claim = claim
    fileCount = expected.reduce(0) { $0 + job.fileCount(of: $1) }
    // An input that is tokenized has up to twelve files open, its output's among them; and so may workers
    // have one each.
    let files = fileLimit() - 32 - 2 * min(workers, max(1, (fileLimit() - 64) / 3))
    openLimit = order == .sequential ? 1 : max(1, min(workers, files / 12))
    partLimit = 2 * max(1, workers)
    self.reporter = reporter
    let sizes = expected.map { job.size(of: $0) }
    bytes = sizes.contains(nil) ? nil : sizes.reduce(0) { $0 &+ min($1 ?? 0, 1 << 50) }
    state = Monitor(InputRunState(ready: claim == nil ? expected : [], isExhausted: claim == nil))
  }

  var problem: Problem? { state.withLock { $0.problem } }

  private enum Step {
    case claim
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
        case .claim: try claimMore()
        case .open(let input): own = try open(input)
        case .cut(let input): try workOnPart(of: input, &worker)
        case .stop: return
        }
      }
    } catch {
      let isFirst = state.withLock { state in
        defer { state.problem = state.problem ?? error }
        return state.problem == nil
      }
      if isFirst { RemoteWaits.beginEnding() }
      state.notifyAll()
    }
  }

  /// The next job of a worker; waits until there is one.
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
      if state.open.count + state.opening < openLimit {
        if state.next < state.ready.count {
          state.next += 1
          state.opening += 1
          return .open(state.ready[state.next - 1])
        }
        if !state.isExhausted, !state.isClaiming {
          state.isClaiming = true
          return .claim
        }
      }
      if let input = state.open.first(where: canCut) {
        input.isCutting = true
        return .cut(input)
      }
      let isOver = state.isExhausted && state.next == state.ready.count
      return isOver && state.opening == 0 && state.open.isEmpty ? .stop : nil
    }
  }

  private func claimMore() throws(Problem) {
    let more = try claim?() ?? []
    state.withLock { state in
      state.isClaiming = false
      state.isExhausted = more.isEmpty
      state.ready += more
    }
    state.notifyAll()
  }

  private func open(_ index: Int) throws(Problem) -> ActiveInput<Job> {
    beginFiles(1)
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

  /// Tells how many files have been begun, so many more.
  private func beginFiles(_ more: Int) {
    let last = state.withLock { state in
      state.files += more
      return state.files
    }
    for number in last - more..<last { reporter.beginFile(number + 1, of: max(fileCount, last)) }
  }
}

// MARK: Parts

extension InputRun {
  /// A batch above this, in bytes, waits for its turn and is written before its part continues.
  private var batchLimit: Int { 8 << 20 }

  private func workOnPart(of input: ActiveInput<Job>, _ worker: inout Job.Worker) throws(Problem) {
    let log = SkipLog()
    var part: (any InputPart)?
    do throws(Problem) {
      part = try input.parts.next(log)
    } catch  where error.kind == .badInput {
      log.bad(unreadInput, error)
    }
    let place = InputPlace(input: input.index, file: input.parts.file)
    let more = place.file - input.cutFile
    input.cutFile = place.file
    // The end counts as a part too: what was noted there has its turn like everything else.
    let number = state.withLock { _ in
      input.isCutting = false
      input.isExhausted = part == nil
      input.issued += 1
      return input.issued - 1
    }
    state.notifyAll()
    if more > 0 { beginFiles(more) }
    var batch = job.makeBatch()
    if let part { try read(part, number, of: input, place, into: &batch, &worker, log) }
    job.complete(&batch, &worker)
    try deliver(.init(file: place.file, batch: batch, log: log), number, of: input)
  }

  private func read(
    _ part: any InputPart, _ number: Int, of input: ActiveInput<Job>, _ place: InputPlace,
    into batch: inout Job.Batch, _ worker: inout Job.Worker, _ log: SkipLog
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
      let held = try job.add(&document, to: &batch, &worker, place, log)
      if held > batchLimit {
        guard waitForTurn(number, of: input) else { return }
        job.complete(&batch, &worker)
        try write(.init(file: place.file, batch: batch, log: log), to: input)
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

  /// Writes a part's last batch, and those after it that wait; or leaves it to wait.
  private func deliver(
    _ part: ActiveInput<Job>.DonePart, _ number: Int, of input: ActiveInput<Job>
  ) throws(Problem) {
    var next: ActiveInput<Job>.DonePart? = part
    let isTurn = state.withLock { _ in
      if input.turn == number { return true }
      input.waiting[number] = part
      return false
    }
    guard isTurn else { return }
    while let part = next {
      try write(part, to: input)
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
    _ part: ActiveInput<Job>.DonePart, to input: ActiveInput<Job>
  ) throws(Problem) {
    if part.file != input.current.file {
      end(&input.current, of: input)
      input.current.file = part.file
    }
    if part.log.counts.badTotal > 0 { show(part.log, &input.current) }
    input.current.skipped.add(part.log.counts)
    try job.write(
      part.batch, to: &input.sink, InputPlace(input: input.index, file: part.file))
  }

  /// Shows a file's first broken records; what is wrong with a thousand is seen in twenty.
  private func show(_ log: SkipLog, _ file: inout ActiveInput<Job>.FileInTurn) {
    for problem in log.problems.prefix(shownProblems - file.shown) {
      reporter.report(problem)
      file.shown += 1
      file.path = file.path ?? problem.path
    }
  }

  /// Counts what was not shown, and goes over to the next file.
  private func end(_ file: inout ActiveInput<Job>.FileInTurn, of input: ActiveInput<Job>) {
    let rest = file.skipped.badTotal - file.shown
    if rest > 0 { reporter.report(.notShown(rest, file.skipped, path: file.path)) }
    input.skipped.add(file.skipped)
    file = .init()
  }

  private func finish(_ input: ActiveInput<Job>) throws(Problem) {
    end(&input.current, of: input)
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
