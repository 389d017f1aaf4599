import Synchronization
import UL2Input

/// A look at the beginnings of all inputs before the first is worked on, so that a file that does not belong
/// among them is named within seconds, and not after hours.
struct InputsAhead {
  let jobs: [TokenizeJob]
  /// The inputs that this task is going to read.
  let units: [StoreUnit]
  /// Of all tasks, over which bad input is weighed.
  let inputCount: Int
  let workers: Int
  let policy: BadInputPolicy

  /// Files wait for their disk or server more than for a processor.
  private static let leastThreads = 8
  /// A server is asked for so many files, spread over all: a crawl has 60,000.
  private static let remoteLimit = 12

  /// - Throws: the problem of an input that cannot be opened, or is of a format that is not read; that so many are
  ///   damaged from their beginning that nothing could be published.
  func look(_ reporter: Reporter) throws(Problem) {
    let inputs = chosen()
    let strays = Mutex<[Int: Problem]>([:])
    let damaged = Mutex<[Int: Problem]>([:])
    try forEachUnit(inputs.count, workers: max(workers, Self.leastThreads)) {
    } body: { _, i throws(Problem) in
      let (job, path) = inputs[i]
      do throws(Problem) {
        try sniff(path, source: job.source, options: job.options)
      } catch {
        if error.isOfUnknownInput {
          if !policy.skipsUnknown { strays.withLock { $0[i] = error.at(path) } }
        } else if error.kind == .badInput {
          damaged.withLock { $0[i] = error.at(path) }
        } else {
          throw error
        }
      }
    }
    try refuse(strays.withLock { $0 }, of: inputs.count, reporter)
    let broken = damaged.withLock { $0 }
    do throws(Problem) {
      try policy.check(unread: broken.count, of: inputCount)
    } catch {
      report(broken, reporter)
      throw error
    }
  }

  private func refuse(_ strays: [Int: Problem], of count: Int, _ reporter: Reporter) throws(Problem)
  {
    guard var problem = strays.first?.value else { return }
    if strays.count > 1 {
      report(strays, reporter)
      problem = Problem(
        .badInput, "inputs of an unknown format", got: "\(strays.count) of \(count)",
        expected: "none")
    }
    problem.kind = .badInput
    let skip: Wording? = strays.count < count ? "\(.skipUnknown) skips such files" : nil
    let fixes = [problem.fix, skip].compactMap(\.self)
    problem.fix = fixes.isEmpty ? nil : Wording(fixes, separator: "; or ")
    throw problem
  }

  private func report(_ problems: [Int: Problem], _ reporter: Reporter) {
    for (_, problem) in problems.sorted(by: { $0.key < $1.key }).prefix(shownProblems) {
      reporter.report(problem)
    }
  }

  /// All inputs on this machine, and some of the others: the first, the last, and ten between.
  private func chosen() -> [(job: TokenizeJob, path: String)] {
    var all: [(job: TokenizeJob, path: String)] = []
    // Parts of an input follow one another.
    var last: (job: Int, input: Int)?
    for unit in units.sorted(by: { ($0.job, $0.number) < ($1.job, $1.number) }) {
      let job = jobs[unit.job]
      for input in job.layout.inputs(of: unit.number) {
        if let last, last == (unit.job, input) { continue }
        last = (unit.job, input)
        all.append((job, job.inputs[input]))
      }
    }
    let remote = all.filter { isRemote($0.path) }
    let steps = min(remote.count, Self.remoteLimit)
    let some = (0..<steps).map { remote[$0 * (remote.count - 1) / max(1, steps - 1)] }
    // Pipes can be read once.
    return all.filter { !isRemote($0.path) && isRegularFile($0.path) } + some
  }
}
