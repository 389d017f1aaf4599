/// The stage that a plan continues from: a plan, or the shards of one, and what of it was used.
///
/// Its stores are not opened: where each source had got to is in `plan.bin`. Shards of earlier formats have none, and
/// are planned again from their manifest.
struct StageBefore {
  private let path: String
  private let manifest: DatasetManifest
  private let plan: Plan

  /// - Parameter tokens: the directory with a token store per source.
  init(_ path: String, tokens: String, _ reporter: Reporter) throws(Problem) {
    self.path = path
    let file = joined(path, "manifest.json")
    guard exists(file) else {
      if isDirectory(joined(path, ".ul2prep")) { throw DirectoryContents.unfinished(path) }
      throw Problem(
        .noInput, exists(path) ? "neither a plan nor shards" : "no such plan", path: path,
        expected: "the directory of a plan, or of shards, with manifest.json")
    }
    let json = try JSONValue.parse(file: file)
    if json["kind"]?.string == StoreManifest.kind {
      throw Problem(
        .usage, "a token store, neither a plan nor shards", path: path,
        expected: "the directory of a plan, or of shards")
    }
    manifest = try DatasetManifest(json, path: file)
    plan =
      manifest.plan == nil
      ? try Self.planAgain(path, manifest, tokens, reporter) : try SavedPlan.plan(path, manifest)
  }

  /// The plan of shards that have none beside them. It ends with the document that brings its tokens to theirs.
  private static func planAgain(
    _ path: String, _ manifest: DatasetManifest, _ tokens: String, _ reporter: Reporter
  ) throws(Problem) -> Plan {
    let resolved = try ResolvedPlan(
      manifest, in: path, tokens: tokens, limit: .tokens(manifest.totals.tokens),
      continuing: nil)
    reporter.note("\(path): shards without a plan are planned again")
    let plan = try resolved.plan()
    let found = resolved.totals(of: plan)
    guard found == manifest.totals,
      plan.totals.sources.map(\.tokens) == manifest.sources.map(\.tokens)
    else {
      throw Problem(
        .badInput, "planned again, the stores do not give the rows of these shards",
        path: manifest.path, place: "totals",
        got: "\(found.rows) rows of \(found.chunks) chunks",
        expected: "\(manifest.totals.rows) of \(manifest.totals.chunks)",
        fix: "rows of format \(manifest.origin.format) may be planned differently now")
    }
    return plan
  }

  // MARK: What must be the same

  /// Throws unless the order of documents is the same in both stages.
  func check(_ mixture: Mixture) throws(Problem) {
    func differs(
      _ key: String, _ what: String, _ got: String, _ expected: String, _ fix: Wording
    ) -> Problem {
      Problem(
        .badMixture, "not the \(what) of the stage before", path: mixture.path, place: key,
        got: got, expected: "\(expected), as in \(manifest.path)", fix: fix)
    }
    if mixture.seed != manifest.seed {
      throw differs(
        "seed", "seed", "\(mixture.seed)", "\(manifest.seed)",
        "pass \(.seed) \(JSONValue(manifest.seed).text())")
    }
    let before = try Mixture.parse(manifest.mixture.bytes(), path: manifest.path)
    if mixture.shuffleWindow != before.shuffleWindow {
      throw differs(
        "shuffle_window", "window", "\(mixture.shuffleWindow)", "\(before.shuffleWindow)",
        "set \"shuffle_window\": \(JSONValue(before.shuffleWindow).text())")
    }
  }

  /// Throws where a store is not the one that the stages before have drawn from, or has nothing left.
  func check(
    _ resolved: ResolvedPlan, _ continuation: DatasetManifest.Continuation, _ reporter: Reporter
  ) throws(Problem) {
    for store in resolved.stores {
      guard let before = continuation.sources.first(where: { $0.name == store.name }) else {
        continue
      }
      let hash = hexadecimal(try store.store.fingerprint)
      let found = (hash, store.documentCount, store.tokenCount)
      guard found != (before.hash, before.documents, before.tokens) else { continue }
      throw Problem(
        .badMixture, "not the token store of the stage before", path: store.store.path,
        place: "sources.\(store.name)", got: words(found),
        expected: words((before.hash, before.documents, before.tokens))
          + ", as in \(manifest.path)",
        fix: "another store needs another name in the mixture")
    }
    try checkLeft(resolved, reporter)
    for difference in resolved.reserved.differences(from: manifest.reserved) {
      reporter.warn("\(difference), as in \(manifest.path): a model has one meaning for an id")
    }
  }

  private func words(_ store: (hash: String, documents: Int, tokens: Int)) -> String {
    "xxh3 \(store.hash), \(store.documents) documents of \(store.tokens) tokens"
  }

  /// A source with a weight whose epochs have all been used.
  private func checkLeft(_ resolved: ResolvedPlan, _ reporter: Reporter) throws(Problem) {
    let planner = resolved.planner
    for source in planner.sources {
      guard source.isUsedUp, let limit = source.maxEpochs else { continue }
      guard planner.settings.onExhaustion == .renormalize else {
        throw Problem(
          .badMixture, "nothing is left of this source", path: resolved.mixture.mixture.path,
          place: "sources.\(source.name)",
          got: "\(decimal(source.usedBefore, 2)) epochs used by the stages before",
          expected: "fewer than its max_epochs, \(limit)",
          fix: "raise its max_epochs, set its weight to 0, or \"on_exhaustion\": \"renormalize\"")
      }
      reporter.warn(
        "\(source.name): nothing is left of this source (max_epochs \(limit)); the others share its weight"
      )
    }
  }

  // MARK: Where it continues

  /// - Parameter row: rows that were used, in the plan's order; nil: all.
  func continuation(
    afterRow row: Int?, _ reporter: Reporter
  ) throws(Problem) -> DatasetManifest.Continuation {
    let rows = plan.totals.rows
    if let row, row > rows {
      throw Problem(
        .usage, "beyond the last row of the stage before", path: path, setting: .afterRow,
        got: "\(row)", expected: "at most \(rows)")
    }
    // A block is drawn whole, so its documents are used with its first row.
    let block = row.map { $0 == 0 ? 0 : plan.block(ofRow: $0 - 1) + 1 } ?? plan.blocks.count
    let start = block == 0 ? plan.blocks[0] : plan.start(after: block - 1)
    let rounded = row == nil || row == start.firstRow ? "" : ", the end of a block"
    reporter.note("\(path): continues after row \(start.firstRow) of \(rows)\(rounded)")
    var places = manifest.plan?.continuation?.sources ?? []
    for (source, state) in zip(manifest.sources, start.states) {
      let place = DatasetManifest.Place(
        name: source.name, place: SourcePlace(epoch: state.epoch, position: state.position),
        hash: source.store.hash ?? "", documents: source.store.documents,
        tokens: source.store.tokens)
      places.removeAll { $0.name == source.name }
      places.append(place)
    }
    return DatasetManifest.Continuation(
      fingerprint: manifest.plan?.fingerprint ?? manifest.origin.configuration,
      rows: start.firstRow,
      sources: places.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }
}

extension PlanRequest {
  /// The stage that this one follows, which must have the same order of documents.
  func stageBefore(_ reporter: Reporter) throws(Problem) -> StageBefore? {
    guard let continuing else { return nil }
    let before = try StageBefore(continuing, tokens: tokens, reporter)
    try before.check(mixture)
    return before
  }
}
