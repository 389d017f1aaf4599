import Testing
import UL2Pipeline

@Suite("Histograms and tallies")
struct HistogramTests {
  @Test("Doubling and equal bins hold exactly their values")
  func bins() {
    for scale in [Histogram.Scale.doubling, .equal(width: 7)] {
      var histogram = Histogram(scale)
      let values = Array(0...1000) + [1 << 40, Int.max].filter { _ in scale == .doubling }
      for value in values { histogram.add(value) }
      #expect(histogram.total == values.count)
      #expect(histogram.least == 0 && histogram.most == values.max())
      for bin in histogram.bins {
        #expect(bin.count == values.count { bin.range.contains($0) }, "\(bin.range)")
      }
      for (a, b) in zip(histogram.bins, histogram.bins.dropFirst()) {
        #expect(a.range.upperBound + 1 == b.range.lowerBound)
      }
    }
    #expect(Histogram(.doubling).bins.isEmpty)
  }

  @Test("A tally names the most frequent, ties by name")
  func tallies() {
    var tally = Tally()
    for i in 0..<40 { tally.add(i % 4 == 0 ? [] : ["value \(i % 20)", "all"]) }
    let (values, others) = tally.shown
    #expect(values.first?.value == "all" && values.first?.count == 30)
    #expect(values.count == 15 && others == 2 && tally.missing == 10)
  }
}
