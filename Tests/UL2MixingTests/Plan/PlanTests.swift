import Testing
import UL2Mixing

@Suite("Plans")
struct PlanTests {
  /// The recipe's own figures, on lengths like the fixtures' (see PipelineTests for the fixtures).
  @Test("Shares over 20 M tokens, ten seeds", arguments: 0..<10 as Range<UInt64>)
  func shares(seed: UInt64) throws {
    let planner = try makePlanner(seed: seed, limit: .tokens(20_000_000))
    let plan = try planner.plan()
    let total = plan.totals.all
    let weights = planner.sources.map { $0.weights[0] }.reduce(0, +)
    for (source, part) in zip(planner.sources, plan.totals.sources) {
      let lengths = source.lengths as! FixedLengths
      let longest = Double(lengths.values.max()!) / Double(total.tokens)
      let deviation = abs(Double(part.tokens) / Double(total.tokens) - source.weights[0] / weights)
      #expect(deviation <= max(0.001, longest), "\(source.name)")
    }
    // Causal's chunks are those that FIM took, too; so are the short chunks.
    let chunks = plan.totals.objectives.map(\.chunks)
    let causal = chunks[0] + chunks[4] + chunks[5] - plan.totals.shortChunks
    for (count, share) in zip([causal, chunks[1]], [0.6, 0.2]) {
      let sigma = (Double(total.chunks) * share * (1 - share)).squareRoot()
      #expect(abs(Double(count) - share * Double(total.chunks)) <= 4 * sigma)
    }
    for count in [chunks[2], chunks[3]] {
      let sigma = (Double(total.chunks) * 0.1 * 0.9).squareRoot()
      #expect(
        abs(Double(count) - 0.1 * Double(total.chunks))
          <= 4 * sigma + Double(plan.totals.shortChunks))
    }
  }

  @Test("Full blocks are filled to 99.9 % and more", arguments: [2048, 8192])
  func fill(sequenceLength: Int) throws {
    let planner = try makePlanner(
      sources: recipeSources(documents: 4000), sequenceLength: sequenceLength,
      limit: .tokens(150_000_000))
    let plan = try planner.plan()
    #expect(plan.blocks.count >= 2)
    var worker = BlockWorker(planner)
    for start in plan.blocks.dropLast() {
      try worker.plan(start)
      let used = worker.block.totals.all.positions
      let fill = Double(used) / Double(worker.block.rows.count * sequenceLength)
      #expect(fill >= 0.999, "\(fill)")
      #expect(worker.block.rows.count >= Planner.rowsPerBlock(sequenceLength))
    }
  }

  @Test("A plan of N tokens is a block-wise prefix of one of 2N")
  func prefix() throws {
    let short = try makePlanner(sequenceLength: 256, limit: .tokens(12_000_000))
    let long = try makePlanner(sequenceLength: 256, limit: .tokens(24_000_000))
    let shortPlan = try short.plan()
    let longPlan = try long.plan()
    #expect(shortPlan.blocks.count >= 3 && longPlan.blocks.count > shortPlan.blocks.count)
    #expect(Array(longPlan.blocks.prefix(shortPlan.blocks.count)) == shortPlan.blocks)
    var a = BlockWorker(short)
    var b = BlockWorker(long)
    for start in shortPlan.blocks.dropLast() {
      try a.plan(start)
      try b.plan(start)
      #expect(a.block.examples == b.block.examples)
      #expect(a.block.rows.items == b.block.rows.items)
    }
  }

  @Test("A block planned alone, out of order, is the block of the whole plan")
  func blocksAlone() throws {
    let planner = try makePlanner(sequenceLength: 256, window: 1 << 22, limit: .tokens(12_000_000))
    let plan = try planner.plan()
    var forward = BlockWorker(planner)
    var inOrder: [[PlannedExample]] = []
    for start in plan.blocks {
      try forward.plan(start)
      inOrder.append(forward.block.examples)
    }
    for (start, examples) in zip(plan.blocks, inOrder).reversed() {
      var worker = BlockWorker(planner)
      let next = try worker.plan(start)
      #expect(worker.block.examples == examples)
      if start.index + 1 < plan.blocks.count { #expect(next == plan.blocks[start.index + 1]) }
    }
  }

  @Test("At every block boundary each source is within one document of its share")
  func lowDiscrepancy() throws {
    let planner = try makePlanner(sequenceLength: 128, limit: .tokens(8_000_000))
    let plan = try planner.plan()
    var worker = BlockWorker(planner)
    let weights = integerWeights(planner.sources.map { $0.weights[0] })
    let sum = weights.reduce(0, +)
    let longest = planner.sources.map { ($0.lengths as! FixedLengths).values.max()! }
    var drawn = [Int](repeating: 0, count: weights.count)
    for start in plan.blocks {
      try worker.plan(start)
      for i in drawn.indices { drawn[i] += worker.block.totals.sources[i].tokens }
      let total = drawn.reduce(0, +)
      for i in drawn.indices {
        let excess = drawn[i] - total * weights[i] / sum
        #expect(excess <= longest[i] + 1)
        #expect(excess >= -longest.max()! - 1)
      }
    }
  }

  @Test("Chunks tile each document of each epoch, once")
  func tiling() throws {
    let planner = try makePlanner(
      sources: recipeSources(documents: 50), sequenceLength: 256, limit: .tokens(3_000_000))
    let plan = try planner.plan()
    var worker = BlockWorker(planner)
    var next: [[UInt64]: (offset: UInt32, ended: Bool)] = [:]
    for start in plan.blocks {
      try worker.plan(start)
      for example in worker.block.examples {
        let key = [UInt64(example.source), UInt64(example.epoch), example.document]
        let (offset, ended) = next[key] ?? (0, false)
        #expect(!ended && example.offset == offset)
        next[key] = (offset + example.tokens, example.endsDocument)
      }
    }
    for (key, end) in next {
      let length = (planner.sources[Int(key[0])].lengths as! FixedLengths).values[Int(key[2])]
      #expect(end.ended && Int(end.offset) == length)
    }
  }

  @Test("Other sources do not change how a document is used")
  func independence() throws {
    func objectives(_ sources: [PlanSource]) throws -> [UInt64: UInt8] {
      let planner = try makePlanner(
        sources: sources, sequenceLength: 256, limit: .once, onExhaustion: .renormalize)
      var worker = BlockWorker(planner)
      var result: [UInt64: UInt8] = [:]
      let source = planner.sources.firstIndex { $0.name == "c4" }!
      for start in try planner.plan().blocks {
        try worker.plan(start)
        for example in worker.block.examples where Int(example.source) == source {
          if example.offset == 0 { result[example.document] = example.objective }
        }
      }
      return result
    }
    let all = try objectives(recipeSources())
    let alone = try objectives(recipeSources().filter { $0.name == "c4" })
    #expect(!all.isEmpty && !alone.isEmpty)
    for (document, objective) in all { #expect(alone[document] == objective) }
  }

  @Test("Without a limit nothing repeats; with epochs the longest source decides")
  func limits() throws {
    let once = try makePlanner(sequenceLength: 256, limit: .once).plan()
    #expect(once.epochs.allSatisfy { $0 == 1 })
    let planner = try makePlanner(sequenceLength: 256, limit: .epochs(2))
    let twice = try planner.plan()
    #expect(twice.epochs.contains(2))
    // The source that lasts longest has given all of its tokens twice.
    func lasting(_ source: PlanSource) -> Double {
      Double(source.lengths.tokenCount) / source.weights[0]
    }
    let longest = planner.sources.indices.max {
      lasting(planner.sources[$0]) < lasting(planner.sources[$1])
    }!
    #expect(
      twice.totals.sources[longest].tokens == 2 * planner.sources[longest].lengths.tokenCount)
  }

  @Test("An epoch limit that cannot be met is an error that names the source, or renormalizes")
  func exhaustion() throws {
    var sources = recipeSources()
    sources[0].maxEpochs = 1
    #expect {
      try makePlanner(sources: sources, limit: .tokens(20_000_000)).plan()
    } throws: { error in
      "\(error)".contains("sources.common_crawl") && "\(error)".contains("max_epochs")
    }
    let plan = try makePlanner(
      sources: sources, limit: .tokens(20_000_000), onExhaustion: .renormalize
    ).plan()
    #expect(plan.totals.all.tokens >= 20_000_000)
    let index = recipeSources().map(\.name).sorted().firstIndex(of: "common_crawl")!
    #expect(plan.totals.sources[index].tokens == sources[0].lengths.tokenCount)
  }

  @Test("All sources used up is an error, and a source of empty documents too")
  func nothingLeft() {
    var sources = recipeSources()
    for i in sources.indices { sources[i].maxEpochs = 1 }
    #expect {
      try makePlanner(sources: sources, limit: .tokens(1 << 40), onExhaustion: .renormalize).plan()
    } throws: { "\($0)".contains("used up") }
    sources = recipeSources()
    sources[2].lengths = FixedLengths(values: [0, 0, 0])
    #expect { try makePlanner(sources: sources, limit: .tokens(1_000_000)).plan() } throws: {
      "\($0)".contains("sources.stackexchange")
    }
  }

  @Test("Millions of one-token documents are planned in bounded blocks")
  func tinyDocuments() throws {
    let source = PlanSource(
      name: "tiny", weights: [1], allowsFIM: true,
      lengths: FixedLengths(values: [Int](repeating: 1, count: 2_300_000)))
    let planner = try makePlanner(sources: [source], limit: .once)
    let plan = try planner.plan()
    #expect(plan.blocks.count == 3)
    #expect(plan.totals.all.chunks == 2_300_000)
    // A fifth drew span corruption and became causal.
    #expect(abs(Double(plan.totals.shortChunks) / 2_300_000 - 0.2) < 0.003)
    #expect(plan.totals.objectives[2].chunks == 0)
  }

  @Test("Weights become integers in the same ratio")
  func weights() {
    #expect(integerWeights([67, 15, 2, 2.5]) == [134, 30, 4, 5])
    #expect(integerWeights([0.6, 0.4]) == [6, 4])
    let irrational = integerWeights([1, 2.0.squareRoot()])
    #expect(abs(Double(irrational[1]) / Double(irrational[0]) - 2.0.squareRoot()) < 1e-4)
  }
}
