/// The rows and examples of a page, as columns.
struct PageExamples {
  /// By row.
  private var rows: [Int] = []
  private var widths: [Int] = []
  private var counts: [Int] = []
  private var rowProblems: [JSONValue.Member] = []
  /// By example.
  private var columns: [(name: String, values: [Int])] = Column.allCases.map { ($0.rawValue, []) }
  private var exampleProblems: [JSONValue.Member] = []
  private var count = 0
  /// Of all examples, three numbers each: position in the example, place in the chunk, how many.
  private var runs: [Int32] = []
  /// Of all examples, two numbers each: which name, and the position that it ends before.
  private var parts: [Int32] = []
  private var partNames: [String] = []

  private enum Column: String, CaseIterable {
    case length, prefix, loss, objective, source, document, offset, chunk, epoch, origin, runs,
      parts
  }

  var rowCount: Int { rows.count }

  private mutating func append(_ values: KeyValuePairs<Column, Int>) {
    precondition(values.count == columns.count, "a value for each column")
    for (i, value) in values.enumerated() { columns[i].values.append(value.value) }
    count += 1
  }

  /// Begins a row; its examples follow.
  ///
  /// - Parameter problem: what is wrong with it.
  mutating func beginRow(_ index: Int, width: Int, examples: Int, problem: String?) {
    if let problem { rowProblems.append(.init("\(rows.count)", .string(problem))) }
    rows.append(index)
    widths.append(width)
    counts.append(examples)
  }

  /// - Parameters:
  ///   - runs: nil where it is not known, for the reason `problem`, where its tokens were.
  ///   - prefix: tokens at its start that see each other.
  mutating func append(
    _ example: PackedExample, prefix: Int, origin: Int, runs: [ExampleRun]?, parts: [ExamplePart],
    problem: String?
  ) {
    if let problem { exampleProblems.append(.init("\(count)", .string(problem))) }
    append([
      .length: example.length, .prefix: prefix, .loss: example.lossStart,
      .objective: example.objective, .source: example.source, .document: example.document,
      .offset: example.offset, .chunk: example.chunkLength, .epoch: example.epoch,
      .origin: origin, .runs: runs?.count ?? 0, .parts: parts.count,
    ])
    for run in runs ?? [] {
      self.runs += [run.position, run.place, run.count].map { Int32(truncatingIfNeeded: $0) }
    }
    for part in parts { append(part) }
  }

  /// Appends a document as it lies in its store.
  mutating func append(document: Int, length: Int, origin: Int) {
    append([
      .length: length, .prefix: 0, .loss: 0, .objective: 0, .source: 0, .document: document,
      .offset: 0, .chunk: length, .epoch: 0, .origin: origin, .runs: length > 0 ? 1 : 0,
      .parts: 0,
    ])
    if length > 0 { runs += [0, 0, Int32(truncatingIfNeeded: length)] }
  }

  private mutating func append(_ part: ExamplePart) {
    let name = partNames.firstIndex(of: part.name) ?? partNames.count
    if name == partNames.count { partNames.append(part.name) }
    parts += [name, part.range.upperBound].map { Int32(truncatingIfNeeded: $0) }
  }

  var json: JSONValue {
    func numbers(_ values: [Int]) -> JSONValue { .array(values.map { JSONValue($0) }) }
    return [
      "rows": [
        "index": numbers(rows), "width": numbers(widths), "examples": numbers(counts),
        "problems": .object(rowProblems),
      ],
      "columns": .object(columns.map { .init($0.name, numbers($0.values)) }),
      "problems": .object(exampleProblems), "runs": PageNumbers(runs).json,
      "parts": PageNumbers(parts).json, "partNames": .array(partNames.map { .string($0) }),
    ]
  }
}
