/// Reads rows, some of which may be damaged: what can be read is, and what is wrong is reported.
package final class RowReader {
  private let dataset: Dataset
  private let spelling: Spelling
  /// The same rows, whose shards are compared with their hashes; nil for a plan.
  private let checked: Dataset?
  /// The first shard that was another than its hash says, though its rows could be read.
  package private(set) var hashProblem: String?

  /// - Parameter spelling: of the messages of problems.
  package init(_ dataset: Dataset, _ spelling: Spelling) {
    self.dataset = dataset
    self.spelling = spelling
    checked = dataset.isPlan ? nil : try? Dataset(dataset.path, check: .first)
  }

  /// A row, or what is wrong with it, or both: a row of a shard that has another hash than it should.
  package func row(_ index: Int) throws(Problem) -> (row: PackedRow?, problem: String?) {
    try Interruption.check()
    do throws(Problem) {
      return (try (checked ?? dataset)[index], nil)
    } catch {
      if error.kind == .interrupted { throw error }
      let problem = error.text(spelling)
      guard checked != nil else { return (nil, problem) }
      do throws(Problem) {
        let row = try dataset[index]
        if hashProblem == nil { hashProblem = problem }
        return (row, problem)
      } catch {
        if error.kind == .interrupted { throw error }
        return (nil, error.text(spelling))
      }
    }
  }
}
