/// `ul2prep inspect --html`: what there is to see, as a page in one file.
import UL2Pipeline

extension InspectCommand {
  /// Rows, or documents, of a page where no number is given.
  static let pageRows = 100

  func writePage(
    _ dataset: Dataset, _ selection: ExampleSelection, _ names: TokenNames,
    _ origins: OriginStores, to file: String, _ reporter: Reporter
  ) throws(Problem) {
    var selection = selection
    let left = dataset.count - (sample == nil ? row : 0)
    if let sample {
      try InspectionPage.checkSize(of: dataset, rows: min(sample, left), .sample)
    } else if let count {
      try InspectionPage.checkSize(of: dataset, rows: min(count, left), .count)
    } else {
      selection.count = try InspectionPage.rows(of: dataset, atMost: Self.pageRows)
    }
    let page = try InspectionPage(
      dataset, selection, names, origins: origins, .commandLine, reporter)
    if page.rowCount == 0 { throw noSuchExample(dataset) }
    try write(page, to: file)
  }

  func writePage(
    _ documents: StoredDocuments, _ numbers: [Int], _ names: TokenNames, to file: String,
    _ reporter: Reporter
  ) throws(Problem) {
    // A wrong number is an error before anything is written.
    if let first = numbers.first, first >= documents.range.count {
      _ = try documents.document(first)
    }
    try write(
      InspectionPage(
        documents, numbers, names, setting: sample == nil ? .count : .sample, .commandLine,
        reporter), to: file)
  }

  /// The tokenizer that `load` loads; on a page none, and a note, where the copy beside the data is damaged.
  func forgiving(_ load: () throws(Problem) -> Tokenizer?) throws(Problem) -> Tokenizer? {
    do throws(Problem) {
      return try load()
    } catch {
      guard html != nil, tokenizerModel == nil, error.kind != .interrupted else { throw error }
      StandardError().report(error)
      return nil
    }
  }

  /// Of a plan whose stores are not available, what it says itself; false: it is no plan.
  func writeOutline(to file: String, _ problem: Problem) throws(Problem) -> Bool {
    guard
      let outline = PlanOutline(path, tokens: tokens, reason: problem.text(.commandLine))
    else { return false }
    try write(outline.page(from: row), [outline.note], what: "an outline of the plan", to: file)
    return true
  }

  private func write(_ page: InspectionPage, to file: String) throws(Problem) {
    let rows = counted(page.rowCount, page.isOfDocuments ? "document" : "row", grouped)
    let tokens = counted(page.tokenCount, "token", grouped)
    try write(page.page, page.notes, what: "\(rows), \(tokens)", to: file)
  }

  private func write(
    _ page: HTMLPage, _ notes: [String], what: String, to file: String
  ) throws(Problem) {
    for note in notes { StandardError().note(note) }
    let isFile = file != "-"
    let bytes = try withLineOutput(isFile ? file : nil) { write throws(Problem) in
      var bytes = 0
      try page.write { piece throws(Problem) in
        bytes += piece.count
        try write(piece)
      }
      return bytes
    }
    if isFile { try emit("\(file): \(what), \(counted(bytes, "byte", grouped))\n") }
  }
}
