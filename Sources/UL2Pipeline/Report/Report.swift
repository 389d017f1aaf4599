/// `report`: what went into stores, plans and shards, and what was left out.
///
/// ```
///   manifests, indexes ──▶ sums, shares, lengths       of everything
///   10,000 documents   ──▶ languages, licences         a sample
///   1,000 rows         ──▶ shapes of examples          a sample
/// ```
///
/// Damaged files are listed, and the rest is reported. The same paths and the same seed give the same report.
package struct Report: Sendable {
  package private(set) var stores: [StoreReport] = []
  package private(set) var rows: [RowsReport] = []
  package private(set) var logs: [RunLog] = []
  /// Of what could not be read at all.
  package private(set) var problems: [Problem] = []
  package let paths: [String]
  package let seed: UInt64
  package let sample: Sample

  /// How much is looked into.
  package struct Sample: Hashable, Sendable {
    /// Of each dataset.
    package var rows = 1000
    /// Of all stores together; the same number of each.
    package var documents = 10_000

    package init() {}
  }

  /// - Parameters:
  ///   - paths: stores, plans, shards, directories of several, and files with the progress of a run.
  ///   - tokens: where the stores of plans are now, one by name; nil: where they were.
  package init(
    _ paths: [String], tokens: String? = nil, seed: UInt64 = 0, sample: Sample = Sample(),
    _ reporter: Reporter = .silent
  ) throws(Problem) {
    self.paths = paths
    self.seed = seed
    self.sample = sample
    var directories: [String] = []
    for path in paths {
      guard exists(path) else {
        throw Problem(.noInput, "no such file or directory", path: path)
      }
      if !isDirectory(path) {
        try add(log: path)
        continue
      }
      try attempt { report throws(Problem) in
        directories += try outputs(below: path)
      }
    }
    var contents: [(path: String, what: DirectoryContents)] = []
    for path in directories {
      try attempt { report throws(Problem) in
        contents.append((path, try DirectoryContents(path)))
      }
    }
    let stores = contents.count { if case .tokenStore = $0.what { true } else { false } }
    let documents = max(1, sample.documents / max(1, stores))
    reporter.begin()
    defer { reporter.end() }
    for (path, what) in contents {
      try Interruption.check()
      try attempt { report throws(Problem) in
        try report.read(path, what, documents: documents, tokens: tokens)
      }
      reporter.advance(1, of: contents.count, unit: "datasets")
    }
  }

  /// Continues where something is damaged, and reports it.
  private mutating func attempt(
    _ body: (inout Report) throws(Problem) -> Void
  ) throws(Problem) {
    do throws(Problem) {
      try body(&self)
    } catch {
      if error.kind == .interrupted { throw error }
      problems.append(error)
    }
  }

  private mutating func add(log path: String) throws(Problem) {
    let name = baseName(path)
    guard let log = try RunLog(path) else {
      throw Problem(
        .usage, "not an output of ul2prep", path: path,
        expected: "a directory, or a file with the progress of a run in JSON lines",
        fix: name == "manifest.json" || name.hasSuffix(".idx")
          ? "name its directory" : nil)
    }
    logs.append(log)
  }

  private mutating func read(
    _ path: String, _ what: DirectoryContents, documents: Int, tokens: String?
  ) throws(Problem) {
    switch what {
    case .tokenStore(let json):
      stores.append(
        try StoreReport(path, manifest: json, sample: documents, seed: seed))
    case .plan(let json), .shards(.some(let json)):
      rows.append(
        try RowsReport(path, manifest: json, tokens: tokens, rows: sample.rows, seed: seed))
    case .shards(nil):
      throw Problem(
        .badInput, "shards of another program: only their rows are known",
        path: path, got: "no manifest.json")
    case .unfinished:
      let status = try RunStatus(path)
      throw Problem(
        .badInput, "unfinished output", path: path,
        got: "\(status.done) of \(status.units) units", expected: "manifest.json")
    case .outputs:
      throw Problem(.badInput, "not an output of ul2prep", path: path)
    }
  }

  /// All that was found damaged.
  package var allProblems: [Problem] {
    problems + stores.flatMap(\.problems) + rows.flatMap(\.problems)
  }

  package var json: JSONValue {
    [
      "kind": "report", "format": 1, "program": .string(programVersion),
      "paths": .array(paths.map { .string($0) }), "seed": JSONValue(seed),
      "sample": [
        "rows": JSONValue(sample.rows), "documents": JSONValue(sample.documents),
      ],
      "stores": .array(stores.map(\.json)), "rows": .array(rows.map(\.json)),
      "logs": .array(logs.map(\.json)),
      "problems": .array(problems.map { .string($0.description) }),
    ]
  }
}
