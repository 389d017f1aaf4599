import Synchronization
import UL2Input

/// A look at the beginnings of all inputs before the first is worked on, so that a file that does not belong
/// among them is named within seconds, and not after hours.
struct InputsAhead {
  let jobs: [TokenizeJob]
  /// What this task is going to read.
  let units: [StoreShardsJob.Unit]
  let workers: Int
  let skipsUnknown: Bool

  /// Files wait for their disk or server more than for a processor.
  private static let leastThreads = 8
  /// A server is asked for so many files, spread over all: a crawl has 60,000.
  private static let remoteLimit = 12
  /// More of them say no more.
  private static let reportLimit = 20

  /// - Throws: the problem of an input that cannot be opened, or is of no form that is read.
  func look(_ reporter: Reporter) throws(Problem) {
    let inputs = chosen()
    let strays = Mutex<[Int: Problem]>([:])
    try forEachUnit(inputs.count, workers: max(workers, Self.leastThreads)) {
    } body: { _, i throws(Problem) in
      let (job, path) = inputs[i]
      do throws(Problem) {
        try sniff(path, source: job.source, options: job.options)
      } catch {
        // What is damaged is weighed when it is read.
        if error.kind == .badInput, !error.isOfUnknownInput { return }
        guard error.isOfUnknownInput else { throw error }
        if !skipsUnknown { strays.withLock { $0[i] = error.at(path) } }
      }
    }
    let found = strays.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
    guard var first = found.first else { return }
    if found.count > 1 {
      for problem in found.prefix(Self.reportLimit) { reporter.report(problem) }
      first = Problem(
        .badInput, "inputs of no form that is read", got: "\(found.count) of \(inputs.count)",
        expected: "none")
    }
    first.kind = .badInput
    let others = inputs.count > found.count
    first.fix = Wording(
      [found.count > 1 ? nil : first.fix, others ? "\(.skipUnknown) leaves such files out" : nil]
        .compactMap(\.self), separator: "; or ")
    if first.fix?.parts.isEmpty == true { first.fix = nil }
    throw first
  }

  /// All inputs on this machine, and some of the others: the first, the last, and ten between.
  private func chosen() -> [(job: TokenizeJob, path: String)] {
    let all = units.sorted { ($0.job, $0.input) < ($1.job, $1.input) }
      .map { (job: jobs[$0.job], path: jobs[$0.job].inputs[$0.input]) }
    let remote = all.filter { isRemote($0.path) }
    let steps = min(remote.count, Self.remoteLimit)
    let some = (0..<steps).map { remote[$0 * (remote.count - 1) / max(1, steps - 1)] }
    // Pipes can be read once.
    return all.filter { !isRemote($0.path) && isRegularFile($0.path) } + some
  }
}
