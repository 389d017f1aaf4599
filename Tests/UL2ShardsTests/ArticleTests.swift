/// The example of the article `ReadingShards` in UL2Shards's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Shards

@Suite("UL2Shards's article")
struct ArticleTests {
  /// The share of all positions that examples fill.
  func fill(ofShards path: String) throws(Problem) -> Double {
    let dataset = try MDSDataset(path)
    var used = 0
    var all = 0
    for number in 0..<dataset.sampleCount {
      let sample = try dataset.sample(at: number)
      used += sample.integers(inColumn: "cu_seqlens")?.last ?? 0
      all += sample.integers(inColumn: "tokens")?.count ?? 0
    }
    return Double(used) / Double(all)
  }

  @Test("The share of positions in use, in shards of another program")
  func fill() throws {
    let dataset = try MDSDataset(fixture("mds/tokens"))
    let ends = try (0..<dataset.sampleCount).map { number in
      try #require(try dataset.sample(at: number).integers(inColumn: "cu_seqlens")?.last)
    }
    #expect(ends.count == 5)
    let share = try fill(ofShards: fixture("mds/tokens"))
    #expect(share == Double(ends.reduce(0, +)) / (5 * 2048) && share > 0)
  }
}
