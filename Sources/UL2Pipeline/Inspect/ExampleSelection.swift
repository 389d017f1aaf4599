/// Which examples of shards are wanted, and the walk that finds them.
package struct ExampleSelection: Sendable {
  /// The row to begin with.
  package var firstRow: Int
  /// How many examples; nil: all of the row.
  package var count: Int?
  /// Instead of rows one after another, so many that are drawn among all; those with a wanted example count.
  package var sample: RandomSample?
  /// By index of source: the documents that examples are wanted of; nil: of any.
  package var documents: [Int: Set<Int>]?
  /// Indexes of objectives; nil: any.
  package var objectives: Set<Int>?
  /// Indexes of sources; nil: any.
  package var sources: Set<Int>?

  /// - Parameters:
  ///   - objective: a name; all objectives of that name are meant.
  ///   - source: a name.
  ///   - count: nil: all of one row, or with a name given the first that fits.
  package init(
    _ dataset: Dataset, row: Int, count: Int?, objective: String?, source: String?
  ) throws(Problem) {
    guard (0..<dataset.count).contains(row) else {
      throw Problem(
        .usage, "no such row", path: dataset.path, setting: .row, got: "\(row)",
        expected: dataset.count == 0 ? "none: there are no rows" : "0 to \(dataset.count - 1)")
    }
    let manifest = try dataset.requiredManifest
    firstRow = row
    objectives = try objective.map { name throws(Problem) in
      try Self.indexes(of: name, manifest.objectives.map(\.name), "objective", manifest.path)
    }
    sources = try source.map { name throws(Problem) in
      try Self.indexes(of: name, manifest.sources.map(\.name), "source", manifest.path)
    }
    self.count = count ?? (objective == nil && source == nil ? nil : 1)
  }

  private static func indexes(
    of name: String, _ names: [String], _ what: String, _ path: String
  ) throws(Problem) -> Set<Int> {
    let found = names.indices.filter { names[$0] == name }
    guard found.isEmpty else { return Set(found) }
    var known: [String] = []
    for name in names where !known.contains(name) { known.append(name) }
    throw .unknown(what, name, among: known, path: path, place: "--\(what)")
  }

  package func matches(_ example: PackedExample) -> Bool {
    objectives?.contains(example.objective) != false && sources?.contains(example.source) != false
      && documents.map { $0[example.source]?.contains(example.document) == true } != false
  }

  /// Whether some examples are not wanted.
  package var chooses: Bool { objectives != nil || sources != nil || documents != nil }

  /// Calls `body` with every example that is wanted, its row and its number there; returns how many.
  @discardableResult
  package func forEach(
    in dataset: Dataset,
    _ body: (PackedRow, Int) throws(Problem) -> Void
  ) throws(Problem) -> Int {
    var found = 0
    func visit(_ row: PackedRow) throws(Problem) {
      for (i, example) in row.examples.enumerated() where matches(example) {
        if found == count { return }
        try body(row, i)
        found += 1
      }
    }
    if let sample {
      for index in try indexes(of: sample, in: dataset, .silent) {
        try Interruption.check()
        try visit(dataset[index])
      }
      return found
    }
    for index in firstRow..<dataset.count {
      try Interruption.check()
      try visit(dataset[index])
      if count == nil || found == count { break }
    }
    return found
  }
}
