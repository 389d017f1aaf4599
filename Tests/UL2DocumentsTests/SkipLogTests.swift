import Testing
import UL2Documents

@Suite("Logs of skipped records") struct SkipLogTests {
  @Test("hold so many problems and reasons, however many there are") func bounds() {
    let all = SkipLog()
    for part in 0..<3 {
      let log = SkipLog()
      for i in 0..<5000 {
        log.bad("reason \(i)", Problem(.badInput, "problem \(part)", path: "p", place: "\(i)"))
        log.filtered("type \(part) \(i)")
      }
      log.filtered(String(repeating: "t", count: 1 << 20))
      #expect(log.problems.count == 1001)
      #expect(log.problems.last?.description == "p: 4000 more problems")
      log.empty(into: all)
      #expect(log.problems.isEmpty && log.counts == SkipCounts())
    }
    #expect(all.problems.count == 1001)
    #expect(all.problems.last?.problem == "14000 more problems")
    #expect(all.counts.badTotal == 15_000)
    #expect(all.counts.bad.count <= 1001)
    #expect(all.counts.filtered.values.reduce(0, +) == 15_003)
    #expect(all.counts.filtered.count <= 1001)
  }

  @Test("count the same reasons in every run") func order() {
    func counts() -> SkipCounts {
      var some = SkipCounts()
      for i in 0..<3000 { some.filtered["type \(i)"] = 1 }
      var sum = SkipCounts()
      sum.add(some)
      return sum
    }
    #expect(counts() == counts())
    #expect(counts().filtered["type 0"] == 1)
  }
}
