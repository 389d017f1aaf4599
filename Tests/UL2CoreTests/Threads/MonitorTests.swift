import Testing
import UL2Core

@Suite("Threads") struct MonitorTests {
  @Test("Threads see each other's changes, and no change is lost")
  func counting() throws {
    let monitor = Monitor(0)
    let threads = try (0..<4).map { _ in
      try #require(startThread { for _ in 0..<10_000 { monitor.withLock { $0 += 1 } } })
    }
    for thread in threads { thread.join() }
    #expect(monitor.withLock { $0 } == 40_000)
  }

  @Test("Waiting ends when the condition holds, not before")
  func handOff() throws {
    let monitor = Monitor<[Int]>([])
    let thread = try #require(
      startThread {
        for i in 0..<100 {
          monitor.wait { $0.isEmpty ? $0.append(i) : nil }
          monitor.notifyAll()
        }
      })
    var taken: [Int] = []
    while taken.count < 100 {
      taken.append(monitor.wait { $0.popLast() })
      monitor.notifyAll()
    }
    thread.join()
    #expect(taken == Array(0..<100))
  }

  @Test("An error thrown by a body is passed on, and the lock is released")
  func throwing() {
    let monitor = Monitor(1)
    #expect(throws: Problem(.usage, "no")) {
      try monitor.withLock { (_) throws(Problem) in throw Problem(.usage, "no") }
    }
    #expect(throws: Problem(.usage, "no")) {
      try monitor.wait { (_) throws(Problem) -> Int? in throw Problem(.usage, "no") }
    }
    #expect(monitor.withLock { $0 } == 1)
  }
}
