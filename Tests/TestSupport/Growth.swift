/// Tests that time is linear, by this thread's processor time: the clock's depends on what else runs.
import Glibc

/// How many times as long `work` takes for four times the size: 4 if time is linear, 16 if it is
/// quadratic. The better of two attempts.
package func growth(from size: Int, _ work: (_ size: Int) -> Void) -> Double {
  func seconds(_ size: Int) -> Double {
    let start = threadSeconds()
    work(size)
    return threadSeconds() - start
  }
  // Below some milliseconds a quotient means nothing.
  return (0..<2).map { _ in seconds(4 * size) / max(seconds(size), 0.004) }.min() ?? 0
}

private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
