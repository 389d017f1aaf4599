/// The sums that a block adds to a plan's totals, while its examples are drawn: flat tables, of
/// which an example changes one element.
struct BlockSums: Sendable {
  /// By source and objective: chunks, raw tokens, positions, and those with loss.
  var examples: [SIMD4<Int>]
  /// By source.
  var documents: [Int]
  var longest: [Int]
  var shortChunks = 0
  private let objectives: Int

  init(objectives: Int, sources: Int) {
    self.objectives = objectives
    examples = [SIMD4<Int>](repeating: .zero, count: objectives * sources)
    documents = [Int](repeating: 0, count: sources)
    longest = documents
  }

  mutating func removeAll() {
    for i in examples.indices { examples[i] = .zero }
    for i in documents.indices { documents[i] = 0 }
    for i in longest.indices { longest[i] = 0 }
    shortChunks = 0
  }

  /// - Parameters:
  ///   - passed: by source.
  ///   - phases: raw tokens by phase and source, where there are several phases.
  func totals(rows: Int, skipped: [Sampler.Skipped], phases: [[Int]]) -> PlanTotals {
    var totals = PlanTotals(objectives: objectives, sources: documents.count)
    totals.rows = rows
    totals.phases = phases
    totals.shortChunks = shortChunks
    totals.longestDocuments = longest
    totals.emptyDocuments = skipped.map(\.empty)
    totals.tooShortDocuments = skipped.map(\.tooShort)
    totals.tooLongDocuments = skipped.map(\.tooLong)
    for source in documents.indices {
      totals.sources[source].documents = documents[source]
      for objective in 0..<objectives {
        let sum = examples[source * objectives + objective]
        let count = PlanTotals.Count(
          chunks: sum[0], tokens: sum[1], positions: sum[2], lossTokens: sum[3])
        totals.sources[source].add(count)
        totals.objectives[objective].add(count)
      }
    }
    return totals
  }
}
