/// Documents of a token store as a page.
extension InspectionPage {
  /// - Parameters:
  ///   - numbers: of the documents, counted from the first of what is looked at.
  ///   - setting: that said how many.
  ///   - spelling: of the messages of problems.
  package init(
    _ documents: StoredDocuments, _ numbers: [Int], _ names: TokenNames, setting: Setting,
    _ spelling: Spelling, _ reporter: Reporter
  ) throws(Problem) {
    try Self.checkSize(of: documents, numbers, setting)
    let source = documents.source ?? ""
    self.init(
      names, title: "\(baseName(realPath(documents.path))) · ul2prep", ofDocuments: true,
      heading: [
        .init("kind", "store"), .init("path", .string(documents.path)),
        .init("rows", JSONValue(documents.range.count)), .init("width", .null),
        .init("pad", .null), .init("padName", .null), .init("objectives", []),
        .init("sources", [.string(source)]),
        .init("filter", ["objective": .null, "source": .null]),
      ])
    reporter.begin()
    for number in numbers {
      try Interruption.check()
      try add(documents, number, spelling)
      reporter.advance(1, of: numbers.count, unit: "documents")
    }
    reporter.end()
  }

  private static func checkSize(
    of documents: StoredDocuments, _ numbers: [Int], _ setting: Setting
  ) throws(Problem) {
    var tokens = 0
    for (count, number) in numbers.enumerated() {
      // A document that cannot be read is shown as a problem.
      tokens += (try? documents.length(of: number)) ?? 0
      guard tokens > tokenLimit else { continue }
      throw Problem(
        .usage, "too many tokens for a page", path: documents.path, setting: setting,
        got:
          "\(numbers.count), documents of more than \(grouped(tokenLimit)) tokens together",
        expected: count == 0
          ? "documents of at most \(grouped(tokenLimit)) tokens" : "at most \(count)")
    }
  }

  private mutating func add(
    _ documents: StoredDocuments, _ number: Int, _ spelling: Spelling
  ) throws(Problem) {
    let record: DocumentRecord
    do throws(Problem) {
      record = try documents.document(number, needsOrigin: false)
    } catch {
      examples.beginRow(number, width: 0, examples: 0, problem: error.text(spelling))
      return
    }
    let length = record.tokens.count
    examples.beginRow(number, width: length, examples: 1, problem: nil)
    pieces.append(record.tokens)
    let origin = try origins.number(source: 0, document: number) { record.origin }
    examples.append(document: number, length: length, origin: origin)
  }
}
