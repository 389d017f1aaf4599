import Testing
import UL2Core

@Test("Bounded random numbers are uniform")
func bounded() {
  var random = CounterRandom(key: 7)
  var counts = [Int](repeating: 0, count: 6)
  for _ in 0..<60_000 { counts[random.below(6)] += 1 }
  #expect(counts.allSatisfy { abs($0 - 10_000) < 600 })
  #expect(random.below(UInt64(1)) == 0)
}
