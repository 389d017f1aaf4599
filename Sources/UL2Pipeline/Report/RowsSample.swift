/// The shapes of rows and examples, in a sample. Rows lie in a hundred places, ten after one another in each: they are
/// shuffled within their block anyway, and a shard that is decompressed gives ten of them.
package struct RowsSample: Sendable {
  /// Rows that were read.
  package private(set) var rows = 0
  package private(set) var examples = 0
  /// Positions of each row that hold no token.
  package private(set) var unused = Histogram(.doubling)
  package private(set) var examplesPerRow = Histogram(.doubling)
  /// Raw tokens.
  package private(set) var chunks = Histogram(.doubling)
  /// By objective: tokens that see each other.
  package private(set) var prefixes: [Int: Histogram] = [:]
  /// By objective: raw tokens that one sentinel represents.
  package private(set) var spans: [Int: Histogram] = [:]
  /// The first of them.
  package private(set) var problems: [Problem] = []
  /// Rows that could not be read.
  package private(set) var unread = 0

  private static let run = 10

  init(
    _ dataset: Dataset, _ manifest: DatasetManifest, rows wanted: Int, seed: UInt64
  ) throws(Problem) {
    let runs = (dataset.count + Self.run - 1) / Self.run
    let places = RandomSample(count: (wanted + Self.run - 1) / Self.run, seed: seed)
    for run in places.elements(of: runs) {
      for index in run * Self.run..<min((run + 1) * Self.run, dataset.count) {
        try Interruption.check()
        do throws(Problem) {
          let row = try dataset[index]
          try manifest.check(row) { problem, got, expected in
            Problem(
              .badInput, problem, path: dataset.path, place: "row \(index)", got: got,
              expected: expected)
          }
          add(row, manifest)
        } catch {
          if error.kind == .interrupted { throw error }
          unread += 1
          if problems.count < 5 { problems.append(error) }
        }
      }
    }
  }

  private mutating func add(_ row: PackedRow, _ manifest: DatasetManifest) {
    rows += 1
    examples += row.examples.count
    unused.add(row.tokens.count - row.usedLength)
    examplesPerRow.add(row.examples.count)
    let bin = max(1, row.tokens.count / 16)
    for example in row.examples {
      chunks.add(example.chunkLength)
      let objective = manifest.objectives[example.objective].layout.objective
      switch objective {
      case .prefixLM:
        prefixes[example.objective, default: Histogram(.equal(width: bin))]
          .add(example.prefixLength)
      case .spanCorruption: addSpans(row.tokens[example.range], example, manifest.reserved)
      case .causal, .fimPSM, .fimSPM: break
      }
    }
  }

  /// The lengths of the runs of targets: each begins with its sentinel, the last ends before the end marker.
  private mutating func addSpans(
    _ tokens: [Int], _ example: PackedExample, _ reserved: ReservedTokens
  ) {
    guard let sentinels = reserved.sentinels, example.lossStart < tokens.count else { return }
    var lengths = spans[example.objective] ?? Histogram(.doubling)
    var next = sentinels.first
    var start: Int?
    for position in example.lossStart..<tokens.count - 1 where tokens[position] == next {
      if let start { lengths.add(position - start - 1) }
      start = position
      next += sentinels.step
    }
    if let start { lengths.add(tokens.count - 1 - start - 1) }
    spans[example.objective] = lengths
  }

  func json(_ names: [String]) -> JSONValue {
    func byObjective(_ histograms: [Int: Histogram]) -> JSONValue {
      .array(
        histograms.sorted { $0.key < $1.key }.map { objective, histogram in
          [
            "objective": JSONValue(objective), "name": .string(names[objective]),
            "histogram": histogram.json,
          ]
        })
    }
    return [
      "rows": JSONValue(rows), "examples": JSONValue(examples), "unread_rows": JSONValue(unread),
      "unused_positions": unused.json, "examples_per_row": examplesPerRow.json,
      "chunk_tokens": chunks.json, "prefix_lengths": byObjective(prefixes),
      "span_lengths": byObjective(spans),
    ]
  }
}
