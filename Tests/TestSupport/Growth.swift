/// Tests that time is linear, by this thread's processor time: wall time depends on the machine's load.
import Glibc

/// How many times as long `work` takes for four times the size: 4 if time is linear, 16 if it is quadratic. Other load
/// takes caches away too: a result that looks more than linear is tried again.
package func growth(from size: Int, _ work: (_ size: Int) throws -> Void) rethrows -> Double {
  func seconds(_ size: Int) throws -> Double {
    let start = threadSeconds()
    try work(size)
    return threadSeconds() - start
  }
  var least = Double.infinity
  for _ in 0..<4 where least > 6 {
    // Below some milliseconds a ratio means nothing.
    least = min(least, try seconds(4 * size) / max(try seconds(size), 0.004))
  }
  return least
}

private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
