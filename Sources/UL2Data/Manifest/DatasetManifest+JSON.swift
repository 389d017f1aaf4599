/// The manifest of rows as JSON. Read strictly, since nothing in it is trusted: what is missing or
/// makes no sense is a problem with its key. What is written is read as the same value again.
extension DatasetManifest {
  /// The number of the format of shards: it rises when the same stores would give other files. Those of
  /// earlier formats are read as they are: a manifest has all that their rows are checked by.
  ///
  /// 1: until November 2026. 2: sequences of any length. 3: units, shards of equal size, the plan beside them.
  package static let formatNumber = 3
  /// The number of the format of plans.
  package static let planFormatNumber = 1

  package init(_ json: JSONValue, path: String) throws(Problem) {
    let top = try JSONObjectReader(json, .manifest(path))
    let kind: Kind = json["kind"]?.string == Kind.plan.rawValue ? .plan : .shards
    let latest = kind == .plan ? Self.planFormatNumber : Self.formatNumber
    let origin = try ManifestOrigin(top, kind: kind.rawValue, formats: 1...latest)
    let model = try Model(top.object("tokenizer"))
    let width = try top.required("sequence_length", .int(8...1 << 20))
    let isWithoutPlan = kind == .shards && origin.format < 3
    self.init(
      path: path, kind: kind, origin: origin, seed: try top.required("seed", .unsigned),
      sequenceLength: width,
      columns: kind == .plan
        ? .compact : try top.requiredChoice("columns", among: ColumnSet.allCases),
      compression: kind == .plan ? nil : try top.optional("compression", .string),
      model: model,
      sources: try top.list("sources", 1...255) { source throws(Problem) in try Source(source) },
      objectives: try top.list("objectives", 1...255) { entry throws(Problem) in
        // In format 1 too few sentinels were an error, except where an objective was never drawn.
        try Entry(
          entry, width: width,
          sentinels: kind == .shards && origin.format == 1 ? nil : model.reserved.sentinels?.count)
      },
      totals: try Totals(top.object("totals")), phases: try Self.phases(top),
      plan: isWithoutPlan ? nil : try PlanFacts(top.object("plan")),
      mixture: try top.required("mixture", .object))
  }

  private static func phases(_ top: JSONObjectReader) throws(Problem) -> [Phase] {
    guard top["phases"] != nil else { return [] }
    return try top.list("phases", 2...65_536) { phase throws(Problem) in try Phase(phase) }
  }

  /// All members but the checksum.
  package var json: JSONValue {
    var members = origin.members(kind: kind.rawValue)
    members.append(.init("seed", JSONValue(seed)))
    members.append(.init("sequence_length", JSONValue(format.sequenceLength)))
    if kind == .shards {
      members.append(.init("columns", .string(format.columns.rawValue)))
      members.append(.init("compression", JSONValue(format.shard.compression) { JSONValue($0) }))
    }
    members += [
      .init("tokenizer", model.json), .init("sources", .array(sources.map(\.json))),
      .init("objectives", .array(objectives.map(\.json))), .init("totals", totals.json),
    ]
    if !phases.isEmpty { members.append(.init("phases", .array(phases.map(\.json)))) }
    if let plan { members.append(.init("plan", plan.json)) }
    return .object(members + [.init("mixture", mixture)])
  }
}

extension DatasetManifest.PlanFacts {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      limit: try reader.required("limit", .planLimit),
      fingerprint: try reader.required("fingerprint", .string("a hash")),
      xxh3: try reader.required("xxh3", .string("a hash")),
      continuation: try reader.optionalObject("continues").map { before throws(Problem) in
        try DatasetManifest.Continuation(before)
      })
  }

  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("path", "plan.bin"), .init("xxh3", .string(xxh3)),
      .init("fingerprint", .string(fingerprint)), .init("limit", limit.json),
    ]
    if let continuation { members.append(.init("continues", continuation.json)) }
    return .object(members)
  }
}

