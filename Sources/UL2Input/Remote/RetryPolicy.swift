/// When a transfer that failed is tried again, and when it is given up.
///
/// Only time without a single byte of progress counts: a file of a terabyte may be interrupted a thousand times, and a
/// server that a thousand tasks have overloaded is back within the hour. Each try waits a random time of at most
/// 1, 2, 4, … 60 seconds, so that tasks that were refused together do not come back together; if the server asks for a
/// time with `Retry-After`, that comes first.
import Glibc

package struct RetryPolicy: Sendable {
  /// Seconds without progress, after which a transfer is given up.
  package var patience = 3600.0
  /// The same where the server has never answered: its name may be mistyped.
  package var firstPatience = 30.0
  /// The most seconds before the second try.
  package var delay = 1.0
  /// Seconds without a byte, after which a connection counts as broken.
  package var stall = 60.0
  /// The longest wait of its own.
  package var longestDelay = 60.0

  package init() {}

  /// From the environment: UL2PREP_HTTP_PATIENCE, UL2PREP_HTTP_DELAY, UL2PREP_HTTP_STALL.
  package static let current: RetryPolicy = {
    var policy = RetryPolicy()
    func seconds(_ name: String) -> Double? {
      environment(name).flatMap { Double($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
    }
    policy.patience = seconds("UL2PREP_HTTP_PATIENCE") ?? policy.patience
    policy.firstPatience = min(policy.firstPatience, policy.patience)
    policy.delay = seconds("UL2PREP_HTTP_DELAY") ?? policy.delay
    policy.stall = seconds("UL2PREP_HTTP_STALL") ?? policy.stall
    return policy
  }()

  /// Seconds to wait before the next try; nil: give up.
  ///
  /// - Parameters:
  ///   - failures: tries without progress, from 1.
  ///   - elapsed: seconds since the last progress.
  ///   - chance: at random, from 0 to below 1.
  package func delay(
    failures: Int, elapsed: Double, hasAnswered: Bool, retryAfter: Int?, chance: Double
  ) -> Double? {
    let left = (hasAnswered ? patience : firstPatience) - elapsed
    if left <= 0 { return nil }
    // The shift cannot reach the limit of Int: a delay of a nanosecond exceeds the longest before.
    let most = min(delay * Double(1 << min(failures - 1, 40)), longestDelay)
    let wished = Double(retryAfter ?? 0)
    // The last try comes when the time is up, but not before the server wants it.
    return wished > left ? nil : min(wished + chance * most, left)
  }

  /// Seconds before a task among so many asks for anything, which may all have been started at once: a
  /// twentieth for each, at most half a minute.
  package func startDelay(tasks: Int, chance: Double) -> Double {
    chance * min(Double(tasks) * 0.05, 30)
  }
}

/// Tells the time, waits, and draws random numbers. Tests replace it.
package struct RetryClock: Sendable {
  package var now: @Sendable () -> Double
  /// Waits so many seconds; throws where the process has been asked to stop.
  package var wait: @Sendable (Double) throws(Problem) -> Void
  /// A number from 0 to below 1.
  package var chance: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Double,
    wait: @escaping @Sendable (Double) throws(Problem) -> Void,
    chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.wait = wait
    self.chance = chance
  }

  package static let real = RetryClock(
    now: { monotonicSeconds() },
    wait: { seconds throws(Problem) in
      let end = monotonicSeconds() + seconds
      while monotonicSeconds() < end {
        try RemoteWaits.check()
        usleep(UInt32(max(0, min(0.05, end - monotonicSeconds())) * 1e6))
      }
    },
    chance: { Double.random(in: 0..<1) })
}

/// The tries of one transfer.
package struct Retries {
  private let policy: RetryPolicy
  private let clock: RetryClock
  private var failures = 0
  /// When the first try without progress failed.
  private var since: Double?
  package var hasAnswered = false

  package init(policy: RetryPolicy = .current, clock: RetryClock = .real) {
    self.policy = policy
    self.clock = clock
  }

  package mutating func progress() {
    failures = 0
    since = nil
    hasAnswered = true
  }

  /// Waits before the next try; throws if there must be none.
  package mutating func wait(
    after failure: RemoteFailure, path: String, position: Int
  ) throws(Problem) {
    switch failure {
    case .final(let problem, _):
      throw problem.at(path)
    case .passing(let reason, let retryAfter, let isAnswer):
      if isAnswer { hasAnswered = true }
      failures += 1
      let now = clock.now()
      let since = since ?? now
      self.since = since
      let delay = policy.delay(
        failures: failures, elapsed: now - since, hasAnswered: hasAnswered,
        retryAfter: retryAfter, chance: clock.chance())
      guard let delay else {
        let wish = retryAfter.map { ", which asks to wait \($0) s" } ?? ""
        throw Problem(
          .readWrite,
          "gave up after \(failures) \(failures == 1 ? "try" : "tries") in \(Int(now - since)) s without progress: \(reason)\(wish)",
          path: path, place: "byte \(position)",
          fix: "run the same command again later: finished parts are kept")
      }
      try clock.wait(delay)
    }
  }
}

/// Waits a little, as a task among so many that begin at once; where tries follow one another fast, as in tests,
/// no longer than some of those.
package func waitForTurn(
  amongTasks count: Int, policy: RetryPolicy = .current, clock: RetryClock = .real
) throws(Problem) {
  try clock.wait(min(policy.startDelay(tasks: count, chance: clock.chance()), policy.delay * 30))
}

/// Seconds of a monotonic clock.
func monotonicSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds since 1970.
func unixTime() -> Int { time(nil) }

/// A variable of the environment; nil where it is missing or empty.
func environment(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
