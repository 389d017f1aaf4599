/// A mixture, the tokenizer of its stores, and what the two make together: everything that shards are packed
/// from.
package struct MixtureStores: Sendable {
  package let request: PlanRequest
  package let tokenizer: Tokenizer
  package let resolved: ResolvedPlan
  /// The saved plan, where the stores are its own.
  package let saved: SavedPlan?

  /// Opens the stores of a mixture, and checks that they fit together. Where it is not given
  /// whether documents end in an EOD, each one's last token is looked at.
  ///
  /// - Parameter output: where what that has found is kept; nil: nowhere.
  package init(
    _ request: PlanRequest, keptAt output: String? = nil, _ reporter: Reporter = .silent
  ) throws(Problem) {
    self.request = request
    saved = nil
    if case .epochs = request.limit, !request.mixture.schedule.isEmpty {
      throw Problem(
        .badMixture, "which source lasts longest is not known when weights change",
        path: request.mixture.path, place: "schedule", expected: "an end in tokens",
        fix: "pass \(.totalTokens)")
    }
    var stores: [TokenStore] = []
    for source in request.mixture.activeSources {
      let path = joined(request.tokens, source.name)
      if !exists(path) { try StoresAtHand.check(request) }
      stores.append(try TokenStore(path))
    }
    tokenizer = try Self.tokenizer(request, stores)
    let mixture = try ResolvedMixture(request.mixture, vocabulary: tokenizer)
    let before = try request.stageBefore(reporter)
    let continuation = try before?.continuation(afterRow: request.afterRow, reporter)
    resolved = try ResolvedPlan(
      mixture, stores: stores,
      judged: try judgedEnds(mixture, stores, kept: output.map { KeptEnds($0) }, reporter),
      modelVocabularySize: tokenizer.vocabularySize, limit: request.limit,
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
        .usage, "shards, not a plan", path: path, expected: "a saved plan",
        fix: "make one with \(.plan) and \(.output)")
    }
    tokenizer = try tokenizerCopy(of: manifest.model.identity, beside: path, "the plan")
    self.saved = saved
    resolved = saved.resolved
    request = PlanRequest(
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
    _ request: PlanRequest, _ stores: [TokenStore]
  ) throws(Problem) -> Tokenizer {
    var first: (path: String, identity: TokenizerIdentity)?
    for store in stores {
      guard let identity = store.manifest?.model.identity else { continue }
      if let first, first.identity.hash == identity.hash {
        try checkGenerations((first.path, first.identity), (store.path, identity))
      }
      if let first, first.identity.names != identity.names {
        throw Problem(
          .badMixture, "made with another tokenizer than \(first.path)", path: store.path,
          got: identity.text, expected: first.identity.text,
          fix: "tokenize all sources of a mixture with one model")
      }
      first = first ?? (store.path, identity)
    }
    if let path = request.tokenizerModel {
      // It encodes prompts alone: the fast engine's tables would take longer to make than to use.
      let tokenizer = try loadTokenizer(path, as: first?.identity)
      if let first, tokenizer.identity.names != first.identity.names {
        throw Problem(
          .badMixture, "not the tokenizer of the token stores", path: path,
          got: tokenizer.identity.text, expected: "\(first.identity.text), as in \(first.path)")
      }
      return tokenizer
    }
    guard let first else {
      throw Problem(
        .usage, "the token stores name no tokenizer", path: request.tokens,
        fix: "name the one that they were made with, with \(.tokenizerModel)")
    }
    return try tokenizerCopy(of: first.identity, beside: first.path, "the token stores")
  }

  private static func checkGenerations(
    _ first: (path: String, identity: TokenizerIdentity),
    _ other: (path: String, identity: TokenizerIdentity)
  ) throws(Problem) {
    let ids = (
      TokenizerRules(first.identity).sentencePieceIDs,
      TokenizerRules(other.identity).sentencePieceIDs
    )
    if ids.0 == ids.1 { return }
    throw Problem(
      .badMixture, "ids of another SentencePiece than \(first.path)", path: other.path,
      got: "those of \(ids.1.rawValue)",
      expected: "those of \(ids.0.rawValue), as in \(first.path)",
      fix: "\(.tokenize) all sources of a mixture with one \(.sentencepieceIDs)")
  }

  /// Prepares what is beside every manifest of a plan, of its own and of its shards.
  ///
  /// - Parameter bytes: of `plan.bin`.
  func prepare(plan bytes: [UInt8], _ output: OutputDirectory) throws(Problem) {
    try output.prepare(bytes, as: SavedPlan.fileName)
    try output.prepare(tokenizer.files)
    try KeptEnds.prepare(resolved, output)
  }

  /// Everything that the rows depend on: a plan is known by its hash.
  func identity(fingerprints: [String]) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init("plan", JSONValue(DatasetManifest.planFormatNumber)),
      .init("mixture", request.mixture.json),
      .init("tokenizer", .string(tokenizer.identity.hash)),
      .init("stores", storesJSON(fingerprints)), .init("limit", request.limit.json),
    ]
    return .object(members + otherMembers)
  }

  /// Members that most plans do not have.
  private var otherMembers: [JSONValue.Member] {
    (resolved.continuation.map { [.init("continues", $0.json)] } ?? [])
      + tokenizer.identity.configuration
  }

  /// Everything that the shards' bytes depend on.
  func configuration(_ shards: ShardSettings, fingerprints: [String]) -> JSONValue {
    configuration(
      format: DatasetManifest.formatNumber, mixture: request.mixture.json,
      shardSize: shards.shardSize.json, shards, fingerprints)
  }

  /// The same command's, as shards of formats 1 and 2 had it; the size of their shards was a number.
  func earlierConfigurations(_ shards: ShardSettings, fingerprints: [String]) -> [JSONValue] {
    let size: JSONValue =
      if case .limit(let bytes) = shards.shardSize { JSONValue(bytes) } else { JSONValue(64 << 20) }
    return [(1, request.mixture.jsonOfFormat1), (2, request.mixture.json)].map {
      configuration(format: $0, mixture: $1, shardSize: size, shards, fingerprints)
    }
  }

  private func configuration(
    format: Int, mixture: JSONValue, shardSize: JSONValue, _ shards: ShardSettings,
    _ fingerprints: [String]
  ) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init("format", JSONValue(format)), .init("mixture", mixture),
      .init("tokenizer", .string(tokenizer.identity.hash)),
      .init("stores", storesJSON(fingerprints)), .init("limit", request.limit.json),
      .init("columns", .string(shards.columns.rawValue)),
      .init("compression", JSONValue(shards.compression) { JSONValue($0) }),
      .init("shard_size", shardSize),
    ]
    return .object(members + otherMembers)
  }

  private func storesJSON(_ fingerprints: [String]) -> JSONValue {
    .array(
      zip(resolved.stores, fingerprints).map { store, hash in
        [.string(store.name), .string(hash), store.endsJSON]
      })
  }
}
