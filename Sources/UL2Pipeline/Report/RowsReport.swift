/// The report on shards or on a plan: what was drawn, from the manifest, and the shapes of
/// examples, from a sample of rows.
package struct RowsReport: Sendable {
  package let path: String
  package let manifest: DatasetManifest
  /// Nil where no row can be read.
  package private(set) var sample: RowsSample?
  package private(set) var problems: [Problem] = []

  /// - Parameters:
  ///   - json: its manifest.
  ///   - tokens: where the stores of a plan are now, one by name; nil: where they were.
  ///   - rows: how many are looked into.
  init(
    _ path: String, manifest json: JSONValue, tokens: String?, rows: Int, seed: UInt64
  ) throws(Problem) {
    self.path = path
    manifest = try DatasetManifest(json, path: joined(path, "manifest.json"))
    do throws(Problem) {
      let dataset = try Dataset(path, manifest: json, tokens: tokens, check: .never)
      let sample = try RowsSample(dataset, manifest, rows: rows, seed: seed)
      problems += sample.problems
      self.sample = sample
    } catch {
      if error.kind == .interrupted { throw error }
      problems.append(error)
    }
  }

  package var isPlan: Bool { manifest.kind == .plan }
}

extension DatasetManifest.Source {
  /// How often the tokens of its store are there.
  var timesUsed: Double? {
    store.tokens > 0 ? Double(tokens) / Double(store.tokens) : nil
  }
}

extension RowsReport {
  package var json: JSONValue {
    let totals = manifest.totals
    var members: [JSONValue.Member] = [
      .init("path", .string(path)), .init("kind", .string(manifest.kind.rawValue)),
      .init("sequence_length", JSONValue(manifest.format.sequenceLength)),
      .init("tokenizer", .string(manifest.model.identity.text)),
      .init(
        "totals",
        [
          "rows": JSONValue(totals.rows), "documents": JSONValue(totals.documents),
          "chunks": JSONValue(totals.chunks), "tokens": JSONValue(totals.tokens),
          "positions": JSONValue(totals.positions), "loss_tokens": JSONValue(totals.lossTokens),
          "fill": JSONValue(totals.fill),
        ]),
      .init("sources", .array(manifest.sources.map(Self.json))),
      .init("objectives", .array(manifest.objectives.map(Self.json))),
      .init("phases", .array(manifest.phases.map(\.json))),
      .init("continues", manifest.plan?.continuation?.json ?? .null),
    ]
    members.append(
      .init(
        "sample", sample?.json(manifest.objectives.map(\.name)) ?? .null))
    members.append(.init("problems", .array(problems.map { .string($0.description) })))
    return .object(members)
  }

  private static func json(_ source: DatasetManifest.Source) -> JSONValue {
    [
      "name": .string(source.name), "weight": JSONValue(source.weight),
      "share": JSONValue(source.share), "share_drawn": JSONValue(source.shareDrawn),
      "tokens": JSONValue(source.tokens), "documents": JSONValue(source.documents),
      "chunks": JSONValue(source.chunks), "epochs": JSONValue(source.epochs),
      "times_used": JSONValue(source.timesUsed) { .number(decimal($0, 4)) },
      "passed_over": [
        "empty": JSONValue(source.skipped.empty),
        "too_short": JSONValue(source.skipped.tooShort),
        "too_long": JSONValue(source.skipped.tooLong),
      ],
      "store": [
        "documents": JSONValue(source.store.documents), "tokens": JSONValue(source.store.tokens),
      ],
    ]
  }

  private static func json(_ objective: DatasetManifest.Entry) -> JSONValue {
    [
      "name": .string(objective.name), "parameters": .object(objective.parameters),
      "prompt": JSONValue(objective.prompt) { .string($0) }, "chunks": JSONValue(objective.chunks),
      "shares": [
        "chunk": JSONValue(objective.shares.chunk),
        "raw_token": JSONValue(objective.shares.rawToken),
        "position": JSONValue(objective.shares.position),
        "loss_token": JSONValue(objective.shares.lossToken),
      ],
    ]
  }
}
