/// A plan of several blocks, in the shuffled order: a plan is shuffled as its shards are.
import TestSupport
import Testing
import UL2Data

@Suite("Loaders over several blocks")
struct ManyBlocksTests {
  @Test("A plan of several blocks and its shards give the same shuffled batches")
  func planAndShards() throws {
    let directory = TemporaryDirectory()
    let resolved = try resolvedPlan(in: directory, tokens: 600_000, width: 16)
    try writePlan(directory("plan"), resolved)
    try writeShards(directory("shards"), resolved, rowFormat(resolved), rowsPerShard: 5000)
    let plan = try Dataset(directory("plan"))
    let shards = try Dataset(directory("shards"))
    #expect(try plan.blocks().count >= 3)
    #expect(try plan.blocks() == shards.blocks())
    for groupBytes in [1, RowOrder.defaultGroupBytes] {
      var made = try DataLoader(
        plan, globalBatchSize: 300, order: .shuffled, seed: 3, groupBytes: groupBytes)
      var read = try DataLoader(shards, globalBatchSize: 300, state: made.state)
      for _ in 0..<3 {
        // Far enough that other blocks and the next epoch are met.
        for skipped in [0, 15_900] {
          try made.skip(skipped)
          try read.skip(skipped)
          #expect(try made.next()?.rows == read.next()?.rows)
        }
      }
      #expect(made.samples > plan.count && made.state == read.state)
    }
  }
}
