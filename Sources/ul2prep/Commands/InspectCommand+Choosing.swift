/// The choice of what `ul2prep inspect` shows.
import UL2Pipeline

extension InspectCommand {
  /// The examples that are wanted; of a document they are looked for.
  func selection(
    in dataset: Dataset, _ origins: OriginStores, _ reporter: Reporter
  ) throws(Problem) -> ExampleSelection {
    var selection = try ExampleSelection(
      dataset, row: row, count: count, objective: objective, source: source)
    selection.sample = drawn
    if let document {
      selection.documents = try origins.documents(
        withID: document, sources: selection.sources, path: path, reporter)
      // All of them, of however many chunks.
      if html == nil { selection.count = count ?? .max }
    }
    return selection
  }

  var drawn: RandomSample? { sample.map { RandomSample(count: $0, seed: seed ?? 0) } }

  func noSuchExample(_ dataset: Dataset) -> Problem {
    let wanted = [document.map { "document \($0)" }, objective, source].compactMap(\.self)
    return Problem(
      .usage, "no such example", path: path, place: "row \(row) to \(dataset.count - 1)",
      got: "none of \(wanted.joined(separator: " of "))",
      fix: row > 0 ? "try a lower --row" : nil)
  }

  /// The documents that are wanted, counted from the first.
  func numbers(
    of documents: StoredDocuments, _ reporter: Reporter
  ) throws(Problem) -> [Int] {
    if let document {
      let found = try documents.numbers(withID: document, reporter).filter { $0 >= row }
      if found.isEmpty {
        throw Problem(
          .usage, "no document with this id from that row on", path: path, setting: .row,
          got: "\(row)",
          fix: "try a lower --row")
      }
      return Array(found.prefix(count ?? .max))
    }
    if let drawn { return drawn.elements(of: documents.range.count) }
    let wanted = count ?? (html == nil ? 1 : Self.pageRows)
    let end = wanted < documents.range.count - row ? row + wanted : documents.range.count
    // One that is not there is an error that says which are.
    return Array(row..<max(row + 1, end))
  }
}
