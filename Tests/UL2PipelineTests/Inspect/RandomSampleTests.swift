import Testing
import UL2Pipeline

@Suite("Inspect: samples")
struct RandomSampleTests {
  @Test("The number asked for, all distinct, equally likely, and the same for the same seed")
  func drawn() {
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<2000 {
      let sample = RandomSample(count: 5, seed: UInt64(seed)).elements(of: 20)
      #expect(sample == sample.sorted() && Set(sample).count == 5)
      #expect(sample == RandomSample(count: 5, seed: UInt64(seed)).elements(of: 20))
      for i in sample { counts[i] += 1 }
    }
    // 500 expected, standard deviation 19.
    #expect(counts.allSatisfy { (400...600).contains($0) })
    #expect(RandomSample(count: 9, seed: 1).elements(of: 4) == [0, 1, 2, 3])
    #expect(RandomSample(count: 9, seed: 1).elements(of: 0).isEmpty)
  }
}
