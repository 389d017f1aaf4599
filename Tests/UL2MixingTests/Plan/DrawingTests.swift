/// The loop that draws documents and cuts them into chunks, against the rules written down plainly.
import Testing
import UL2Mixing
import UL2Objectives

/// The makeup of a planned example.
private struct ExpectedExample: Equatable {
  var document: Int
  var offset: Int
  var tokens: Int
  var length: Int
  var source: Int
  var objective: Int
  var epoch: Int
  var endsDocument: Bool
}

extension ExpectedExample {
  init(_ example: PlannedExample) {
    self.init(
      document: Int(example.document), offset: Int(example.offset), tokens: Int(example.tokens),
      length: Int(example.length), source: Int(example.source),
      objective: Int(example.objective), epoch: Int(example.epoch),
      endsDocument: example.endsDocument)
  }
}

@Suite("Drawing")
struct DrawingTests {
  /// One source after another, document by document, as in `docs/architecture.md` and `docs/packing.md`.
  private struct Reference {
    let planner: Planner
    var phase = 0
    var weights: [Int]
    /// Tokens drawn before the phase.
    var before: [Int]
    var orders: [DocumentOrder] = []
    var positions: [Int]
    var epochs: [Int]
    var drawn: [Int]
    var exhausted: [Bool]
    var passed = 0

    init(_ planner: Planner) {
      self.planner = planner
      weights = integerWeights(planner.sources.map { $0.weights[0] })
      before = weights.map { _ in 0 }
      positions = planner.sources.map(\.place.position)
      epochs = planner.sources.map(\.place.epoch)
      drawn = before
      exhausted = weights.map { _ in false }
      orders = planner.sources.indices.map { order($0) }
    }

    private func key(_ source: Int) -> UInt64 {
      sourceKey(
        seed: planner.settings.seed, name: planner.sources[source].name, epoch: epochs[source])
    }

    private func order(_ source: Int) -> DocumentOrder {
      let lengths = planner.sources[source].lengths
      return DocumentOrder(
        documents: lengths.documentCount, tokens: lengths.tokenCount,
        window: planner.settings.shuffleWindow, key: key(source))
    }

    /// The next document's source, index and tokens; nil at the end.
    mutating func next() -> (source: Int, document: Int, tokens: Int)? {
      if case .tokens(let limit) = planner.settings.limit, drawn.reduce(0, +) >= limit {
        return nil
      }
      let begun = planner.settings.phaseStarts.count { $0 <= drawn.reduce(0, +) } - 1
      if begun != phase {
        phase = begun
        weights = integerWeights(planner.sources.map { $0.weights[begun] })
        before = drawn
      }
      while true {
        let active = weights.indices.filter { !exhausted[$0] && weights[$0] > 0 }
        let since = weights.indices.map { drawn[$0] - before[$0] }
        let all = active.reduce(0) { $0 + since[$1] }
        let sum = active.reduce(0) { $0 + weights[$1] }
        let deficits = weights.indices.map { weights[$0] * all - sum * since[$0] }
        guard let furthest = active.map({ deficits[$0] }).max() else { return nil }
        let source = active.first { deficits[$0] == furthest }!
        if positions[source] == orders[source].count {
          if case .once = planner.settings.limit { return nil }
          if let limit = planner.sources[source].maxEpochs, epochs[source] + 1 >= limit {
            exhausted[source] = true
            continue
          }
          epochs[source] += 1
          positions[source] = 0
          orders[source] = order(source)
        }
        let document = orders[source].document(at: positions[source])
        positions[source] += 1
        let tokens = (planner.sources[source].lengths as! FixedLengths).values[document]
        let settings = planner.settings
        guard tokens > 0, tokens >= settings.minDocumentTokens,
          tokens <= settings.maxDocumentTokens ?? .max
        else {
          passed += 1
          continue
        }
        drawn[source] += tokens
        return (source, document, tokens)
      }
    }

    mutating func examples() -> [ExpectedExample] {
      let objectives = planner.settings.objectives
      var examples: [ExpectedExample] = []
      while let (source, document, tokens) = next() {
        var offset = 0
        while offset < tokens {
          let random = ChunkRandom(
            sourceKey: key(source), document: UInt64(document), offset: UInt64(offset))
          let objective = objectives.index(
            random, allowsFIM: planner.sources[source].allowsFIM, remaining: tokens - offset)
          let layout = objectives.layouts[objective]
          let chunk = layout.nextChunk(remaining: tokens - offset)
          examples.append(
            ExpectedExample(
              document: document, offset: offset, tokens: chunk.tokens,
              length: layout.length(tokens: chunk.tokens, endsDocument: chunk.endsDocument),
              source: source, objective: objective, epoch: epochs[source],
              endsDocument: chunk.endsDocument))
          offset += chunk.tokens
        }
      }
      return examples
    }
  }

