/// Everything that rows are made from: a mixture whose ids, prompts and lengths are settled, and its open
/// token stores. No tokenizer is in it: the ids are enough to make the rows.
public struct ResolvedPlan: Sendable {
  public let mixture: ResolvedMixture
  /// Of the sources of weight > 0, by name: the order of `planner.sources`.
  package let stores: [SourceStore]
  /// Pieces in the model that the stores' tokens come from: each token is below.
  public let modelVocabularySize: Int
  package let planner: Planner
  /// The stage before, which this plan continues from; nil where it begins at the beginning.
  package let continuation: DatasetManifest.Continuation?

  /// - Parameters:
  ///   - mixture: what is drawn, and into which examples.
  ///   - stores: of the mixture's active sources, in their order.
  ///   - modelVocabularySize: pieces of the tokenizer's file.
  ///   - limit: where the plan ends.
  /// - Throws: another number of stores, and a store without documents.
  ///
  /// Where neither a store nor the mixture says what documents end in, each one's last token is read.
  public init(
    _ mixture: ResolvedMixture, stores: [TokenStore], modelVocabularySize: Int, limit: PlanLimit
  ) throws(Problem) {
    try self.init(
      mixture, stores: stores, judged: stores.map { _ in nil },
      modelVocabularySize: modelVocabularySize, limit: limit)
  }

  /// - Parameters:
  ///   - judged: what is known of the ends of each store's documents.
  ///   - continuation: where the stage before has left each source.
  package init(
    _ mixture: ResolvedMixture, stores opened: [TokenStore], judged: [JudgedEnds?],
    modelVocabularySize: Int, limit: PlanLimit,
    continuing continuation: DatasetManifest.Continuation? = nil
  ) throws(Problem) {
    var stores: [SourceStore] = []
    var sources: [PlanSource] = []
    let active = mixture.mixture.activeSources
    guard opened.count == active.count else {
      throw Problem(
        .usage, "not one store per source", path: mixture.mixture.path, got: "\(opened.count)",
        expected: "\(active.count): \(active.map(\.name).joined(separator: ", "))")
    }
    for (i, (source, store)) in zip(active, opened).enumerated() {
      guard store.documentCount > 0 else {
        throw Problem(
          .badMixture, "no document with tokens in this source", path: store.path,
          place: "sources.\(source.name)", got: "0 documents", expected: "at least one")
      }
      let seen = try SourceStore(
        name: source.name, store: store, eos: mixture.reserved.eos, endsInEOD: source.endsInEOD,
        judged: judged[i])
      stores.append(seen)
      sources.append(
        PlanSource(
          name: source.name, weights: mixture.mixture.weights(of: source),
          maxEpochs: source.maxEpochs, allowsFIM: mixture.allowsFIM(inSource: source.name),
          lengths: seen,
          place: continuation?.place(of: source.name) ?? SourcePlace()))
    }
    self.continuation = continuation
    self.mixture = mixture
    self.stores = stores
    self.modelVocabularySize = modelVocabularySize
    planner = try Planner(
      sources: sources, settings: PlanSettings(mixture, limit: limit))
  }

  public var reserved: ReservedTokens { mixture.reserved }
  public var sequenceLength: Int { mixture.mixture.sequenceLength }

  /// Rows as they are, for callers that write no shards.
  package var rowFormat: RowFormat {
    RowFormat(
      columns: .compact, vocabularySize: reserved.vocabularySize, sequenceLength: sequenceLength,
      compression: nil, shardSize: nil)
  }

  /// The whole plan; signals end it between blocks.
  public func plan() throws(Problem) -> Plan { try plan { _ in } }

  /// - Parameter drawn: called before each block with the raw tokens drawn so far.
  package func plan(_ drawn: (Int) -> Void) throws(Problem) -> Plan {
    do throws(Problem) {
      return try planner.plan { tokens throws(Problem) in
        drawn(tokens)
        try Interruption.check()
      }
    } catch  where error.kind == .badMixture {
      throw error.at(mixture.mixture.path)
    }
  }

  /// The stores' fingerprints, in their order. Of stores that other tools wrote, each reads the index.
  package func fingerprints() throws(Problem) -> [String] {
    var hashes: [String] = []
    for store in stores { hashes.append(hexadecimal(try store.store.fingerprint)) }
    return hashes
  }
}

extension PlanSettings {
  fileprivate init(_ resolved: ResolvedMixture, limit: PlanLimit) {
    let mixture = resolved.mixture
    self.init(
      objectives: resolved.objectives, sequenceLength: mixture.sequenceLength,
      phaseStarts: mixture.phaseStarts, seed: mixture.seed,
      shuffleWindow: mixture.shuffleWindow, limit: limit, onExhaustion: mixture.onExhaustion,
      minDocumentTokens: mixture.minDocumentTokens, maxDocumentTokens: mixture.maxDocumentTokens)
  }
}
