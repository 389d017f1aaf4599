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
    public package(set) var index: Int
    /// Of the sources, in their order.
    package var states: [SourceState]
    /// Rows of the blocks before.
    public package(set) var firstRow: Int
  }

  /// - Parameter sources: each of weight > 0 in some phase; their order does not matter.
  /// - Throws: where lengths cannot be read.
  package init(sources: [PlanSource], settings: PlanSettings) throws(Problem) {
    precondition(
      !sources.isEmpty && sources.allSatisfy { $0.weights.contains { $0 > 0 } },
      "nothing to draw from")
    precondition(
      settings.phaseStarts.first == 0
        && sources.allSatisfy { $0.weights.count == settings.phaseStarts.count },
      "a weight for each phase")
    self.sources = sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.settings = settings
    let least = settings.minDocumentTokens
    let kept = least...max(least, settings.maxDocumentTokens ?? .max)
    drawable = try self.sources.map { source throws(Problem) in
      try source.lengths.tokenCount(ofDocuments: kept)
    }
  }

  /// The sum of the sources' weights in a phase: a share is a source's weight over it.
  package func totalWeight(inPhase phase: Int) -> Double {
    sources.reduce(0) { $0 + $1.weights[phase] }
  }

  /// The source that lasts longest, of the first phase's.
  package var longestSource: Int {
    let weighted = sources.indices.filter { sources[$0].weights[0] > 0 }
    func lasting(_ i: Int) -> Double {
      Double(drawable[i]) * (1 - usedOfLimit(i)) / sources[i].weights[0]
    }
    return weighted.max { a, b in lasting(a) < lasting(b) } ?? 0
  }

  /// The part of the plan's last epochs that earlier stages have used.
  private func usedOfLimit(_ i: Int) -> Double {
    guard case .epochs(let count) = settings.limit else { return 0 }
    return sources[i].usedBefore / Double(count)
  }

  /// Where the plan begins: at the beginning of each source, or where the stage before has left it.
  package var start: BlockStart {
    let states = sources.map { source in
      SourceState(
        epoch: source.place.epoch, position: source.place.position, exhausted: source.isUsedUp)
    }
    return BlockStart(index: 0, states: states, firstRow: 0)
  }

  /// The whole plan: every block's start, and the sums.
  ///
  /// - Parameter check: called before each block with the raw tokens drawn until then; what it throws ends the
  ///   planning.
  package func plan(
    checking check: (_ tokens: Int) throws(Problem) -> Void = { _ in }
  ) throws(Problem) -> Plan {
    let longest = longestSource
    if case .epochs(let count) = settings.limit, sources[longest].usedBefore >= Double(count) {
      throw nothingToPack(longest)
    }
    if case .once = settings.limit,
      let used = sources.indices.first(where: {
        sources[$0].place.position >= sources[$0].lengths.documentCount
      })
    {
      throw nothingToPack(used)
    }
    var worker = BlockWorker(self)
    var starts: [BlockStart] = []
    var totals = PlanTotals(self)
    var start = start
    while true {
      try check(totals.all.tokens)
      let next = try worker.count(start)
      if worker.block.totals.rows == 0 { break }
      starts.append(start)
      totals.add(worker.block.totals)
      start = next
    }
    for source in sources { source.lengths.releaseMemory() }
    guard !starts.isEmpty else {
      throw nothingToPack(worker.endedBy)
    }
    return Plan(blocks: starts, end: start, totals: totals, endedBy: worker.endedBy)
  }

  private func nothingToPack(_ endedBy: Int?) -> Problem {
    let place = "sources" + (endedBy.map { "." + sources[$0].name } ?? "")
    if let endedBy, sources[endedBy].place != SourcePlace() {
      return Problem(
        .badMixture, "nothing is left of this source", place: place,
        got: "all of its epoch \(sources[endedBy].place.epoch + 1) was used by the stages before",
        expected: "a document that has not been used",
        fix: "pass \(.totalTokens) to continue with its next epoch, or set its weight to 0")
    }
    return Problem(
      .badMixture, "nothing to pack: the plan ends before its first document", place: place,
      got: "no document of a length that the mixture allows", expected: "at least one",
      fix: "check what was tokenized, and min_document_tokens and max_document_tokens")
  }
}
