/// When remote reads are tried again: by time, at random, and not if it is no use.
import Synchronization
import Testing
import UL2Core
import UL2Input

@Suite("Retries of remote reads")
struct RetryTests {
  /// A clock that passes only by waiting.
  private final class FakeClock: Sendable {
    private let state = Mutex<(now: Double, waits: [Double])>((1000, []))

    var waits: [Double] { state.withLock { $0.waits } }

    func clock(chance: Double) -> RetryClock {
      RetryClock(
        now: { self.state.withLock { $0.now } },
        wait: { seconds throws(Problem) in
          self.state.withLock { state in
            state.now += seconds
            state.waits.append(seconds)
          }
        }, chance: { chance })
    }
  }

  private func failing(_ retries: inout Retries, retryAfter: Int? = nil) -> Problem? {
    var problem: Problem?
    var count = 0
    while problem == nil, count < 10_000 {
      count += 1
      do throws(Problem) {
        try retries.wait(
          after: .passing("HTTP status 503", retryAfter: retryAfter, isAnswer: true),
          path: "https://a/b", position: 7)
      } catch {
        problem = error
      }
    }
    return problem
  }

  @Test("For an hour, with waits of 1, 2, 4, … up to 60 seconds, each a random share")
  func hour() {
    for chance in [0.25, 0.999] {
      let fake = FakeClock()
      var retries = Retries(policy: RetryPolicy(), clock: fake.clock(chance: chance))
      let problem = failing(&retries)
      #expect(problem?.kind == .readWrite && problem?.place == "byte 7")
      #expect(problem?.problem.contains("in 3600 s without progress: HTTP status 503") == true)
      let waits = fake.waits
      #expect(waits.prefix(8) == ([1, 2, 4, 8, 16, 32, 60, 60].map { $0 * chance })[...])
      #expect(abs(waits.reduce(0, +) - 3600) < 1e-6)
    }
  }

  @Test("Progress starts the hour again")
  func progress() {
    let fake = FakeClock()
    var retries = Retries(policy: RetryPolicy(), clock: fake.clock(chance: 0.9))
    _ = failing(&retries)
    retries.progress()
    let before = fake.waits.count
    _ = failing(&retries)
    #expect(fake.waits[before] == 0.9 && fake.waits.count == 2 * before)
  }

  @Test(
    "Retry-After is kept, plus a random share; a longer one than the time left ends it")
  func wishes() {
    let policy = RetryPolicy()
    func delay(_ wish: Int?, elapsed: Double = 0, hasAnswered: Bool = true) -> Double? {
      policy.delay(
        failures: 1, elapsed: elapsed, hasAnswered: hasAnswered, retryAfter: wish, chance: 0.5)
    }
    #expect(delay(30) == 30.5 && delay(0) == 0.5 && delay(3600) == 3600)
    #expect(delay(7200) == nil && delay(.max) == nil && delay(30, elapsed: 3590) == nil)
    #expect(delay(nil, elapsed: 3599.9)! <= 0.1001)
    #expect(delay(nil, elapsed: 3600) == nil)
    // A host that never answered may be mistyped.
    #expect(delay(nil, elapsed: 29, hasAnswered: false) == 0.5)
    #expect(delay(nil, elapsed: 30, hasAnswered: false) == nil)
  }

  @Test("Errors that retrying cannot help end at once")
  func final() {
    let fake = FakeClock()
    var retries = Retries(policy: RetryPolicy(), clock: fake.clock(chance: 0.5))
    #expect(throws: Problem(.noInput, "no such remote file", path: "https://a/b")) {
      try retries.wait(
        after: .final(Problem(.noInput, "no such remote file"), status: 404), path: "https://a/b",
        position: 0)
    }
    #expect(fake.waits.isEmpty)
  }

  @Test("Tasks started together begin at different times")
  func start() {
    let policy = RetryPolicy()
    #expect(policy.startDelay(tasks: 1000, chance: 0.5) == 15)
    #expect(policy.startDelay(tasks: 2, chance: 0.5) == 0.05)
    #expect(policy.startDelay(tasks: 1000, chance: 0) == 0)
  }
}
