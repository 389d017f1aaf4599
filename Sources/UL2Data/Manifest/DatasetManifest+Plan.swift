/// The manifest of a plan's shards.
extension ShardManifest {
  /// - Parameters:
  ///   - path: where it will be.
  ///   - modelHash: of the tokenizer's model.
  ///   - fingerprints: of the stores, in their order.
  package init(
    path: String, _ resolved: ResolvedPlan, _ plan: Plan, _ format: RowFormat,
    configuration: String, modelHash: String, fingerprints: [String]
  ) {
    let mixture = resolved.mixture.mixture
    self.init(
      path: path, origin: ManifestOrigin(format: Self.formatNumber, configuration: configuration),
      seed: mixture.seed,
      sequenceLength: format.sequenceLength, columns: format.columns,
      compression: format.shard.compression, model: Model(resolved, hash: modelHash),
      sources: resolved.sources(of: plan, fingerprints: fingerprints),
      objectives: resolved.objectives(of: plan), totals: resolved.totals(of: plan),
      mixture: mixture.json)
  }
}

extension ShardManifest.Model {
  package init(_ resolved: ResolvedPlan, hash: String) {
    self.init(
      hash: hash, vocabularySize: resolved.modelVocabularySize,
      appended: resolved.mixture.notes, special: resolved.special)
  }
}

extension ShardManifest.JudgedEnds {
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
  /// - Parameter fingerprints: of the stores; nil where nobody asked for them.
  package func sources(of plan: Plan, fingerprints: [String]?) -> [ShardManifest.Source] {
    let weights = planner.sources.reduce(0) { $0 + $1.weight }
    let drawn = max(1, plan.totals.all.tokens)
    return planner.sources.enumerated().map { i, source in
      let part = plan.totals.sources[i]
      let store = stores[i]
      return ShardManifest.Source(
        name: source.name, weight: source.weight, share: source.weight / weights,
        shareDrawn: Double(part.tokens) / Double(drawn), tokens: part.tokens,
        documents: part.documents, chunks: part.chunks, epochs: plan.epochs[i],
        passedOver: ShardManifest.PassedOver(
          empty: plan.totals.emptyDocuments[i], tooShort: plan.totals.tooShortDocuments[i],
          tooLong: plan.totals.tooLongDocuments[i]),
        store: ShardManifest.Store(
          path: store.store.path, hash: fingerprints?[i], documents: store.documentCount,
          tokens: store.tokenCount),
        endsInEOD: store.ends == .all,
        judged: store.judged.map { ShardManifest.JudgedEnds($0, name: source.name) })
    }
  }

  package func objectives(of plan: Plan) -> [ShardManifest.Entry] {
    let all = plan.totals.all
    let own = mixture.mixture.objectives
    return mixture.objectives.layouts.enumerated().map { i, layout in
      let part = plan.totals.objectives[i]
      func share(_ value: Int, _ total: Int) -> Double { Double(value) / Double(max(1, total)) }
      // Those that chunks are turned into follow the mixture's own.
      let own = i < own.count ? own[i] : nil
      return ShardManifest.Entry(
        layout: layout, weight: own?.weight, prompt: own?.prompt,
        maxChunkTokens: own?.maxChunkTokens, chunks: part.chunks,
        shares: ShardManifest.Shares(
          chunk: share(part.chunks, all.chunks), rawToken: share(part.tokens, all.tokens),
          position: share(part.positions, all.positions),
          lossToken: share(part.lossPositions, all.lossPositions)))
    }
  }

  package func totals(of plan: Plan) -> ShardManifest.Totals {
    let all = plan.totals.all
    return ShardManifest.Totals(
      documents: all.documents, chunks: all.chunks, tokens: all.tokens, positions: all.positions,
      lossTokens: all.lossPositions, rows: plan.totals.rows, blocks: plan.blocks.count,
      fill: plan.fill(sequenceLength), shortChunks: plan.totals.shortChunks)
  }
}

extension Plan {
  /// The share of positions that hold tokens.
  package func fill(_ sequenceLength: Int) -> Double {
    Double(totals.all.positions) / Double(max(1, totals.rows * sequenceLength))
  }
}
