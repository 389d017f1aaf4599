/// Plans from document lengths alone: what is drawn, in which order, with which objective, packed
/// into which row.
///
/// One pass over the lengths gives a small state per block; from it any block can be planned again,
/// anywhere, in milliseconds. Parallel work, resuming, and the same bytes on any number of workers
/// all rest on that.
public struct Planner: Sendable {
  /// A block also ends when it has this many examples, which bounds memory for corpora of tiny documents.
  package static let examplesPerBlock = 1 << 20

  /// The rows that a block is meant to fill: about as many positions at any length, but never so few rows
  /// that one which is nearly empty counts.
  package static func rowsPerBlock(_ sequenceLength: Int) -> Int {
    sequenceLength <= 2048 ? 16_384 : max(1024, (1 << 25) / sequenceLength)
  }

  /// A block ends with the document that brings its positions to this number. In rows of more than 2,048
  /// it is an eighth of a row less than all, since what fills all rows spills into another, which then is
  /// nearly empty.
  static func positionsPerBlock(_ sequenceLength: Int) -> Int {
    let rows = rowsPerBlock(sequenceLength)
    return sequenceLength <= 2048
      ? rows * sequenceLength : ((8 * rows - 1) * sequenceLength + 7) / 8
  }

  package let sources: [PlanSource]
  package let settings: PlanSettings
  /// Raw tokens that an epoch of each source gives.
  package let drawable: [Int]

  /// Where a block begins: all that must be kept of what came before.
  public struct BlockStart: Hashable, Sendable {
    public var index: Int
    /// Of the sources, in their order.
    package var states: [SourceState]
    /// Rows of the blocks before.
    public var firstRow: Int
  }

  /// - Parameter sources: of weight > 0; their order does not matter.
  /// - Throws: where lengths cannot be read.
  package init(sources: [PlanSource], settings: PlanSettings) throws(Problem) {
    precondition(!sources.isEmpty && sources.allSatisfy { $0.weight > 0 }, "nothing to draw from")
    self.sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.settings = settings
    let least = settings.minDocumentTokens
    let kept = least...max(least, settings.maxDocumentTokens ?? .max)
    drawable = try self.sources.map { source throws(Problem) in
      try source.lengths.tokenCount(ofDocuments: kept)
    }
  }

  /// The source that lasts longest.
  var longestSource: Int {
    sources.indices.max { a, b in
      Double(drawable[a]) / sources[a].weight < Double(drawable[b]) / sources[b].weight
    } ?? 0
  }

  /// Where every plan begins.
  package var start: BlockStart {
    BlockStart(index: 0, states: sources.map { _ in SourceState() }, firstRow: 0)
  }

  /// The whole plan: every block's start, and the sums.
  ///
  /// - Parameter check: called before each block with the raw tokens drawn until then; what it throws ends the
  ///   planning.
  package func plan(
    checking check: (_ tokens: Int) throws(Problem) -> Void = { _ in }
  ) throws(Problem) -> Plan {
    var worker = BlockWorker(self)
    var starts: [BlockStart] = []
    var totals = PlanTotals(
      objectives: settings.objectives.layouts.count, sources: sources.count)
    var start = start
    while true {
      try check(totals.all.tokens)
      let next = try worker.plan(start)
      if worker.block.rows.count == 0 { break }
      starts.append(start)
      totals.add(worker.block.totals)
      start = next
    }
    guard !starts.isEmpty else {
      throw Problem(
        .badMixture, "nothing to pack: the plan ends before its first document",
        place: "sources" + (worker.endedBy.map { "." + sources[$0].name } ?? ""),
        got: "no document with as many tokens as asked for", expected: "at least one",
        fix: "check what was tokenized, and min_document_tokens and max_document_tokens")
    }
    return Plan(blocks: starts, end: start, totals: totals, endedBy: worker.endedBy)
  }
}

