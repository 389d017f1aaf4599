/// The mixtures that ship with the program at any length of rows, with the 100 sentinels that most
/// tokenizers have.
import Testing
import UL2Mixing
import UL2Objectives

@Suite("Sequence lengths")
struct SequenceLengthTests {
  private static let mixtures = ["openmoe", "ul2", "openmoe-original"]
  /// The objectives of each.
  private static let counts = ["openmoe": 4, "ul2": 7, "openmoe-original": 6]

  @Test(
    "Expected shares of raw tokens are the same as with enough sentinels",
    arguments: [8192, 32_768, 131_072].map { ("openmoe", $0) } + [
      ("ul2", 8192), ("ul2", 131_072), ("openmoe-original", 32_768),
    ])
  func expectedShares(name: String, sequenceLength: Int) throws {
    let own = try #require(Self.counts[name])
    let limited = try builtInTable(name, sequenceLength: sequenceLength)
    let free = try builtInTable(name, sequenceLength: sequenceLength, sentinels: nil)
    #expect(limited.layouts.contains { $0.isLimitedBySentinels })
    #expect(free.layouts.allSatisfy { !$0.isLimitedBySentinels })
    // With other mixtures' many short chunks, a document of a few rows' length ends in other places.
    let bounds = name == "openmoe" ? (0.02, 0.005) : (0.035, 0.015)
    for (length, bound) in [(100_000, bounds.0), (450_000, bounds.1)] {
      let shares = limited.expectedShares(own, length: length)
      let wanted = free.expectedShares(own, length: length)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && abs(wanted.reduce(0, +) - 1) < 1e-9)
      for (i, (share, wanted)) in zip(shares, wanted).enumerated() where wanted > 1e-4 {
        #expect(
          abs(share / wanted - 1) <= bound,
          "\(limited.layouts[i].objective.name) \(i) of \(length): \(share), not \(wanted)")
      }
    }
  }

  /// Raw tokens of each objective in each document of a plan.
  private func tokensByDocument(
    _ table: ObjectiveTable, sequenceLength: Int, length: Int, total: Int
  ) throws -> [[Double]] {
    let source = PlanSource(
      name: "long", weights: [1], allowsFIM: false,
      lengths: FixedLengths(values: [Int](repeating: length, count: total / length)))
    let planner = try makePlanner(
      sources: [source], sequenceLength: sequenceLength, limit: .once, objectives: table)
    var worker = BlockWorker(planner)
    var documents: [[Double]] = []
    for start in try planner.plan().blocks {
      try worker.plan(start)
      for example in worker.block.examples {
        if example.offset == 0 {
          documents.append([Double](repeating: 0, count: table.layouts.count))
        }
        documents[documents.count - 1][Int(example.objective)] += Double(example.tokens)
      }
    }
    return documents
  }

  @Test("A plan's shares are within four standard errors of those expected", arguments: mixtures)
  func plannedShares(name: String) throws {
    let own = try #require(Self.counts[name])
    for (sequenceLength, length) in [(8192, 100_000), (131_072, 450_000)] {
      let table = try builtInTable(name, sequenceLength: sequenceLength)
      let documents = try tokensByDocument(
        table, sequenceLength: sequenceLength, length: length, total: 100_000_000)
      let count = Double(documents.count)
      for (i, share) in table.expectedShares(own, length: length).enumerated() {
        let mean = documents.reduce(0) { $0 + $1[i] } / count
        let squares = documents.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) }
        let error = (squares / (count - 1) / count).squareRoot()
        #expect(
          abs(mean - share * Double(length)) <= 4 * error + 1,
          "\(name), objective \(i) at \(sequenceLength): \(mean / Double(length)), not \(share)")
      }
    }
  }

  @Test(
    "Full blocks are filled to 99.9 % and more",
    arguments: Mixture.builtIn.map { ($0.name, 2048) } + [
      ("openmoe", 512), ("ul2", 512), ("ul2", 4096), ("openmoe", 8192), ("causal", 8192),
      ("openmoe-original", 16_384), ("ul2", 32_768), ("openmoe", 131_072),
    ])
  func fill(name: String, sequenceLength: Int) throws {
    func planner(_ limit: PlanLimit) throws -> Planner {
      try makePlanner(
        sources: recipeSources(documents: 4000), sequenceLength: sequenceLength, limit: limit,
        objectives: try builtInTable(name, sequenceLength: sequenceLength))
    }
    let start = try #require(try planner(.tokens(1)).plan().blocks.first)
    var worker = BlockWorker(try planner(.tokens(1 << 40)))
    try worker.plan(start)
    let rows = worker.block.rows.count
    let fill = Double(worker.block.totals.all.positions) / Double(rows * sequenceLength)
    #expect(fill >= 0.999, "\(fill)")
    #expect(rows >= Planner.rowsPerBlock(sequenceLength))
  }

  @Test("Rows of a block: as before up to 2,048, then as many positions, at least 1,024 rows")
  func blocks() {
    for (sequenceLength, rows) in [
      (8, 16_384), (512, 16_384), (2048, 16_384), (2049, 16_376), (4096, 8192), (8192, 4096),
      (32_768, 1024), (131_072, 1024), (1 << 20, 1024),
    ] {
      #expect(Planner.rowsPerBlock(sequenceLength) == rows)
    }
  }

  @Test("If no limit binds, every draw is the same as without limits")
  func freePlaces() throws {
    let limited = try builtInTable("ul2", sequenceLength: 8192)
    let free = try builtInTable("ul2", sequenceLength: 8192, sentinels: nil)
    var random = CounterRandom(key: 3)
    var differing = 0
    for place in 0..<20_000 {
      let chunk = ChunkRandom(sourceKey: random.next(), document: 0, offset: UInt64(place))
      let remaining = 1 + random.below(602)
      #expect(
        limited.objective(chunk, remaining: remaining)
          == free.objective(chunk, remaining: remaining))
      if limited.objective(chunk, remaining: 603 + remaining)
        != free.objective(chunk, remaining: 603 + remaining)
      {
        differing += 1
      }
    }
    #expect(differing > 0)
  }

  @Test("If limits bind, draws have the probabilities w · u / t", arguments: [603, 5000, 90_000])
  func probabilities(remaining: Int) throws {
    let table = try builtInTable("ul2", sequenceLength: 32_768)
    let free = try builtInTable("ul2", sequenceLength: 32_768, sentinels: nil)
    let weights = (0..<7).map { i in
      Double(free.layouts[i].nextChunk(remaining: remaining).tokens)
        / Double(table.layouts[i].nextChunk(remaining: remaining).tokens)
    }
    let sum = weights.reduce(0, +)
    for (found, weight) in zip(table.probabilities(7, remaining: remaining), weights) {
      #expect(abs(found - weight / sum) < 1e-11)
    }
    var counts = [Int](repeating: 0, count: 7)
    for place in 0..<100_000 {
      let chunk = ChunkRandom(sourceKey: 5, document: 0, offset: UInt64(place))
      counts[table.objective(chunk, remaining: remaining)] += 1
    }
    for (count, weight) in zip(counts, weights) {
      let share = weight / sum
      let sigma = (100_000 * share * (1 - share)).squareRoot()
      #expect(abs(Double(count) - 100_000 * share) <= 4 * sigma)
    }
  }

  @Test(
    "max_chunk_tokens is kept: a limit that sentinels do not lower changes nothing")
  func ownLimit() throws {
    var mixture = try Mixture.load("ul2")
    mixture.sequenceLength = 32_768
    mixture.objectives[2].maxChunkTokens = 600
    mixture.objectives[3].maxChunkTokens = 3000
    let table = try ResolvedMixture(mixture, vocabulary: TestVocabulary()).objectives
    let layouts = table.layouts
    #expect(layouts[2].largestChunk == 600 && !layouts[2].isLimitedBySentinels)
    #expect(layouts[3].largestChunk == 1609 && layouts[3].largestChunkWithoutLimit == 3000)
    let p = table.probabilities(7, remaining: 20_000)
    // One takes what it would take anyway, the other 3,000 / 1,609 of that.
    #expect(abs(p[2] / p[6] - 1) < 1e-9)
    #expect(abs(p[3] / p[6] - 3000.0 / 1609) < 1e-9)
  }

  @Test("Golden draws: the same on every machine")
  func golden() throws {
    let table = try builtInTable("openmoe-original", sequenceLength: 131_072)
    let drawn = (0..<24).map { place in
      table.objective(
        ChunkRandom(sourceKey: 9, document: 4, offset: UInt64(place)),
        remaining: 600 + 400 * place * place)
    }
    #expect(drawn == [0, 0, 0, 3, 3, 3, 4, 0, 1, 1, 1, 3, 5, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 1])
  }
}

extension ObjectiveTable {
  /// Of the mixture's own objectives.
  fileprivate func objective(_ random: ChunkRandom, remaining: Int) -> Int {
    index(random, allowsFIM: false, remaining: remaining)
  }
}
