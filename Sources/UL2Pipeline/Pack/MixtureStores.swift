/// A mixture, the tokenizer of its stores, and what the two make together: everything that shards are packed
/// from.
package struct MixtureStores: Sendable {
  package let settings: PackSettings
  package let tokenizer: Tokenizer
  package let resolved: ResolvedPlan

  /// Opens the stores of a mixture, and checks that they fit together. Where nobody says whether documents end
  /// in an end-of-document token, each one's last token is looked at.
  ///
  /// - Parameter output: where what that has found is kept; nil: nowhere.
  package init(
    _ settings: PackSettings, keptAt output: String? = nil, _ reporter: Reporter = .silent
  ) throws(Problem) {
    self.settings = settings
    var stores: [TokenStore] = []
    for source in settings.mixture.activeSources {
      let path = joined(settings.tokens, source.name)
      if !exists(path) { try StoresAtHand.check(settings) }
      stores.append(try TokenStore(path))
    }
    tokenizer = try Self.tokenizer(settings, stores)
    let mixture = try ResolvedMixture(settings.mixture, vocabulary: tokenizer)
    resolved = try ResolvedPlan(
      mixture, stores: stores,
      judged: try judgedEnds(mixture, stores, kept: output.map { KeptEnds($0) }, reporter),
      modelVocabularySize: tokenizer.vocabularySize, limit: settings.limit)
  }

  /// The tokenizer of the stores, which must be the same for all.
  private static func tokenizer(
    _ settings: PackSettings, _ stores: [TokenStore]
  ) throws(Problem) -> Tokenizer {
    var first: (path: String, hash: String)?
    for store in stores {
      guard let hash = store.manifest.map({ hexadecimal($0.model.hash) }) else { continue }
      if let first, first.hash != hash {
        throw Problem(
          .badMixture, "made with another tokenizer than \(first.path)", path: store.path,
          got: "tokenizer \(hash)", expected: first.hash,
          fix: "tokenize all sources of a mixture with one model")
      }
      first = first ?? (store.path, hash)
    }
    let beside = first.map { joined($0.path, "tokenizer.model") }
    guard let path = settings.tokenizerModel ?? beside else {
      throw Problem(
        .usage, "the token stores name no tokenizer", path: settings.tokens,
        fix: "pass \(.tokenizerModel): the one that they were made with")
    }
    // It encodes prompts alone: the fast engine's tables would take longer to make than to use.
    let tokenizer = try Tokenizer(path, engine: .library) { ProtectedPieces().contains($0) }
    if let first, hexadecimal(tokenizer.hash) != first.hash {
      throw Problem(
        .badMixture, "not the tokenizer of the token stores", path: path,
        got: "xxh3 \(hexadecimal(tokenizer.hash))", expected: "\(first.hash), as in \(first.path)")
    }
    return tokenizer
  }

  /// Everything that the shards' bytes depend on.
  func configuration(fingerprints: [String]) -> JSONValue {
    configuration(
      format: ShardManifest.formatNumber, mixture: settings.mixture.json, fingerprints)
  }

  /// The same command's, as shards of format 1 had it.
  func configurationOfFormat1(fingerprints: [String]) -> JSONValue {
    configuration(format: 1, mixture: settings.mixture.jsonOfFormat1, fingerprints)
  }

  private func configuration(
    format: Int, mixture: JSONValue, _ fingerprints: [String]
  ) -> JSONValue {
    let hashes: [JSONValue] = zip(resolved.stores, fingerprints).map { store, hash in
      [.string(store.name), .string(hash), store.endsJSON]
    }
    let limit: JSONValue =
      switch settings.limit {
      case .tokens(let count): ["tokens": JSONValue(count)]
      case .epochs(let count): ["epochs": JSONValue(count)]
      case .once: "once"
      }
    return [
      "format": JSONValue(format), "mixture": mixture,
      "tokenizer": .string(hexadecimal(tokenizer.hash)), "stores": .array(hashes), "limit": limit,
      "columns": .string(settings.columns.rawValue),
      "compression": JSONValue(settings.compression) { JSONValue($0) },
      "shard_size": JSONValue(settings.shardSize),
    ]
  }
}
