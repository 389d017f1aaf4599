/// When a transfer that failed is tried again, and when it is given up.
///
/// Delays double, without randomness: 1, 2, 4, … 60 seconds, or what the server asks for by
/// `Retry-After`. What counts is tries without a single byte of progress: a file of a terabyte may be
/// interrupted a thousand times.
import Glibc

package struct RetryPolicy: Sendable {
  /// Tries without progress, after which a transfer is given up.
  package var tries = 8
  /// The same where the server has never answered: its name may be mistyped.
  package var firstTries = 4
  /// Seconds before the second try.
  package var delay = 1.0
  /// Seconds without a byte, after which a connection counts as broken.
  package var stall = 60.0
  /// The longest wait of its own, and the longest that a server may ask for.
  package var longestDelay = 60.0
  package var longestRetryAfter = 900

  package init() {}

  /// From the environment: UL2PREP_HTTP_TRIES, UL2PREP_HTTP_DELAY, UL2PREP_HTTP_STALL.
  package static let current: RetryPolicy = {
    var policy = RetryPolicy()
    if let tries = environment("UL2PREP_HTTP_TRIES").flatMap({ Int($0) }), tries > 0 {
      policy.tries = tries
      policy.firstTries = min(policy.firstTries, tries)
    }
    func seconds(_ name: String) -> Double? {
      environment(name).flatMap { Double($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
    }
    policy.delay = seconds("UL2PREP_HTTP_DELAY") ?? policy.delay
    policy.stall = seconds("UL2PREP_HTTP_STALL") ?? policy.stall
    return policy
  }()

  /// Seconds to wait after the `failures`th try, from 1, that made no progress; nil: give up.
  package func delay(failures: Int, hasAnswered: Bool, retryAfter: Int?) -> Double? {
    if failures >= (hasAnswered ? tries : firstTries) { return nil }
    if let retryAfter, retryAfter > longestRetryAfter { return nil }
    // The shift cannot reach the limit of Int: a delay of a nanosecond exceeds the longest before.
    let own = min(delay * Double(1 << min(failures - 1, 40)), longestDelay)
    return max(own, Double(retryAfter ?? 0))
  }
}

/// The tries of one transfer.
struct Retries {
  private var failures = 0
  var hasAnswered = false

  mutating func progress() {
    failures = 0
    hasAnswered = true
  }

  /// Waits before the next try; throws where there is to be none.
  mutating func wait(after failure: RemoteFailure, path: String, position: Int) throws(Problem) {
    switch failure {
    case .final(let problem, _):
      throw problem.at(path)
    case .passing(let reason, let retryAfter, let isAnswer):
      if isAnswer { hasAnswered = true }
      failures += 1
      let delay = RetryPolicy.current.delay(
        failures: failures, hasAnswered: hasAnswered, retryAfter: retryAfter)
      guard let delay else {
        let wish = retryAfter.map { ", which asks to be left alone for \($0) s" } ?? ""
        throw Problem(
          .readWrite,
          "given up after \(failures) \(failures == 1 ? "try" : "tries") without progress: \(reason)\(wish)",
          path: path, place: "byte \(position)",
          fix: "run the same command again later: finished parts are kept")
      }
      let end = monotonicSeconds() + delay
      while monotonicSeconds() < end {
        try Interruption.check()
        usleep(UInt32(max(0, min(0.05, end - monotonicSeconds())) * 1e6))
      }
    }
  }
}

/// Seconds of a clock that nobody sets.
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
