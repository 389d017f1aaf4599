/// Runs independent units on a fixed number of threads, handed out by an atomic counter.
///
/// 6 ns a hand-off, where a task per unit costs 1.6 µs; inside a unit everything is synchronous and
/// reuses its worker's buffers.
import Glibc
import Synchronization

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
  let units = Units(count: count) { state, unit throws(Problem) in
    try body(&state, unit)
  } makeState: {
    makeState()
  }
  // A machine without a thread to spare still finishes, on those that it has.
  let threads = (1..<max(1, min(workers, count))).compactMap { _ in
    startThread { units.run() }
  }
  units.run()
  for thread in threads { thread.join() }
  if let problem = units.problem.withLock({ $0 }) { throw problem }
}

private final class Units<State>: Sendable {
  let count: Int
  let next = Atomic<Int>(0)
  let problem = Mutex<Problem?>(nil)
  let body: @Sendable (inout State, Int) throws(Problem) -> Void
  let makeState: @Sendable () -> State

  init(
    count: Int, body: @escaping @Sendable (inout State, Int) throws(Problem) -> Void,
    makeState: @escaping @Sendable () -> State
  ) {
    self.count = count
    self.body = body
    self.makeState = makeState
  }

  func run() {
    var state = makeState()
    while true {
      let unit = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard unit < count else { return }
      do throws(Problem) {
        try Interruption.check()
        try body(&state, unit)
      } catch {
        problem.withLock { $0 = $0 ?? error }
        // No further unit is begun.
        next.store(count, ordering: .relaxed)
        return
      }
    }
  }
}

/// Processors that this process may run on.
package func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
