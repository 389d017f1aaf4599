/// A mixture, the tokenizer of its stores, and what the two make together: everything that shards are packed
/// from.
package struct MixtureStores: Sendable {
  package let settings: PlanChoice
  package let tokenizer: Tokenizer
  package let resolved: ResolvedPlan
  /// What was planned before, where the stores are those of a saved plan.
  package let saved: SavedPlan?

  /// Opens the stores of a mixture, and checks that they fit together. Where nobody says whether documents end
  /// in an end-of-document token, each one's last token is looked at.
  ///
  /// - Parameter output: where what that has found is kept; nil: nowhere.
  package init(
    _ settings: PlanChoice, keptAt output: String? = nil, _ reporter: Reporter = .silent
  ) throws(Problem) {
    self.settings = settings
    saved = nil
    if case .epochs = settings.limit, !settings.mixture.schedule.isEmpty {
      throw Problem(
        .badMixture, "which source lasts longest is not known where weights change",
        path: settings.mixture.path, place: "schedule", expected: "an end in tokens",
        fix: "pass \(.totalTokens)")
    }
    var stores: [TokenStore] = []
    for source in settings.mixture.activeSources {
      let path = joined(settings.tokens, source.name)
      if !exists(path) { try StoresAtHand.check(settings) }
      stores.append(try TokenStore(path))
    }
    tokenizer = try Self.tokenizer(settings, stores)
    let mixture = try ResolvedMixture(settings.mixture, vocabulary: tokenizer)
    let before = try settings.stageBefore(reporter)
    let continuation = try before?.continuation(afterRow: settings.afterRow, reporter)
    resolved = try ResolvedPlan(
      mixture, stores: stores,
      judged: try judgedEnds(mixture, stores, kept: output.map { KeptEnds($0) }, reporter),
      modelVocabularySize: tokenizer.vocabularySize, limit: settings.limit,
      continuing: continuation)
    if let before, let continuation { try before.check(resolved, continuation, reporter) }
  }

  /// Opens a plan and its stores.
  ///
  /// - Parameter tokens: where the stores are now, one by name; nil: where they were.
  package init(plan path: String, tokens: String?) throws(Problem) {
    let saved = try SavedPlan(path, tokens: tokens)
    let manifest = saved.manifest
    guard manifest.kind == .plan else {
      throw Problem(
        .usage, "shards, not a plan", path: path, expected: "a plan that was kept",
        fix: "\(.plan) with \(.output) makes one")
    }
    let model = joined(path, "tokenizer.model")
    tokenizer = try Tokenizer(
      model, engine: .library, sentencepieceIDs: manifest.model.sentencepieceIDs
    ) { ProtectedPieces().contains($0) }
    guard hexadecimal(tokenizer.hash) == manifest.model.hash else {
      throw Problem(
        .badInput, "not the tokenizer of the plan", path: model,
        got: "xxh3 \(hexadecimal(tokenizer.hash))", expected: manifest.model.hash)
    }
    self.saved = saved
    resolved = saved.resolved
    settings = PlanChoice(
      mixture: resolved.mixture.mixture, tokens: tokens ?? path,
      limit: resolved.planner.settings.limit)
  }

  /// The stores' fingerprints, in their order: those that were taken when a plan was made, where there is one.
  func fingerprints() throws(Problem) -> [String] {
    if let saved { return saved.manifest.sources.compactMap(\.store.hash) }
    return try resolved.fingerprints()
  }

  /// The tokenizer of the stores, which must be the same for all.
  private static func tokenizer(
    _ settings: PlanChoice, _ stores: [TokenStore]
  ) throws(Problem) -> Tokenizer {
    var first: (path: String, hash: String, ids: SentencePieceIDs)?
    for store in stores {
      guard let model = store.manifest?.model else { continue }
      let hash = hexadecimal(model.hash)
      if let first, first.hash != hash {
        throw Problem(
          .badMixture, "made with another tokenizer than \(first.path)", path: store.path,
          got: "tokenizer \(hash)", expected: first.hash,
          fix: "tokenize all sources of a mixture with one model")
      }
      if let first, first.ids != model.sentencepieceIDs {
        throw Problem(
          .badMixture, "ids of another SentencePiece than \(first.path)", path: store.path,
          got: "those of \(model.sentencepieceIDs.rawValue)",
          expected: "those of \(first.ids.rawValue), as in \(first.path)",
          fix: "\(.tokenize) all sources of a mixture with one \(.sentencepieceIDs)")
      }
      first = first ?? (store.path, hash, model.sentencepieceIDs)
    }
    let beside = first.map { joined($0.path, "tokenizer.model") }
    guard let path = settings.tokenizerModel ?? beside else {
      throw Problem(
        .usage, "the token stores name no tokenizer", path: settings.tokens,
        fix: "pass \(.tokenizerModel): the one that they were made with")
    }
    // It encodes prompts alone: the fast engine's tables would take longer to make than to use.
    let tokenizer = try Tokenizer(
      path, engine: .library, sentencepieceIDs: first?.ids ?? .before022
    ) { ProtectedPieces().contains($0) }
    if let first, hexadecimal(tokenizer.hash) != first.hash {
      throw Problem(
        .badMixture, "not the tokenizer of the token stores", path: path,
        got: "xxh3 \(hexadecimal(tokenizer.hash))", expected: "\(first.hash), as in \(first.path)")
    }
    return tokenizer
  }

  /// Prepares what is beside every manifest of a plan, of its own and of its shards.
  ///
  /// - Parameter bytes: of `plan.bin`.
  func prepare(plan bytes: [UInt8], _ output: OutputDirectory) throws(Problem) {
    try output.prepare(bytes, as: SavedPlan.fileName)
    try output.prepare(tokenizer.modelBytes, as: "tokenizer.model")
    try KeptEnds.prepare(resolved, output)
  }

  /// Everything that the rows depend on: a plan is known by its hash.
  func identity(fingerprints: [String]) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init("plan", JSONValue(DatasetManifest.planFormatNumber)),
      .init("mixture", settings.mixture.json),
      .init("tokenizer", .string(hexadecimal(tokenizer.hash))),
      .init("stores", storesJSON(fingerprints)), .init("limit", settings.limit.json),
    ]
    return .object(members + tokenizer.sentencepieceIDs.members + continuationMembers)
  }

  private var continuationMembers: [JSONValue.Member] {
    resolved.continuation.map { [.init("continues", $0.json)] } ?? []
  }

  /// Everything that the shards' bytes depend on.
  func configuration(_ shards: ShardSettings, fingerprints: [String]) -> JSONValue {
    configuration(
      format: DatasetManifest.formatNumber, mixture: settings.mixture.json,
      shardSize: shards.shardSize.json, shards, fingerprints)
  }

  /// The same command's, as shards of formats 1 and 2 had it; the size of their shards was a number.
  func earlierConfigurations(_ shards: ShardSettings, fingerprints: [String]) -> [JSONValue] {
    let size: JSONValue =
      if case .limit(let bytes) = shards.shardSize { JSONValue(bytes) } else { JSONValue(64 << 20) }
    return [(1, settings.mixture.jsonOfFormat1), (2, settings.mixture.json)].map {
      configuration(format: $0, mixture: $1, shardSize: size, shards, fingerprints)
    }
  }

  private func configuration(
    format: Int, mixture: JSONValue, shardSize: JSONValue, _ shards: ShardSettings,
    _ fingerprints: [String]
  ) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init("format", JSONValue(format)), .init("mixture", mixture),
      .init("tokenizer", .string(hexadecimal(tokenizer.hash))),
      .init("stores", storesJSON(fingerprints)), .init("limit", settings.limit.json),
      .init("columns", .string(shards.columns.rawValue)),
      .init("compression", JSONValue(shards.compression) { JSONValue($0) }),
      .init("shard_size", shardSize),
    ]
    return .object(members + tokenizer.sentencepieceIDs.members + continuationMembers)
  }

  private func storesJSON(_ fingerprints: [String]) -> JSONValue {
    .array(
      zip(resolved.stores, fingerprints).map { store, hash in
        [.string(store.name), .string(hash), store.endsJSON]
      })
  }
}