  private func planners() throws -> [Planner] {
    var limited = recipeSources()
    for i in limited.indices where i % 2 == 0 { limited[i].maxEpochs = 1 + i }
    var chosen = PlanSettings(
      objectives: recipeObjectives(sequenceLength: 256), sequenceLength: 256, seed: 4,
      shuffleWindow: 1 << 22, limit: .tokens(6_000_000))
    chosen.minDocumentTokens = 40
    chosen.maxDocumentTokens = 700
    var changing = PlanSettings(
      objectives: recipeObjectives(sequenceLength: 256), sequenceLength: 256,
      phaseStarts: [0, 1_000_000, 3_000_000, 3_000_010, 6_000_000], seed: 9,
      shuffleWindow: 1 << 22, limit: .tokens(9_000_000), onExhaustion: .renormalize)
    changing.minDocumentTokens = 20
    var stage = recipeSources()
    for i in stage.indices {
      stage[i].place = SourcePlace(
        epoch: i % 3, position: i == 4 ? stage[i].lengths.documentCount : 61 * i)
      stage[i].maxEpochs = i == 2 ? 4 : nil
    }
    return [
      try Planner(sources: changingSources(), settings: changing),
      try makePlanner(
        sources: stage, sequenceLength: 256, window: 1 << 22, limit: .tokens(6_000_000),
        onExhaustion: .renormalize),
      try makePlanner(sequenceLength: 256, limit: .tokens(9_000_000)),
      try makePlanner(sequenceLength: 512, seed: 3, window: 1 << 22, limit: .once),
      try makePlanner(
        sources: limited, sequenceLength: 256, limit: .tokens(7_000_000),
        onExhaustion: .renormalize),
      try makePlanner(
        sources: [recipeSources(documents: 300)[2]], sequenceLength: 128,
        limit: .tokens(500_000)),
      try Planner(sources: recipeSources(), settings: chosen),
    ]
  }

  @Test("Every example follows the rules")
  func examples() throws {
    for planner in try planners() {
      var reference = Reference(planner)
      let expected = reference.examples()
      var worker = BlockWorker(planner)
      var found: [ExpectedExample] = []
      var totals = PlanTotals(planner)
      let plan = try planner.plan()
      for start in plan.blocks {
        try worker.plan(start)
        found += worker.block.examples.map { ExpectedExample($0) }
        totals.add(worker.block.totals)
      }
      #expect(found == expected)
      // Documents skipped after the last example belong to no block.
      let passed =
        [totals.emptyDocuments, totals.tooShortDocuments, totals.tooLongDocuments].joined()
      #expect(passed.reduce(0, +) <= reference.passed)
      #expect(totals.all.tokens == reference.drawn.reduce(0, +))
    }
  }

  @Test("A block that is only counted has the same totals, rows and end")
  func counted() throws {
    for planner in try planners() {
      let plan = try planner.plan()
      var counting = BlockWorker(planner)
      var mixed = BlockWorker(planner)
      var totals = PlanTotals(planner)
      for start in plan.blocks {
        var making = BlockWorker(planner)
        let next = try making.plan(start)
        #expect(try counting.count(start) == next)
        #expect(counting.block.totals == making.block.totals)
        #expect(counting.block.totals.rows == making.block.rows.count)
        // In turn, by one worker.
        #expect(try (start.index % 2 == 0 ? mixed.count(start) : mixed.plan(start)) == next)
        totals.add(making.block.totals)
        var sums = PlanTotals(
          objectives: planner.settings.objectives.layouts.count, sources: planner.sources.count)
        for example in making.block.examples {
          let layout = planner.settings.objectives.layouts[Int(example.objective)]
          let random = ChunkRandom(
            sourceKey: sourceKey(
              seed: planner.settings.seed, name: planner.sources[Int(example.source)].name,
              epoch: Int(example.epoch)), document: example.document,
            offset: UInt64(example.offset))
          sums.add(
            objective: Int(example.objective), source: Int(example.source),
            tokens: Int(example.tokens), positions: Int(example.length),
            lossTokens: Int(example.length)
              - layout.lossStart(tokens: Int(example.tokens), random))
        }
        #expect(sums.objectives == making.block.totals.objectives)
      }
      #expect(totals == plan.totals)
    }
  }
}
