/// `manifest.json` of shards: everything that a trainer, or whoever looks at the data later, must know.

func packManifest(
  _ corpus: MixtureStores, _ plan: Plan, _ format: RowFormat, configuration: String,
  storeHashes: [String]
) -> JSONValue {
  let settings = corpus.settings
  return [
    "kind": "shards", "format": JSONValue(formatNumber), "program": .string(programVersion),
    "configuration": .string(configuration), "seed": JSONValue(settings.mixture.seed),
    "sequence_length": JSONValue(settings.mixture.sequenceLength),
    "columns": .string(settings.columns.rawValue),
    "compression": JSONValue(settings.compression) { JSONValue($0) },
    "tokenizer": tokenizerJSON(corpus), "sources": .array(sourcesJSON(corpus, plan, storeHashes)),
    "objectives": .array(objectivesJSON(corpus, plan)), "totals": totalsJSON(corpus, plan),
    "mixture": settings.mixture.json,
  ]
}

func tokenizerJSON(_ corpus: MixtureStores) -> JSONValue {
  let special = corpus.special
  return [
    "path": "tokenizer.model", "xxh3": .string(hexadecimal(corpus.tokenizer.hash)),
    "vocab_size": JSONValue(special.vocabularySize),
    "model_vocab_size": JSONValue(corpus.tokenizer.vocabularySize),
    "appended": .array(corpus.resolved.notes.map { .string($0) }),
    "eos": JSONValue(special.eos), "pad": JSONValue(special.pad),
    "decoder_start": JSONValue(special.decoderStart),
    "sentinels": JSONValue(special.sentinels) { $0.json },
    "fim": JSONValue(special.fim) { fim in
      [
        "prefix": JSONValue(fim.prefix), "suffix": JSONValue(fim.suffix),
        "middle": JSONValue(fim.middle), "eot": JSONValue(fim.eot),
      ]
    },
  ]
}

func sourcesJSON(
  _ corpus: MixtureStores, _ plan: Plan, _ hashes: [String]?
) -> [JSONValue] {
  let weights = corpus.planner.sources.reduce(0) { $0 + $1.weight }
  let drawn = max(1, plan.totals.all.tokens)
  return corpus.planner.sources.enumerated().map { i, source in
    let part = plan.totals.sources[i]
    let store = corpus.stores[i]
    return [
      "name": .string(source.name), "weight": JSONValue(source.weight),
      "share": JSONValue(source.weight / weights),
      "share_drawn": JSONValue(Double(part.tokens) / Double(drawn)),
      "tokens": JSONValue(part.tokens), "documents": JSONValue(part.documents),
      "chunks": JSONValue(part.chunks), "epochs": JSONValue(plan.epochs[i]),
      "passed_over": [
        "empty": JSONValue(plan.totals.emptyDocuments[i]),
        "too_short": JSONValue(plan.totals.tooShortDocuments[i]),
        "too_long": JSONValue(plan.totals.tooLongDocuments[i]),
      ],
      "store": [
        "path": .string(store.store.path), "xxh3": JSONValue(hashes?[i]) { JSONValue($0) },
        "documents": JSONValue(store.documentCount), "tokens": JSONValue(store.tokenCount),
      ],
      "eod_appended": .bool(store.endsInEOD),
    ]
  }
}

func objectivesJSON(_ corpus: MixtureStores, _ plan: Plan) -> [JSONValue] {
  let all = plan.totals.all
  let mixture = corpus.settings.mixture
  return corpus.resolved.objectives.layouts.enumerated().map { i, layout in
    let part = plan.totals.objectives[i]
    let own = i < mixture.objectives.count ? mixture.objectives[i] : nil
    var members: [JSONValue.Member] = [.init("name", .string(layout.objective.name))]
    if let own { members.append(.init("weight", JSONValue(own.weight))) }
    switch layout.objective {
    case .spanCorruption(let parameters):
      members.append(.init("noise_density", JSONValue(parameters.noiseDensity.value)))
      members.append(.init("mean_span_length", JSONValue(parameters.meanSpanLength.value)))
    case .prefixLM(.suffix(let share)):
      members.append(.init("prefix", ["suffix": JSONValue(share.value)]))
    case .prefixLM(.uniform): members.append(.init("prefix", "uniform"))
    case .causal, .fimPSM, .fimSPM: break
    }
    if layout.objective.hasPrefix {
      members.append(
        .init("prefix_attention", layout.isBidirectional ? "bidirectional" : "causal"))
    }
    if let own { members.append(.init("prompt", .string(own.prompt))) }
    members.append(.init("prompt_ids", .array(layout.prompt.map { JSONValue($0) })))
    if let limit = own?.maxChunkTokens {
      members.append(.init("max_chunk_tokens", JSONValue(limit)))
    }
    members.append(.init("chunks", JSONValue(part.chunks)))
    func share(_ value: Int, _ total: Int) -> JSONValue {
      JSONValue(Double(value) / Double(max(1, total)))
    }
    members.append(
      .init(
        "shares",
        [
          "chunk": share(part.chunks, all.chunks), "raw_token": share(part.tokens, all.tokens),
          "position": share(part.positions, all.positions),
          "loss_token": share(part.lossPositions, all.lossPositions),
        ]))
    return .object(members)
  }
}

func totalsJSON(_ corpus: MixtureStores, _ plan: Plan) -> JSONValue {
  let all = plan.totals.all
  return [
    "documents": JSONValue(all.documents), "chunks": JSONValue(all.chunks),
    "tokens": JSONValue(all.tokens), "positions": JSONValue(all.positions),
    "loss_tokens": JSONValue(all.lossPositions), "rows": JSONValue(plan.totals.rows),
    "blocks": JSONValue(plan.blocks.count), "fill": JSONValue(plan.fill(corpus.sequenceLength)),
    "short_chunks_made_causal": JSONValue(plan.totals.shortChunks),
  ]
}

extension Plan {
  /// The share of positions that hold tokens.
  package func fill(_ sequenceLength: Int) -> Double {
    Double(totals.all.positions) / Double(max(1, totals.rows * sequenceLength))
  }
}
