/// Runs independent units on a fixed number of threads, handed out by an atomic counter.
///
/// 6 ns per hand-off, where a task per unit costs 1.6 µs; inside a unit everything is synchronous
/// and reuses its worker's buffers.
import Synchronization
import UL2Input

/// Calls `body` for each of `0 ..< count`, in no order.
///
/// - Parameters:
///   - workers: threads; more than there are units are not started.
///   - makeState: what a worker keeps from unit to unit: buffers, an encoder.
/// - Throws: the first problem; the other workers finish the unit they are at.
package func forEachUnit<State>(
  _ count: Int, workers: Int, makeState: @escaping @Sendable () -> State,
  body: @escaping @Sendable (inout State, Int) throws(Problem) -> Void
) throws(Problem) {
  let counter = Counter()
  try forEachUnit(workers: min(workers, count), makeState: makeState) { () throws(Problem) in
    let unit = counter.next.wrappingAdd(1, ordering: .relaxed).oldValue
    return unit < count ? unit : nil
  } body: { state, unit throws(Problem) in
    try body(&state, unit)
  }
}

/// Calls `body` for each unit that `next` gives, until it gives none.
package func forEachUnit<State>(
  workers: Int, makeState: @escaping @Sendable () -> State,
  next: @escaping @Sendable () throws(Problem) -> Int?,
  body: @escaping @Sendable (inout State, Int) throws(Problem) -> Void
) throws(Problem) {
  let units = Units(next: next) { state, unit throws(Problem) in
    try body(&state, unit)
  } makeState: {
    makeState()
  }
  // A machine without a thread to spare still finishes, on those that it has.
  let threads = (1..<max(1, workers)).compactMap { _ in
    startThread { units.run() }
  }
  units.run()
  for thread in threads { thread.join() }
  if let problem = units.problem.withLock({ $0 }) {
    RemoteWaits.finishEnding()
    throw problem
  }
}

private final class Counter: Sendable {
  let next = Atomic<Int>(0)
}

private final class Units<State>: Sendable {
  let next: @Sendable () throws(Problem) -> Int?
  let problem = Mutex<Problem?>(nil)
  let body: @Sendable (inout State, Int) throws(Problem) -> Void
  let makeState: @Sendable () -> State

  init(
    next: @escaping @Sendable () throws(Problem) -> Int?,
    body: @escaping @Sendable (inout State, Int) throws(Problem) -> Void,
    makeState: @escaping @Sendable () -> State
  ) {
    self.next = next
    self.body = body
    self.makeState = makeState
  }

  func run() {
    var state = makeState()
    do throws(Problem) {
      // No further unit is begun after a problem.
      while problem.withLock({ $0 == nil }), let unit = try next() {
        try Interruption.check()
        try body(&state, unit)
      }
    } catch {
      let isFirst = problem.withLock { problem in
        defer { problem = problem ?? error }
        return problem == nil
      }
      if isFirst { RemoteWaits.beginEnding() }
    }
  }
}