extension DatasetManifest.Model {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      identity: try TokenizerIdentity(reader, hash: .string("a hash")),
      vocabularySize: try reader.required("model_vocab_size", .int(1...Int(Int32.max))),
      appended: try reader.required("appended", .texts), reserved: try ReservedTokens(reader))
  }

  package var json: JSONValue {
    .object(
      identity.members + [
        .init("vocab_size", JSONValue(reserved.vocabularySize)),
        .init("model_vocab_size", JSONValue(vocabularySize)),
        .init("appended", .array(appended.map { .string($0) })),
      ] + reserved.ids)
  }
}

extension DatasetManifest.Source {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    let skipped = try reader.object("passed_over")
    let store = try reader.object("store")
    self.init(
      name: try reader.required("name", .string("a name")),
      weight: try reader.required("weight", .double), share: try reader.required("share", .double),
      shareDrawn: try reader.required("share_drawn", .double),
      tokens: try reader.required("tokens", .count),
      documents: try reader.required("documents", .count),
      chunks: try reader.required("chunks", .count),
      epochs: try reader.required("epochs", .int(1...65_536)),
      skipped: DatasetManifest.Skipped(
        empty: try skipped.required("empty", .count),
        tooShort: try skipped.required("too_short", .count),
        tooLong: try skipped.required("too_long", .count)),
      store: DatasetManifest.Store(
        path: try store.required("path", .string("a path")),
        relative: try store.optional("relative", .string("a path")),
        hash: try store.required("xxh3", .string("a hash")),
        documents: try store.required("documents", .count),
        tokens: try store.required("tokens", .count),
        listing: try store.optional("listing", .string("a hash"))),
      endsInEOD: try reader.required("eod_appended", .bool),
      judged: try reader.optionalObject("eod").map { ends throws(Problem) in
        try DatasetManifest.JudgedEnds(ends)
      })
  }

  package var json: JSONValue {
    .object((known.members ?? []) + (judged.map { [.init("eod", $0.json)] } ?? []))
  }

  private var known: JSONValue {
    [
      "name": .string(name), "weight": JSONValue(weight), "share": JSONValue(share),
      "share_drawn": JSONValue(shareDrawn), "tokens": JSONValue(tokens),
      "documents": JSONValue(documents), "chunks": JSONValue(chunks), "epochs": JSONValue(epochs),
      "passed_over": [
        "empty": JSONValue(skipped.empty), "too_short": JSONValue(skipped.tooShort),
        "too_long": JSONValue(skipped.tooLong),
      ],
      "store": store.json, "eod_appended": .bool(endsInEOD),
    ]
  }
}

extension DatasetManifest.Store {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [.init("path", .string(path))]
    if let relative { members.append(.init("relative", .string(relative))) }
    members += [
      .init("xxh3", JSONValue(hash) { JSONValue($0) }), .init("documents", JSONValue(documents)),
      .init("tokens", JSONValue(tokens)),
    ]
    if let listing { members.append(.init("listing", .string(listing))) }
    return .object(members)
  }
}

extension DatasetManifest.JudgedEnds {
  package init(_ reader: JSONObjectReader) throws(Problem) {
    with = try reader.required("with", .count)
    without = try reader.required("without", .count)
    bitmap = try reader.optionalObject("bitmap").map { file throws(Problem) in
      Bitmap(
        path: try file.required("path", .string("a path")),
        xxh3: try file.required("xxh3", .string("a hash")))
    }
  }

  package var json: JSONValue {
    [
      "with": JSONValue(with), "without": JSONValue(without),
      "bitmap": bitmap.map { ["path": .string($0.path), "xxh3": .string($0.xxh3)] } ?? .null,
    ]
  }
}

