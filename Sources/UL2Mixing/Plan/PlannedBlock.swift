/// One block of a plan, worked out: every example, and the rows they are packed into.

/// An example that has not been made yet.
package struct PlannedExample: Hashable, Sendable {
  /// Index of the document in its store.
  package var document: UInt64
  /// First raw token of the chunk in the document, and raw tokens in it.
  package var offset: UInt32
  package var tokens: UInt32
  /// Positions of the example.
  package var length: UInt32
  package var source: UInt8
  package var objective: UInt8
  package var epoch: UInt16
  package var endsDocument: Bool
}

package struct PlannedBlock: Sendable {
  package internal(set) var index = 0
  package internal(set) var examples: [PlannedExample] = []
  package internal(set) var rows = PackedRows()
  /// The block's part of the plan's totals.
  package internal(set) var totals = PlanTotals()

  package init() {}
}

/// Sums over a part of a plan.
public struct PlanTotals: Hashable, Sendable {
  /// Sums over the examples of one objective or one source.
  public struct Count: Hashable, Sendable {
    public var documents = 0
    public var chunks = 0
    /// Raw tokens.
    public var tokens = 0
    /// Positions in rows: raw tokens and everything that objectives insert.
    public var positions = 0
    /// Positions that carry loss.
    public var lossTokens = 0

    mutating func add(_ other: Count) {
      documents += other.documents
      chunks += other.chunks
      tokens += other.tokens
      positions += other.positions
      lossTokens += other.lossTokens
    }
  }

  public var rows = 0
  /// Indexed as the mixture's objectives, documents left 0.
  public internal(set) var objectives: [Count] = []
  /// Indexed as the plan's sources.
  public var sources: [Count] = []
  /// Documents skipped, by source.
  public internal(set) var emptyDocuments: [Int] = []
  public internal(set) var tooShortDocuments: [Int] = []
  public internal(set) var tooLongDocuments: [Int] = []
  /// Tokens of the longest document taken, by source.
  public internal(set) var longestDocuments: [Int] = []
  /// Chunks of one token that drew span corruption and became causal.
  public internal(set) var shortChunks = 0
  /// Raw tokens by source in each phase of the schedule; empty where there is one phase alone.
  public internal(set) var phases: [[Int]] = []

  package init() {}

  /// Those of a planner's, all 0.
  package init(_ planner: Planner) {
    self.init(
      objectives: planner.settings.objectives.layouts.count, sources: planner.sources.count,
      phases: planner.settings.phaseStarts.count)
  }

  package init(objectives: Int, sources: Int, phases: Int = 1) {
    if phases > 1 {
      self.phases = [[Int]](repeating: [Int](repeating: 0, count: sources), count: phases)
    }
    self.objectives = [Count](repeating: Count(), count: objectives)
    self.sources = [Count](repeating: Count(), count: sources)
    emptyDocuments = [Int](repeating: 0, count: sources)
    tooShortDocuments = emptyDocuments
    tooLongDocuments = emptyDocuments
    longestDocuments = emptyDocuments
  }

  public var all: Count {
    var sum = Count()
    for part in sources { sum.add(part) }
    return sum
  }

  /// Adds one example.
  package mutating func add(
    objective: Int, source: Int, tokens: Int, positions: Int, lossTokens: Int
  ) {
    let part = Count(
      chunks: 1, tokens: tokens, positions: positions, lossTokens: lossTokens)
    objectives[objective].add(part)
    sources[source].add(part)
  }

  package mutating func add(_ other: PlanTotals) {
    rows += other.rows
    for i in objectives.indices { objectives[i].add(other.objectives[i]) }
    for i in sources.indices { sources[i].add(other.sources[i]) }
    for i in sources.indices {
      emptyDocuments[i] += other.emptyDocuments[i]
      tooShortDocuments[i] += other.tooShortDocuments[i]
      tooLongDocuments[i] += other.tooLongDocuments[i]
      longestDocuments[i] = max(longestDocuments[i], other.longestDocuments[i])
    }
    shortChunks += other.shortChunks
    for (phase, drawn) in other.phases.enumerated() {
      for i in drawn.indices { phases[phase][i] += drawn[i] }
    }
  }
}
