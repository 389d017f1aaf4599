/// A mixture with its tokenizer and token stores: everything that a plan is made from.
package struct MixtureStores: Sendable {
  package let settings: PackSettings
  package let tokenizer: Tokenizer
  package let resolved: ResolvedMixture
  /// Of the sources of weight > 0, by name: the order of `planner.sources`.
  package let stores: [SourceStore]
  package let planner: Planner

  package var special: SpecialTokens { resolved.special }
  package var sequenceLength: Int { settings.mixture.sequenceLength }

  /// Opens the stores of a mixture, and checks that they fit together.
  package init(_ settings: PackSettings) throws(Problem) {
    self.settings = settings
    let mixture = settings.mixture
    var opened: [(source: Mixture.Source, store: TokenStore)] = []
    for source in mixture.activeSources {
      opened.append((source, try TokenStore(joined(settings.tokens, source.name))))
    }
    tokenizer = try Self.tokenizer(settings, opened.map(\.store))
    resolved = try ResolvedMixture(mixture, vocabulary: tokenizer)
    var stores: [SourceStore] = []
    for (source, store) in opened {
      guard store.documentCount > 0 else {
        throw Problem(
          .badMixture, "no document with tokens in this source", path: store.path,
          place: "sources.\(source.name)", got: "0 documents", expected: "at least one")
      }
      stores.append(
        try SourceStore(
          name: source.name, store: store, eos: resolved.special.eos, choice: source.eod))
    }
    self.stores = stores
    let mixed = resolved
    planner = Planner(
      sources: zip(opened, stores).map { opened, store in
        PlanSource(
          name: opened.source.name, weight: opened.source.weight,
          maxEpochs: opened.source.maxEpochs, allowsFIM: mixed.allowsFIM(opened.source.name),
          lengths: store)
      },
      settings: PlanSettings(
        objectives: resolved.objectives, sequenceLength: mixture.sequenceLength,
        seed: mixture.seed, shuffleWindow: mixture.shuffleWindow, limit: settings.limit,
        onExhaustion: mixture.onExhaustion, minDocumentTokens: mixture.minDocumentTokens,
        maxDocumentTokens: mixture.maxDocumentTokens))
  }

  /// The plan of the whole mixture; signals end it between blocks.
  package func plan() throws(Problem) -> Plan {
    do throws(Problem) {
      return try planner.plan { () throws(Problem) in try Interruption.check() }
    } catch  where error.kind == .badMixture {
      throw error.at(settings.mixture.path)
    }
  }

  /// The tokenizer of the stores, which must be the same for all.
  private static func tokenizer(
    _ settings: PackSettings, _ stores: [TokenStore]
  ) throws(Problem) -> Tokenizer {
    var first: (path: String, hash: String)?
    for store in stores {
      guard let hash = store.manifest?["tokenizer"]?["xxh3"]?.string else { continue }
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
        fix: "pass --tokenizer-model: the one that they were made with")
    }
    let tokenizer = try Tokenizer(path) { ProtectedPieces().contains($0) }
    if let first, hexadecimal(tokenizer.hash) != first.hash {
      throw Problem(
        .badMixture, "not the tokenizer of the token stores", path: path,
        got: "xxh3 \(hexadecimal(tokenizer.hash))", expected: "\(first.hash), as in \(first.path)")
    }
    return tokenizer
  }

  /// The stores' fingerprints, in their order. Of stores that other tools wrote, each reads the index.
  func storeHashes() throws(Problem) -> [String] {
    var hashes: [String] = []
    for store in stores { hashes.append(hexadecimal(try store.fingerprint)) }
    return hashes
  }

  /// Everything that the shards' bytes depend on.
  func configuration(storeHashes: [String]) -> JSONValue {
    let hashes: [JSONValue] = zip(stores, storeHashes).map { store, hash in
      [.string(store.name), .string(hash), .bool(store.endsInEOD)]
    }
    let limit: JSONValue =
      switch settings.limit {
      case .tokens(let count): ["tokens": JSONValue(count)]
      case .epochs(let count): ["epochs": JSONValue(count)]
      case .once: "once"
      }
    return [
      "format": JSONValue(formatNumber), "mixture": settings.mixture.json,
      "tokenizer": .string(hexadecimal(tokenizer.hash)), "stores": .array(hashes), "limit": limit,
      "columns": .string(settings.columns.rawValue),
      "compression": JSONValue(settings.compression) { JSONValue($0) },
      "shard_size": JSONValue(settings.shardSize),
    ]
  }
}