extension DatasetManifest.Entry {
  fileprivate init(
    _ reader: JSONObjectReader, width: Int, sentinels: Int?
  ) throws(Problem) {
    let objective = try Objective(reader)
    let limit = try reader.optional("max_chunk_tokens", .int(1...Int.max))
    let attention =
      objective.hasPrefix
      ? try reader.requiredChoice(
        "prefix_attention", among: Mixture.PrefixAttention.allCases) : .causal
    let layout = ExampleLayout(
      objective: objective,
      prompt: try reader.required(
        "prompt_ids",
        JSONRule("ids") { value in
          value.array.flatMap { list in
            let ids = list.compactMap { $0.int.flatMap { Int32(exactly: $0) } }
            return ids.count == list.count ? ids : nil
          }
        }), isBidirectional: attention == .bidirectional, sequenceLength: width,
      maxChunkTokens: limit, sentinels: sentinels)
    try Self.checkLimit(reader, layout)
    if case .spanCorruption(let parameters) = objective,
      let tokens = parameters.firstImpossibleLength(upTo: layout.largestChunk)
    {
      throw reader.failure(
        "mean_span_length", "no noise mask exists for a chunk of \(tokens) tokens")
    }
    let shares = try reader.object("shares")
    self.init(
      layout: layout, weight: try reader.optional("weight", .double),
      prompt: try reader.optional("prompt", .string), maxChunkTokens: limit,
      chunks: try reader.required("chunks", .count),
      shares: DatasetManifest.Shares(
        chunk: try shares.required("chunk", .double),
        rawToken: try shares.required("raw_token", .double),
        position: try shares.required("position", .double),
        lossToken: try shares.required("loss_token", .double)))
  }

  /// Checks that the limit which a manifest says the sentinels set is the one that follows from them.
  private static func checkLimit(
    _ reader: JSONObjectReader, _ layout: ExampleLayout
  ) throws(Problem) {
    for (key, expected) in [
      ("sentinel_limit", layout.largestChunk), ("sentinels_needed", layout.sentinelsNeeded ?? 0),
    ] {
      let found = try reader.optional(key, .int(0...Int.max))
      guard found != (layout.isLimitedBySentinels ? expected : nil) else { continue }
      throw reader.failure(
        key, "not what the sentinels allow",
        expected: layout.isLimitedBySentinels
          ? "\(expected)" : "no such key: there are enough sentinels")
    }
  }

  /// The mixture's parameters of the objective, with defaults: `noise_density`, `prefix`, `prompt`, …
  package var parameters: [JSONValue.Member] {
    var members = layout.objective.parameters
    if layout.objective.hasPrefix {
      let attention: Mixture.PrefixAttention = layout.isBidirectional ? .bidirectional : .causal
      members.append(.init("prefix_attention", .string(attention.rawValue)))
    }
    if let prompt { members.append(.init("prompt", .string(prompt))) }
    if let maxChunkTokens { members.append(.init("max_chunk_tokens", JSONValue(maxChunkTokens))) }
    return members
  }

  package var json: JSONValue {
    var members: [JSONValue.Member] = [.init("name", .string(name))]
    if let weight { members.append(.init("weight", JSONValue(weight))) }
    members += parameters
    // The ids follow the text that they are of.
    let limit = maxChunkTokens == nil ? nil : members.removeLast()
    members.append(.init("prompt_ids", .array(layout.prompt.map { JSONValue($0) })))
    if let limit { members.append(limit) }
    if layout.isLimitedBySentinels, let needed = layout.sentinelsNeeded {
      members.append(.init("sentinel_limit", JSONValue(layout.largestChunk)))
      members.append(.init("sentinels_needed", JSONValue(needed)))
    }
    members.append(.init("chunks", JSONValue(chunks)))
    members.append(
      .init(
        "shares",
        [
          "chunk": JSONValue(shares.chunk), "raw_token": JSONValue(shares.rawToken),
          "position": JSONValue(shares.position), "loss_token": JSONValue(shares.lossToken),
        ]))
    return .object(members)
  }
}

extension DatasetManifest.Totals {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      documents: try reader.required("documents", .count),
      chunks: try reader.required("chunks", .count), tokens: try reader.required("tokens", .count),
      positions: try reader.required("positions", .count),
      lossTokens: try reader.required("loss_tokens", .count),
      rows: try reader.required("rows", .count), blocks: try reader.required("blocks", .count),
      fill: try reader.required("fill", .double),
      shortChunks: try reader.required("short_chunks_made_causal", .count))
  }

  package var json: JSONValue {
    [
      "documents": JSONValue(documents), "chunks": JSONValue(chunks), "tokens": JSONValue(tokens),
      "positions": JSONValue(positions), "loss_tokens": JSONValue(lossTokens),
      "rows": JSONValue(rows), "blocks": JSONValue(blocks), "fill": JSONValue(fill),
      "short_chunks_made_causal": JSONValue(shortChunks),
    ]
  }
}