/// Plans one block after another, reusing its memory. One for each worker.
package struct BlockWorker: Sendable {
  package private(set) var block = PlannedBlock()
  /// The source with which the plan ended, after its last block.
  private(set) var endedBy: Int?
  private let planner: Planner
  private let longest: Int
  private var packing: BestFitDecreasing
  private var lengths: [Int32] = []

  package init(_ planner: Planner) {
    self.planner = planner
    longest = planner.longestSource
    packing = BestFitDecreasing(width: planner.settings.sequenceLength)
  }

  /// Works out the block that begins at `start`; returns where the next one begins.
  @discardableResult
  package mutating func plan(
    _ start: Planner.BlockStart
  ) throws(Problem) -> Planner.BlockStart {
    var sampler = Sampler(
      sources: planner.sources, settings: planner.settings, longest: longest,
      states: start.states)
    try drawExamples(from: &sampler)
    endedBy = sampler.endedBy
    for source in planner.sources { source.lengths.releaseMemory() }
    block.index = start.index
    packing.pack(lengths)
    block.rows.set(
      from: packing,
      key: mixed(mixed(planner.settings.seed ^ 0x726F_7773) &+ UInt64(start.index)))
    block.totals.rows = block.rows.count
    for (i, passed) in sampler.passed.enumerated() {
      block.totals.emptyDocuments[i] = passed.empty
      block.totals.tooShortDocuments[i] = passed.tooShort
      block.totals.tooLongDocuments[i] = passed.tooLong
    }
    return Planner.BlockStart(
      index: start.index + 1, states: sampler.states, firstRow: start.firstRow + block.rows.count)
  }

  private mutating func drawExamples(from sampler: inout Sampler) throws(Problem) {
    let settings = planner.settings
    block.examples.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    block.totals = PlanTotals(
      objectives: settings.objectives.layouts.count, sources: planner.sources.count)
    let limit = Planner.positionsPerBlock(settings.sequenceLength)
    var positions = 0
    while positions < limit, block.examples.count < Planner.examplesPerBlock,
      let draw = try sampler.next()
    {
      positions += try append(draw)
    }
  }

  /// Cuts a document into chunks; returns the positions that they take.
  private mutating func append(_ draw: Sampler.Draw) throws(Problem) -> Int {
    let source = planner.sources[draw.source]
    let objectives = planner.settings.objectives
    guard draw.tokens <= Int(UInt32.max), draw.epoch <= Int(UInt16.max) else {
      throw Problem(
        .badMixture, "document or epoch out of range", place: "sources.\(source.name)",
        got: "document \(draw.document) of \(draw.tokens) tokens in epoch \(draw.epoch)",
        expected: "at most 4294967295 tokens and 65535 epochs")
    }
    var positions = 0
    var offset = 0
    block.totals.add(document: draw.tokens, source: draw.source)
    while offset < draw.tokens {
      let random = ChunkRandom(
        sourceKey: draw.key, document: UInt64(draw.document), offset: UInt64(offset))
      let remaining = draw.tokens - offset
      let objective = objectives.index(
        random, allowsFIM: source.allowsFIM, remaining: remaining)
      if objectives.wasTooShort(random, remaining: remaining) { block.totals.shortChunks += 1 }
      let layout = objectives.layouts[objective]
      let (tokens, endsDocument) = layout.nextChunk(remaining: remaining)
      let length = layout.length(tokens: tokens, endsDocument: endsDocument)
      block.examples.append(
        PlannedExample(
          document: UInt64(draw.document), offset: UInt32(offset), tokens: UInt32(tokens),
          length: UInt32(length), source: UInt8(draw.source), objective: UInt8(objective),
          epoch: UInt16(draw.epoch), endsDocument: endsDocument))
      lengths.append(Int32(length))
      block.totals.add(
        objective: objective, source: draw.source, tokens: tokens, positions: length,
        lossPositions: length - layout.lossStart(tokens: tokens, random))
      positions += length
      offset += tokens
    }
    return positions
  }
}
