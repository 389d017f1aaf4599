/// The example of the article `TrainingOnRows` in UL2Data's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Data

@Suite("UL2Data's article")
struct ArticleTests {
  /// Takes up to `steps` batches of one rank, and gives the state after the last.
  func train(
    on path: String, steps: Int, rank: Int = 0, of worldSize: Int = 1,
    from checkpoint: String? = nil,
    step: (_ tokens: Span<Int32>, _ examples: [PackedExample]) -> Void
  ) throws(Problem) -> String {
    let data = try Dataset(path)
    let state = try checkpoint.map { text throws(Problem) in try LoaderState(json: text) }
    var loader = try DataLoader(
      data, globalBatchSize: 8, rank: rank, worldSize: worldSize, order: .shuffled, state: state)
    for _ in 0..<steps {
      guard let batch = try loader.next() else { break }
      for row in batch.rows {
        row.withTokens { tokens in step(tokens, row.examples) }
      }
    }
    return loader.state.json
  }

  @Test("A run in two parts gets the same rows as one without a stop")
  func continues() throws {
    let directory = TemporaryDirectory()
    try writePlan(directory("plan"), try resolvedPlan(in: directory))
    func rows(_ steps: Int, from checkpoint: String?) throws -> ([[Int32]], String) {
      var rows: [[Int32]] = []
      let state = try train(on: directory("plan"), steps: steps, from: checkpoint) { tokens, _ in
        rows.append(tokens.indices.map { tokens[$0] })
      }
      return (rows, state)
    }
    let (all, end) = try rows(5, from: nil)
    let (first, middle) = try rows(2, from: nil)
    let (second, same) = try rows(3, from: middle)
    #expect(all.count == 40 && first + second == all && same == end)
  }
}
