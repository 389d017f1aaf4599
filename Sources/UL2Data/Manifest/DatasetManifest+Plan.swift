/// The manifests of a plan and of its shards.
extension DatasetManifest {
  /// That of shards.
  ///
  /// - Parameters:
  ///   - path: where it will be.
  ///   - facts: of the plan.
  ///   - tokenizer: that the ids are of.
  ///   - fingerprints: of the stores, in their order.
  package init(
    path: String, _ resolved: ResolvedPlan, _ plan: Plan, _ facts: PlanFacts, _ format: RowFormat,
    configuration: String, tokenizer: TokenizerIdentity, fingerprints: [String]
  ) {
    self.init(
      .shards, path: path, resolved, plan, facts, format,
      origin: ManifestOrigin(format: Self.formatNumber, configuration: configuration),
      tokenizer: tokenizer, sources: resolved.sources(of: plan, fingerprints: fingerprints))
  }

  /// That of a plan itself, which says where its stores are in two ways, and what their files are.
  ///
  /// - Parameter path: where it will be.
  package init(
    path: String, _ resolved: ResolvedPlan, _ plan: Plan, _ facts: PlanFacts,
    tokenizer: TokenizerIdentity,
    fingerprints: [String]
  ) throws(Problem) {
    let directory = realPath(directoryName(path))
    var sources = resolved.sources(of: plan, fingerprints: fingerprints)
    for (i, store) in resolved.stores.enumerated() {
      let place = realPath(store.store.path)
      sources[i].store.path = place
      sources[i].store.relative = relativePath(place, from: directory)
      sources[i].store.listing = hexadecimal(try store.store.listing)
    }
    self.init(
      .plan, path: path, resolved, plan, facts, resolved.rowFormat,
      origin: ManifestOrigin(format: Self.planFormatNumber, configuration: facts.fingerprint),
      tokenizer: tokenizer, sources: sources)
  }

  private init(
    _ kind: Kind, path: String, _ resolved: ResolvedPlan, _ plan: Plan, _ facts: PlanFacts,
    _ format: RowFormat, origin: ManifestOrigin, tokenizer: TokenizerIdentity, sources: [Source]
  ) {
    let mixture = resolved.mixture.mixture
    self.init(
      path: path, kind: kind, origin: origin, seed: mixture.seed,
      sequenceLength: format.sequenceLength, columns: format.columns,
      compression: format.shard.compression, model: Model(resolved, tokenizer),
      sources: sources, objectives: resolved.objectives(of: plan),
      totals: resolved.totals(of: plan), phases: resolved.phases(of: plan),
      plan: facts, mixture: mixture.json)
  }
}

extension DatasetManifest.Model {
  package init(_ resolved: ResolvedPlan, _ identity: TokenizerIdentity) {
    self.init(
      identity: identity, vocabularySize: resolved.modelVocabularySize,
      appended: resolved.mixture.notes, reserved: resolved.reserved)
  }
}

extension DatasetManifest.JudgedEnds {
  /// - Parameter name: of the source.
  package init(_ judged: UL2Stores.JudgedEnds, name: String) {
    with = judged.with
    without = judged.without
    if case .some(let bits) = judged.ends {
      bitmap = Bitmap(path: "eod/\(name).npy", xxh3: hexadecimal(xxh3(EndsFile.bytes(bits))))
    }
  }
}

extension ResolvedPlan {
  /// - Parameter fingerprints: of the stores; nil where they were not asked for.
  package func sources(of plan: Plan, fingerprints: [String]?) -> [DatasetManifest.Source] {
    let shares = plan.wantedShares(planner)
    let drawn = max(1, plan.totals.all.tokens)
    return planner.sources.enumerated().map { i, source in
      let part = plan.totals.sources[i]
      let store = stores[i]
      return DatasetManifest.Source(
        name: source.name, weight: source.weights[0], share: shares[i],
        shareDrawn: Double(part.tokens) / Double(drawn), tokens: part.tokens,
        documents: part.documents, chunks: part.chunks, epochs: plan.epochs[i],
        skipped: DatasetManifest.Skipped(
          empty: plan.totals.emptyDocuments[i], tooShort: plan.totals.tooShortDocuments[i],
          tooLong: plan.totals.tooLongDocuments[i]),
        store: DatasetManifest.Store(
          path: store.store.path, hash: fingerprints?[i], documents: store.documentCount,
          tokens: store.tokenCount),
        endsInEOD: store.ends == .all,
        judged: store.judged.map { DatasetManifest.JudgedEnds($0, name: source.name) })
    }
  }

  package func objectives(of plan: Plan) -> [DatasetManifest.Entry] {
    let all = plan.totals.all
    let own = mixture.mixture.objectives
    return mixture.objectives.layouts.enumerated().map { i, layout in
      let part = plan.totals.objectives[i]
      func share(_ value: Int, _ total: Int) -> Double { Double(value) / Double(max(1, total)) }
      // Those that chunks are turned into follow the mixture's own.
      let own = i < own.count ? own[i] : nil
      return DatasetManifest.Entry(
        layout: layout, weight: own?.weight, prompt: own?.prompt,
        maxChunkTokens: own?.maxChunkTokens, chunks: part.chunks,
        shares: DatasetManifest.Shares(
          chunk: share(part.chunks, all.chunks), rawToken: share(part.tokens, all.tokens),
          position: share(part.positions, all.positions),
          lossToken: share(part.lossTokens, all.lossTokens)))
    }
  }

  package func totals(of plan: Plan) -> DatasetManifest.Totals {
    let all = plan.totals.all
    return DatasetManifest.Totals(
      documents: all.documents, chunks: all.chunks, tokens: all.tokens, positions: all.positions,
      lossTokens: all.lossTokens, rows: plan.totals.rows, blocks: plan.blocks.count,
      fill: plan.fill(sequenceLength), shortChunks: plan.totals.shortChunks)
  }
}

extension Plan {
  /// The share of positions that hold tokens.
  package func fill(_ sequenceLength: Int) -> Double {
    Double(totals.all.positions) / Double(max(1, totals.rows * sequenceLength))
  }
}
