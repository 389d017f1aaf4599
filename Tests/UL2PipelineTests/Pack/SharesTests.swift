/// The draws of a plan over the fixtures' stores: sources, objectives, fill.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Plans over the fixtures")
struct SharesTests {
  @Test("Sources follow the normalised table over 20 M tokens", arguments: 0..<10 as Range<UInt64>)
  func sources(seed: UInt64) throws {
    let corpus = try MixtureStores(settings(seed: seed, tokens: 20_000_000))
    let plan = try corpus.resolved.planner.plan()
    let table = [
      "common_crawl": 67, "c4": 15, "stackexchange": 2, "arxiv": 2.5, "wikipedia": 4.5,
      "github": 4.5, "the_stack": 20,
    ]
    let total = Double(plan.totals.all.tokens)
    #expect(total >= 20_000_000)
    // While one source gives its longest document the others fall behind by as much.
    let longest =
      Double(try corpus.resolved.stores.map { try longestDocument(of: $0.store) }.max()!) / total
    for (store, part) in zip(corpus.resolved.stores, plan.totals.sources) {
      let wanted = try #require(table[store.name]) / 115.5
      let drawn = Double(part.tokens) / total
      #expect(abs(drawn - wanted) <= max(0.001, longest), "\(store.name): \(drawn), not \(wanted)")
    }
  }

  @Test("Objectives are within 4σ of the recipe", arguments: 0..<10 as Range<UInt64>)
  func objectives(seed: UInt64) throws {
    let corpus = try MixtureStores(settings(seed: seed, tokens: 20_000_000))
    let plan = try corpus.resolved.planner.plan()
    let chunks = plan.totals.objectives.map(\.chunks)
    let names = corpus.resolved.mixture.objectives.layouts.map(\.objective.name)
    #expect(
      names == [
        "causal", "prefix_lm", "span_corruption", "span_corruption", "fim_psm", "fim_spm",
      ])
    // A chunk of one token that drew span corruption became causal.
    let short = plan.totals.shortChunks
    let drawn = [
      chunks[0] + chunks[4] + chunks[5] - short, chunks[1], chunks[2] + chunks[3] + short,
    ]
    expectBinomial(drawn, [0.6, 0.2, 0.2])
    expectBinomial([chunks[2], chunks[3]], [0.5, 0.5], slack: short)
    // Half of what is causal in the two sources of code is FIM, half of that SPM.
    expectBinomial([chunks[4], chunks[5]], [0.5, 0.5])
    var code = 0
    for (store, part) in zip(corpus.resolved.stores, plan.totals.sources)
    where ["github", "the_stack"].contains(store.name) {
      code += part.chunks
    }
    expectBinomial([chunks[4] + chunks[5], code - chunks[4] - chunks[5]], [0.3, 0.7])
  }

  /// Each count is within four standard deviations of its share of all.
  private func expectBinomial(
    _ counts: [Int], _ shares: [Double], slack: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let total = Double(counts.reduce(0, +))
    for (count, share) in zip(counts, shares) {
      let sigma = (total * share * (1 - share)).squareRoot()
      #expect(
        abs(Double(count) - total * share) <= 4 * sigma + Double(slack),
        "\(counts), not \(shares)", sourceLocation: sourceLocation)
    }
  }

  private func longestDocument(of store: TokenStore) throws -> Int {
    try store.shards.flatMap { shard in
      try (0..<shard.documentCount).map { try shard.length(of: $0) }
    }.max() ?? 0
  }

  @Test("Full blocks are filled to 99.9 % and more", arguments: [512, 2048])
  func fill(sequenceLength: Int) throws {
    let corpus = try MixtureStores(
      settings(sequenceLength: sequenceLength, tokens: sequenceLength * 16_384 * 5 / 2))
    let plan = try corpus.resolved.planner.plan()
    #expect(plan.blocks.count >= 2)
    var worker = BlockWorker(corpus.resolved.planner)
    for start in plan.blocks.dropLast() {
      try worker.plan(start)
      let rows = worker.block.rows.count
      let fill = Double(worker.block.totals.all.positions) / Double(rows * sequenceLength)
      #expect(fill >= 0.999, "\(fill)")
      #expect(rows >= Planner.rowsPerBlock(sequenceLength))
    }
  }
}
