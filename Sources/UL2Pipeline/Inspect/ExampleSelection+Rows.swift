/// The walk over rows: of all in turn, or of those that are drawn.
extension ExampleSelection {
  /// The result of a walk.
  package struct Found: Sendable {
    package var rows = 0
    /// Rows that could not be read while only some were wanted.
    package var unreadable = 0
    package var firstProblem: String?
  }

  /// Calls `body` with rows that have a wanted example: `count` of them from the first on, or those that are drawn,
  /// ascending. Rows that cannot be read come with what is wrong, and without a row, unless only some are wanted.
  ///
  /// - Parameter body: takes the row, its index, and what is wrong with it.
  package func forEachRow(
    in dataset: Dataset, reader: RowReader, _ reporter: Reporter,
    _ body: (PackedRow?, Int, String?) throws(Problem) -> Void
  ) throws(Problem) -> Found {
    var found = Found()
    func visit(_ index: Int) throws(Problem) {
      let (row, problem) = try reader.row(index)
      if row == nil, chooses {
        found.unreadable += 1
        if found.firstProblem == nil { found.firstProblem = problem }
        return
      }
      if let row, chooses, !row.examples.contains(where: { matches($0) }) { return }
      try body(row, index, problem)
      found.rows += 1
    }
    if let sample {
      for index in try indexes(of: sample, in: dataset, reporter) { try visit(index) }
      return found
    }
    reporter.begin()
    let total = chooses ? dataset.count - firstRow : count
    for index in firstRow..<dataset.count {
      if found.rows == count { break }
      try visit(index)
      reporter.advance(1, of: total, unit: "rows")
    }
    reporter.end()
    return found
  }

  /// The rows of a sample, ascending: where only some examples are wanted, rows are drawn until enough have one.
  func indexes(
    of sample: RandomSample, in dataset: Dataset, _ reporter: Reporter
  ) throws(Problem) -> [Int] {
    guard chooses else { return sample.elements(of: dataset.count) }
    var chosen: [Int] = []
    var start = 0
    reporter.begin()
    while chosen.count < sample.count, start < dataset.count {
      let batch = sample.batch(from: start, of: dataset.count)
      start += batch.count
      var matching: Set<Int> = []
      // In the order that they lie in, which costs least; then in the order that they were drawn in.
      for index in batch.sorted() {
        try Interruption.check()
        reporter.advance(1, of: dataset.count, unit: "rows")
        if let row = try? dataset[index], row.examples.contains(where: { matches($0) }) {
          matching.insert(index)
        }
      }
      chosen += batch.filter { matching.contains($0) }
    }
    reporter.end()
    return chosen.prefix(sample.count).sorted()
  }
}
