/// Plans whose weights change, and plans that continue where another ended.
import Testing
import UL2Mixing

@Suite("Stages")
struct StagesTests {
  private let starts = [0, 1_000_000, 3_000_000, 3_000_010, 6_000_000]

  private func changing(
    _ limit: Int = 9_000_000, _ sources: [PlanSource] = changingSources()
  ) throws(Problem) -> Planner {
    try Planner(
      sources: sources,
      settings: PlanSettings(
        objectives: recipeObjectives(sequenceLength: 256), sequenceLength: 256,
        phaseStarts: starts, seed: 5, shuffleWindow: 1 << 22, limit: .tokens(limit),
        onExhaustion: .renormalize))
  }

  @Test("In each phase every source is within one document of its share")
  func shares() throws {
    var sources = changingSources()
    for i in sources.indices { sources[i].maxEpochs = nil }
    let planner = try changing(2_900_000, sources)
    let plan = try planner.plan()
    #expect(plan.totals.phases.count == 5)
    let longest = planner.sources.map { ($0.lengths as! FixedLengths).values.max()! }
    for (phase, drawn) in plan.totals.phases.enumerated() {
      let weights = planner.sources.map { $0.weights[phase] }
      let total = Double(drawn.reduce(0, +))
      #expect((total > 0) == (phase < 2))
      for i in drawn.indices {
        let excess = Double(drawn[i]) - total * weights[i] / weights.reduce(0, +)
        #expect(excess <= Double(longest[i]) + 1)
        #expect(excess >= -Double(longest.max()!) - 1)
        #expect(weights[i] > 0 || drawn[i] == 0)
      }
    }
  }

  @Test("A change takes effect at the document that follows")
  func beginning() throws {
    let plan = try changing().plan()
    let drawn = plan.totals.phases.map { $0.reduce(0, +) }
    var sum = 0
    for (phase, tokens) in drawn.enumerated() where tokens > 0 {
      #expect(sum >= starts[phase] && sum - starts[phase] < 10_000)
      sum += tokens
    }
    // At most one document begins between 3,000,000 and 3,000,010.
    #expect(drawn[2] == 0 || drawn[2] < 10_000)
    #expect(sum == plan.totals.all.tokens)
  }

  @Test(
    "Any block of a plan whose weights change can be planned alone, and the plan is read from its file"
  )
  func alone() throws {
    let planner = try changing()
    let plan = try planner.plan()
    #expect(plan.blocks.count >= 3)
    let bytes = plan.fileBytes
    let read = try Plan(
      fileBytes: bytes, sources: planner.sources.count,
      objectives: planner.settings.objectives.layouts.count, path: "plan.bin")
    #expect(read == plan)
    for start in read.blocks.reversed() {
      var worker = BlockWorker(planner)
      #expect(try worker.plan(start) == read.start(after: start.index))
    }
    for bit in stride(from: 0, to: bytes.count * 8, by: 7) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: Problem.self, "bit \(bit)") {
        try Plan(
          fileBytes: damaged, sources: planner.sources.count,
          objectives: planner.settings.objectives.layouts.count, path: "plan.bin")
      }
    }
  }

  @Test(
    "Over three stages no document is drawn twice in an epoch", arguments: 0..<4 as Range<UInt64>)
  func noDocumentTwice(seed: UInt64) throws {
    var places: [String: SourcePlace] = [:]
    var seen: Set<[UInt64]> = []
    var chunks = 0
    for (stage, width) in [256, 1024, 512].enumerated() {
      // Other sources, weights, widths and objectives; a stage may be left before its end.
      var sources = recipeSources().enumerated().filter { i, _ in i % 3 != stage }.map(\.element)
      for i in sources.indices {
        sources[i].weights = [Double((i + stage) % 4 + 1)]
        sources[i].place = places[sources[i].name] ?? SourcePlace()
      }
      let planner = try makePlanner(
        sources: sources, sequenceLength: width, seed: seed, window: 1 << 22,
        limit: .tokens(7_000_000),
        objectives: recipeObjectives(sequenceLength: width, fim: stage == 1 ? nil : (0.5, 0.5)))
      let plan = try planner.plan()
      let used = stage == 0 ? plan.blocks.count - 1 : plan.blocks.count
      #expect(used >= 1)
      var worker = BlockWorker(planner)
      for start in plan.blocks.prefix(used) {
        try worker.plan(start)
        for example in worker.block.examples {
          let name = planner.sources[Int(example.source)].name
          let source = UInt64(recipeWeights.firstIndex { $0.name == name }!)
          chunks += 1
          seen.insert(
            [source, UInt64(example.epoch), example.document, UInt64(example.offset)])
        }
      }
      for (source, state) in zip(planner.sources, plan.start(after: used - 1).states) {
        places[source.name] = SourcePlace(epoch: state.epoch, position: state.position)
      }
    }
    #expect(seen.count == chunks && chunks > 20_000)
    // All that comes before each place has been drawn, and nothing else of that epoch.
    for (i, (name, _)) in recipeWeights.enumerated() {
      let place = places[name]!
      let lengths = recipeSources()[i].lengths as! FixedLengths
      var order = DocumentOrder(
        documents: lengths.documentCount, tokens: lengths.tokenCount, window: 1 << 22,
        key: sourceKey(seed: seed, name: name, epoch: place.epoch))
      for position in 0..<lengths.documentCount {
        let document = order.document(at: position)
        let isDrawn = seen.contains([UInt64(i), UInt64(place.epoch), UInt64(document), 0])
        let isEmpty = lengths.values[document] == 0
        #expect(isDrawn == (position < place.position && !isEmpty))
      }
    }
  }

  @Test(
    "A source that is used up ends the stage with a message, or leaves its weight to the others")
  func usedUp() throws {
    var sources = recipeSources()
    sources[3].place = SourcePlace(epoch: 1, position: sources[3].lengths.documentCount)
    let once = #expect(throws: Problem.self) {
      try makePlanner(sources: sources, limit: .once).plan()
    }
    #expect(once?.place == "sources.arxiv" && once?.problem == "nothing is left of this source")
    let epochs = #expect(throws: Problem.self) {
      try makePlanner(sources: [sources[3]], limit: .epochs(2)).plan()
    }
    #expect(epochs?.place == "sources.arxiv")
    sources[3].maxEpochs = 2
    #expect(sources[3].isUsedUp && sources[3].usedBefore == 2)
    let plan = try makePlanner(
      sources: sources, limit: .tokens(500_000), onExhaustion: .renormalize
    ).plan()
    let names = recipeWeights.map(\.name).sorted()
    #expect(plan.totals.sources[names.firstIndex(of: "arxiv")!].tokens == 0)
    #expect(plan.totals.all.tokens >= 500_000)
  }
}
