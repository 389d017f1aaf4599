/// A plan of several blocks, in the shuffled order: a plan is shuffled as its shards are.
import TestSupport
import Testing
import UL2Data

@Suite("Loaders over several blocks")
struct ManyBlocksTests {
  @Test("Every prefix of the plan's order has the mixture's shares")
  func shares() throws {
    let directory = TemporaryDirectory()
    let resolved = try resolvedPlan(in: directory, tokens: 600_000, width: 16)
    try writePlan(directory("plan"), resolved)
    let data = try Dataset(directory("plan"))
    var loader = try DataLoader(data, globalBatchSize: 4096, epochs: 1)
    var tokens = [0, 0]
    while let batch = try loader.next() {
      for example in batch.rows.flatMap(\.examples) {
        tokens[example.source] += example.chunkLength
      }
      // Weights 1 and 3; documents are up to 150 tokens.
      let share = Double(tokens[1]) / Double(tokens[0] + tokens[1])
      #expect(abs(share - 0.75) < 0.01, "after \(loader.samples) rows")
    }
    #expect(loader.samples > 2 * 16_384)
  }

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
        // Far enough to reach other blocks and the next epoch.
        for skipped in [0, 15_900] {
          try made.skip(samples: skipped)
          try read.skip(samples: skipped)
          #expect(try made.next()?.rows == read.next()?.rows)
        }
      }
      #expect(made.samples > plan.count && made.state == read.state)
    }
  }
}
