/// How blocks become units, and their rows shards.
import Testing
import UL2Pipeline
import UL2Shards

@Suite("Units of pack")
struct PackUnitsTests {
  @Test(
    "Every block is in one unit, in order; few blocks are separate units",
    arguments: [1, 2, 4095, 4096, 4097, 8192, 8193, 100_000, 262_144, 262_145, 1_000_000])
  func units(blocks: Int) {
    let units = PackUnits(blocks: blocks)
    #expect(units.blocksPerUnit == min(64, (blocks + 4095) / 4096))
    var next = 0
    for unit in 0..<units.count {
      let range = units.blocks(of: unit)
      #expect(range.lowerBound == next && !range.isEmpty && range.count <= units.blocksPerUnit)
      next = range.upperBound
    }
    #expect(next == blocks)
  }

  @Test("About 64 MiB per shard, at most 150,000 shards, but none above 512 MiB")
  func automatic() {
    let mebibyte = 1 << 20
    func count(_ megabytes: Int, _ units: Int) -> Int {
      ShardSize.automaticCount(bytes: megabytes * mebibyte, units: units)
    }
    #expect(count(1, 1) == 1 && count(71, 1) == 1 && count(95, 1) == 1)
    #expect(count(97, 1) == 2 && count(142, 4096) == 2 && count(640, 10) == 10)
    // 15T tokens: 447,000 blocks in 6,985 units of 64, each of 4.5 GB.
    #expect(count(4544, 6985) == 21)
    #expect(6985 * count(4544, 6985) <= ShardSize.mostShards)
    // So many units that even one shard for each is large.
    #expect(count(4544, 150_000) == 9)
    #expect(count(600, 200_000) == 2)
  }
}
