/// Rows of shards or of a plan as a page.
extension InspectionPage {
  /// How many rows a page holds, at least one.
  package static func rows(of dataset: Dataset, atMost count: Int) throws(Problem) -> Int {
    let width = try dataset.requiredManifest.format.sequenceLength
    return max(1, min(count, tokenLimit / max(1, width)))
  }

  /// Throws where rows have more tokens than a page holds.
  ///
  /// - Parameters:
  ///   - count: rows; the page may show fewer.
  ///   - setting: that said how many.
  package static func checkSize(
    of dataset: Dataset, rows count: Int, _ setting: Setting
  ) throws(Problem) {
    let width = try dataset.requiredManifest.format.sequenceLength
    guard count > tokenLimit / max(1, width) else { return }
    let most = tokenLimit / max(1, width)
    throw Problem(
      .usage, "too many tokens for a page", path: dataset.path, setting: setting,
      got: "\(count), rows of \(grouped(width)) tokens",
      expected: most == 0
        ? "rows of at most \(grouped(tokenLimit)) tokens" : "at most \(most)")
  }

  /// - Parameters:
  ///   - dataset: opened without comparing hashes, so that what is damaged is shown as far as it can be.
  ///   - selection: which rows.
  ///   - spelling: of the messages of problems.
  package init(
    _ dataset: Dataset, _ selection: ExampleSelection, _ names: TokenNames,
    origins stores: OriginStores, _ spelling: Spelling, _ reporter: Reporter
  ) throws(Problem) {
    let manifest = try dataset.requiredManifest
    self.init(
      names, title: "\(baseName(realPath(dataset.path))) · ul2prep",
      heading: Self.heading(dataset, manifest, selection, names))
    let reader = RowReader(dataset, spelling)
    let found = try selection.forEachRow(in: dataset, reader: reader, reporter) {
      row, index, problem throws(Problem) in
      try add(row, index, problem, manifest, stores)
    }
    if found.unreadable > 0 {
      notes.append(
        "\(counted(found.unreadable, "row")) could not be read, so it is not known whether the filter would have chosen any of them. The first: \(found.firstProblem ?? "")"
      )
    }
    if let problem = reader.hashProblem {
      notes.append("Shards are damaged; what can be read of them is shown. \(problem)")
    }
  }

  private static func heading(
    _ dataset: Dataset, _ manifest: DatasetManifest, _ selection: ExampleSelection,
    _ names: TokenNames
  ) -> [JSONValue.Member] {
    let reserved = manifest.reserved
    func name(_ indexes: Set<Int>?, _ names: [String]) -> JSONValue {
      JSONValue(indexes?.min()) { .string(names[$0]) }
    }
    return [
      .init("kind", .string(dataset.isPlan ? "plan" : "shards")),
      .init("path", .string(dataset.path)),
      .init("rows", JSONValue(dataset.count)),
      .init("width", JSONValue(manifest.format.sequenceLength)),
      .init("pad", JSONValue(reserved.pad)),
      .init("padName", .string(names.name(of: reserved.pad))),
      .init(
        "objectives",
        .array(
          manifest.objectives.map { entry in
            [
              "name": .string(entry.name),
              "parameters": .string(entry.parameterText),
              "prompt": JSONValue(entry.layout.prompt.count),
            ]
          })),
      .init("sources", .array(manifest.sources.map { .string($0.name) })),
      .init(
        "filter",
        [
          "objective": name(selection.objectives, manifest.objectives.map(\.name)),
          "source": name(selection.sources, manifest.sources.map(\.name)),
        ]),
    ]
  }

  private mutating func add(
    _ row: PackedRow?, _ index: Int, _ problem: String?, _ manifest: DatasetManifest,
    _ stores: OriginStores
  ) throws(Problem) {
    let width = manifest.format.sequenceLength
    guard let row else {
      examples.beginRow(index, width: width, examples: 0, problem: problem)
      return
    }
    examples.beginRow(index, width: width, examples: row.examples.count, problem: problem)
    let tokens = row.tokens.integers
    pieces.append(tokens[..<row.usedLength])
    let mask = RowMask(row)
    for (number, example) in row.examples.enumerated() {
      let origin = try origins.number(source: example.source, document: example.document) {
        stores.provenance(source: example.source, document: example.document)
      }
      let entry = manifest.objectives[example.objective]
      let own = Array(tokens[example.range])
      var runs: [ExampleRun]?
      var problem: String?
      do throws(MalformedExample) {
        runs = try entry.layout.runs(
          of: own, tokens: example.chunkLength, shape: example.shape,
          reserved: manifest.reserved)
        if entry.layout.isAmbiguous(own, tokens: example.chunkLength, reserved: manifest.reserved) {
          (runs, problem) = (nil, "its text contains sentinels or markers of its own")
        }
      } catch {
        problem = "\(error.reason), at position \(error.position)"
      }
      examples.append(
        example, prefix: mask.examples[number].prefixLength, origin: origin, runs: runs,
        parts: example.parts(own, entry, manifest.reserved), problem: problem)
    }
  }
}

extension DatasetManifest.Entry {
  /// Its parameters in a line.
  var parameterText: String {
    parameters.filter { $0.value != "" }
      .map { "\($0.key) \($0.value.string ?? $0.value.text())" }.joined(separator: ", ")
  }
}
