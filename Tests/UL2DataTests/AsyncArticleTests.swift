/// The example of the article `ReadingAhead` in UL2DataAsync's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Data
import UL2DataAsync

@Suite("UL2DataAsync's article")
struct AsyncArticleTests {
  /// The tokens that carry loss in one epoch, and the state at its end.
  func lossTokens(in loader: DataLoader) async throws -> (count: Int, state: LoaderState) {
    let batches = BatchSequence(loader)
    var count = 0
    for try await batch in batches {
      for row in batch.rows {
        for example in row.examples { count += example.length - example.lossStart }
      }
    }
    return (count, batches.state)
  }

  @Test("The loader's rows, each once")
  func counts() async throws {
    let directory = TemporaryDirectory()
    try writePlan(directory("plan"), try resolvedPlan(in: directory))
    let data = try Dataset(directory("plan"))
    let expected = try data.rows(at: 0..<data.count).flatMap(\.examples)
      .reduce(0) { $0 + $1.length - $1.lossStart }
    let loader = try DataLoader(data, globalBatchSize: 7, epochs: 1, dropLast: false)
    let (count, state) = try await lossTokens(in: loader)
    #expect(count == expected && state.samples == data.count && count > 0)
  }
}
