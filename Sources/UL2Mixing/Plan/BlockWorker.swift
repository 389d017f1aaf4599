/// Plans one block after another, reusing its memory. One for each worker.
///
/// A block is worked out in one of two ways: with its examples and rows, or only counted, which is all that the
/// pass over the whole plan needs and takes a third of the time.
package struct BlockWorker: Sendable {
  package private(set) var block = PlannedBlock()
  /// The source with which the plan ended, after its last block.
  private(set) var endedBy: Int?
  private let planner: Planner
  private let objectives: ObjectiveTable
  private let allowsFIM: [Bool]
  private let longest: Int
  /// Continues where the last block ended; recreated for any other block.
  private var sampler: Sampler
  private var sums: BlockSums
  private var packing: BestFitDecreasing
  private var rowCount: RowCount
  /// Of the examples, in their order.
  private var lengths: [Int32] = []
  /// How many examples there are of each length, where they are only counted.
  private var lengthCounts: [Int32]
  /// Blocks since the lengths' memory was given back.
  private var blocksSince = 0

  /// Blocks after which that is: a block touches nearly all pages of its windows already, which cost more to
  /// map again than a few hundred documents do.
  private static let blocksBetween = 16

  package init(_ planner: Planner) {
    self.planner = planner
    objectives = planner.settings.objectives
    allowsFIM = planner.sources.map(\.allowsFIM)
    longest = planner.longestSource
    let width = planner.settings.sequenceLength
    packing = BestFitDecreasing(width: width)
    rowCount = RowCount(width: width)
    lengthCounts = [Int32](repeating: 0, count: width + 1)
    sums = BlockSums(objectives: objectives.layouts.count, sources: planner.sources.count)
    sampler = Sampler(
      sources: planner.sources, settings: planner.settings, longest: longest,
      states: planner.start.states)
  }

  /// Throws unless a start can be one of this plan.
  package func check(_ start: Planner.BlockStart) throws(Problem) {
    let sources = planner.sources
    let fits =
      start.states.count == sources.count
      && zip(start.states, sources).allSatisfy { 0...$1.lengths.documentCount ~= $0.position }
    if !fits { throw Problem(.usage, "the start of a block of another plan") }
  }

  /// Works out the block that begins at `start`; returns where the next one begins.
  @discardableResult
  package mutating func plan(
    _ start: Planner.BlockStart
  ) throws(Problem) -> Planner.BlockStart {
    block.examples.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    try drawBlock(start, keepsExamples: true)
    packing.pack(lengths)
    block.rows.set(
      from: packing,
      key: mixed(mixed(planner.settings.seed ^ 0x726F_7773) &+ UInt64(start.index)))
    return finish(start, rows: block.rows.count)
  }

  /// The totals of the block that begins at `start`, and no more: the block has no examples and no rows then.
  @discardableResult
  package mutating func count(_ start: Planner.BlockStart) throws(Problem) -> Planner.BlockStart {
    block.examples.removeAll(keepingCapacity: true)
    block.rows = PackedRows()
    for length in lengthCounts.indices { lengthCounts[length] = 0 }
    try drawBlock(start, keepsExamples: false)
    return finish(start, rows: rowCount.rows(for: lengthCounts))
  }

  private mutating func finish(_ start: Planner.BlockStart, rows: Int) -> Planner.BlockStart {
    endedBy = sampler.endedBy
    sampler.countPhase()
    block.index = start.index
    block.totals = sums.totals(
      rows: rows, skipped: sampler.skipped, phases: sampler.drawnByPhase)
    blocksSince += 1
    if blocksSince == Self.blocksBetween {
      blocksSince = 0
      for source in planner.sources { source.lengths.releaseMemory() }
    }
    return Planner.BlockStart(
      index: start.index + 1, states: sampler.states, firstRow: start.firstRow + rows)
  }

  private mutating func drawBlock(
    _ start: Planner.BlockStart, keepsExamples: Bool
  ) throws(Problem) {
    if sampler.states != start.states {
      sampler = Sampler(
        sources: planner.sources, settings: planner.settings, longest: longest,
        states: start.states)
    }
    sampler.beginBlock()
    sums.removeAll()
    var room = Room(
      positions: Planner.positionsPerBlock(planner.settings.sequenceLength),
      examples: Planner.examplesPerBlock)
    while true {
      // Two loops, made from one.
      let stop =
        keepsExamples ? draw(keepsExamples: true, &room) : draw(keepsExamples: false, &room)
      switch stop {
      case .full:
        // The rest of the block has the weights of the next phase.
        if !sampler.beginPhase() { return }
      case .nothingLeft:
        try sampler.checkEnd()
        return
      case .lookUp(let source):
        if try !sampler.refill(source) { return }
      case .outOfRange(let document, let tokens, let source):
        throw Problem(
          .badMixture, "document or epoch out of range",
          place: "sources.\(planner.sources[source].name)",
          got:
            "document \(document) of \(tokens) tokens in epoch \(sampler.reading.epochs[source])",
          expected: "at most 4294967295 tokens and 65535 epochs")
      }
    }
  }

  /// The room left in a block.
  private struct Room {
    var positions: Int
    var examples: Int
  }

  /// Why drawing stops.
  private enum Stop {
    /// The block or the plan has all that it may have.
    case full
    /// Every source is exhausted.
    case nothingLeft
    /// No more documents of a source are looked up.
    case lookUp(source: Int)
    case outOfRange(document: Int, tokens: Int, source: Int)
  }

  @inline(__always)
  private mutating func draw(keepsExamples: Bool, _ room: inout Room) -> Stop {
    // Each table by itself, so that none is copied and none is checked for others who refer to it.
    Self.draw(
      keepsExamples: keepsExamples, &room, planner.settings, objectives, allowsFIM: allowsFIM,
      sampler.reading, limit: sampler.tokenLimit, &sampler.totalDrawn, &sampler.deficits,
      &sampler.next, &sampler.drawn, &sampler.skipped, &sums.examples, &sums.documents,
      &sums.longest, &sums.shortChunks, &lengthCounts, &block.examples, &lengths)
  }

  /// Draws documents and cuts them into chunks until something else has to be done: the hot loop of planning.
  @inline(__always)
  private static func draw(
    keepsExamples: Bool, _ room: inout Room, _ settings: PlanSettings,
    _ objectives: ObjectiveTable, allowsFIM: [Bool], _ reading: Sampler.Reading, limit: Int,
    _ totalDrawn: inout Int, _ deficitsTable: inout [Int], _ nextTable: inout [Int],
    _ drawnTable: inout [Int], _ skipped: inout [Sampler.Skipped],
    _ examplesTable: inout [SIMD4<Int>], _ documentCountsTable: inout [Int],
    _ longestTable: inout [Int], _ shortChunks: inout Int, _ countsTable: inout [Int32],
    _ planned: inout [PlannedExample], _ plannedLengths: inout [Int32]
  ) -> Stop {
    let objectiveCount = objectives.measures.count
    let least = max(1, settings.minDocumentTokens)
    let most = settings.maxDocumentTokens ?? .max
    let weight = reading.weight
    let measures = objectives.measures.span
    let weights = reading.weights.span
    let sources = weights.count
    let end = reading.end.span
    let documents = reading.documents.span
    let tokensOf = reading.lengths.span
    let keys = reading.keys.span
    let epochs = reading.epochs.span
    let fim = allowsFIM.span
    var deficits = deficitsTable.mutableSpan
    var next = nextTable.mutableSpan
    var drawn = drawnTable.mutableSpan
    var examples = examplesTable.mutableSpan
    var documentCounts = documentCountsTable.mutableSpan
    var longest = longestTable.mutableSpan
    var counts = countsTable.mutableSpan
    while room.positions > 0, room.examples > 0, totalDrawn < limit {
      var source = 0
      var furthest = deficits[0]
      for i in 1..<sources {
        let deficit = deficits[i]
        source = deficit > furthest ? i : source
        furthest = deficit > furthest ? deficit : furthest
      }
      if furthest == .min { return .nothingLeft }
      let slot = next[source]
      if slot == end[source] { return .lookUp(source: source) }
      next[source] = slot &+ 1
      let all = tokensOf[slot]
      guard all >= least, all <= most else {
        skipped[source].add(all, least: least)
        continue
      }
      let document = documents[slot]
      let epoch = epochs[source]
      guard all <= Int(UInt32.max), epoch <= Int(UInt16.max) else {
        return .outOfRange(document: document, tokens: all, source: source)
      }
      for i in 0..<sources { deficits[i] &+= weights[i] &* all }
      deficits[source] &-= weight &* all
      drawn[source] &+= all
      totalDrawn &+= all
      documentCounts[source] &+= 1
      if all > longest[source] { longest[source] = all }

      let documentKey = ChunkRandom.documentKey(keys[source], UInt64(document))
      var offset = 0
      while offset < all {
        let random = ChunkRandom(documentKey: documentKey, offset: UInt64(offset))
        let remaining = all &- offset
        let objective = objectives.chosen(random, allowsFIM: fim[source], remaining: remaining)
        if objectives.wasTooShort(random, remaining: remaining) { shortChunks &+= 1 }
        let chunk = measures[objective].chunk(remaining: remaining, random)
        if keepsExamples {
          planned.append(
            PlannedExample(
              document: UInt64(document), offset: UInt32(offset), tokens: UInt32(chunk.tokens),
              length: UInt32(chunk.length), source: UInt8(source), objective: UInt8(objective),
              epoch: UInt16(epoch), endsDocument: chunk.endsDocument))
          plannedLengths.append(Int32(chunk.length))
        } else {
          counts[chunk.length] &+= 1
        }
        examples[source &* objectiveCount &+ objective] &+= SIMD4(
          1, chunk.tokens, chunk.length, chunk.length &- chunk.lossStart)
        room.positions &-= chunk.length
        room.examples &-= 1
        offset &+= chunk.tokens
      }
    }
    return .full
  }
}
