import Testing
import UL2Core

@Suite("Caches shared by threads")
struct SharedCacheTests {
  private func get(_ cache: SharedCache<Int>, _ key: Int, cost: Int = 10) throws -> Int {
    try cache.value(key) { (key * 2, cost) }
  }

  @Test("A value is made only once while it is cached")
  func once() throws {
    let cache = SharedCache<Int>(cost: 100, count: 100)
    for _ in 0..<3 { for key in 0..<10 { #expect(try get(cache, key) == 2 * key) } }
    #expect(cache.madeCount == 10 && cache.kept == (10, 100))
    cache.removeAll()
    #expect(cache.kept == (0, 0))
    #expect(try get(cache, 3) == 6)
    #expect(cache.madeCount == 11)
  }

  @Test("No more is kept than fits, but the last always is")
  func limits() throws {
    let cache = SharedCache<Int>(cost: 100, count: 5)
    for key in 0..<50 {
      #expect(try get(cache, key) == 2 * key)
      #expect(cache.kept.count <= 5)
      let made = cache.madeCount
      _ = try get(cache, key)
      #expect(cache.madeCount == made)
    }
    _ = try get(cache, 1000, cost: 1 << 40)
    #expect(cache.kept == (1, 1 << 40))
    _ = try get(cache, 1001)
    #expect(cache.kept == (1, 10))
  }

  @Test("Evicted values are made again, and others are kept")
  func removing() throws {
    let cache = SharedCache<Int>(cost: 100, count: 5)
    for key in 0..<3 { _ = try get(cache, key) }
    cache.remove(1)
    cache.remove(7)
    #expect(cache.kept == (2, 20))
    for key in 0..<3 { #expect(try get(cache, key) == 2 * key) }
    #expect(cache.madeCount == 4)
    for key in 0..<20 {
      _ = try get(cache, key)
      cache.remove(key - 1)
    }
    #expect(cache.kept.count <= 3)
  }

  @Test("A failure is tried again by the next caller")
  func failing() throws {
    let cache = SharedCache<Int>(cost: 100, count: 5)
    for _ in 0..<2 {
      #expect(throws: Problem(.usage, "no")) {
        try cache.value(1) { () throws(Problem) in throw Problem(.usage, "no") }
      }
    }
    #expect(try get(cache, 1) == 2)
  }

  @Test("Threads that want the same value wait for the one that makes it")
  func threads() throws {
    let cache = SharedCache<Int>(cost: .max, count: .max)
    let sum = Monitor(0)
    let threads = try (0..<4).map { _ in
      try #require(
        startThread {
          for key in 0..<500 {
            let value = try? cache.value(key) { (key, 1) }
            sum.withLock { $0 += value ?? 0 }
          }
        })
    }
    for thread in threads { thread.join() }
    #expect(sum.withLock { $0 } == 4 * 499 * 250)
    #expect(cache.madeCount == 500)
  }
}
