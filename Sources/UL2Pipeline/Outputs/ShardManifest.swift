/// What `manifest.json` says about shards: the names behind the numbers in their rows, and what rows
/// must agree with. Read strictly, since nothing here is to be believed: what is missing or makes no
/// sense is a problem with its key.
package struct ShardManifest: Sendable {
  /// A source that rows refer to by its index.
  package struct Source: Sendable {
    package var name: String
    var epochs: Int
    var documents: Int
    var chunks: Int
    var tokens: Int
    var shareDrawn: Double
    /// Documents of its token store.
    var storeDocuments: Int
    /// Where its token store stood when the shards were made.
    var storePath: String
    /// The store's fingerprint.
    var storeHash: String
    var endsInEOD: Bool

    /// Where its token store is looked for.
    ///
    /// - Parameter directory: where the stores are now, one by name; nil: where they were.
    func storePath(in directory: String?) -> String {
      directory.map { joined($0, name) } ?? storePath
    }
  }

  /// An objective that rows refer to by its index.
  package struct Entry: Sendable {
    package var layout: ExampleLayout
    /// `noise_density`, `prefix`, …, as the manifest has them.
    package var parameters: [JSONValue.Member]
    var chunks: Int
    /// By chunk, raw token, position, loss token.
    var shares: [Double]

    package var name: String { layout.objective.name }
  }

  struct Totals: Sendable {
    var documents: Int
    var chunks: Int
    var tokens: Int
    var positions: Int
    var lossTokens: Int
    var rows: Int
    var blocks: Int
    var fill: Double
  }

  package let path: String
  package let special: SpecialTokens
  package let sources: [Source]
  package let objectives: [Entry]
  let format: RowFormat
  let seed: UInt64
  /// Hash of the model that the tokens came from.
  let tokenizerHash: String
  let modelVocabularySize: Int
  let totals: Totals

  /// Members of an objective that are results, or stand elsewhere.
  private static let notParameters: Set<String> = [
    "name", "weight", "prompt_ids", "chunks", "shares",
  ]

  init(_ json: JSONValue, path: String) throws(Problem) {
    self.path = path
    let top = try JSONObjectReader(json, .manifest(path))
    _ = try top.required("kind", JSONRule("\"shards\"") { $0 == "shards" ? $0 : nil })
    let number = try top.required("format", .int(1...Int.max))
    guard number == formatNumber else {
      throw Problem(
        .badInput, "written in another format", path: path, place: "format", got: "\(number)",
        expected: "\(formatNumber), which this program knows")
    }
    seed = try top.required("seed", .unsigned)
    let width = try top.required("sequence_length", .int(8...1 << 20))
    let tokenizer = try top.object("tokenizer")
    tokenizerHash = try tokenizer.required("xxh3", .string("a hash"))
    modelVocabularySize = try tokenizer.required("model_vocab_size", .int(1...Int(Int32.max)))
    special = try Self.special(tokenizer)
    format = RowFormat(
      columns: try top.required(
        "columns",
        JSONRule("compact or full") { $0.string.flatMap(ColumnSet.init(rawValue:)) }),
      vocabularySize: special.vocabularySize, sequenceLength: width,
      compression: json["compression"]?.string, shardSize: nil)
    sources = try top.list("sources", 1...255, Self.source)
    objectives = try top.list("objectives", 1...255) { entry throws(Problem) in
      try Self.objective(entry, width: width)
    }
    let sums = try top.object("totals")
    func count(_ key: String) throws(Problem) -> Int { try sums.required(key, .count) }
    totals = Totals(
      documents: try count("documents"), chunks: try count("chunks"), tokens: try count("tokens"),
      positions: try count("positions"), lossTokens: try count("loss_tokens"),
      rows: try count("rows"), blocks: try count("blocks"), fill: try sums.required("fill", .double)
    )
  }

  private static func special(_ tokenizer: JSONObjectReader) throws(Problem) -> SpecialTokens {
    let ids = 0...Int(Int32.max)
    var special = SpecialTokens(
      vocabularySize: try tokenizer.required("vocab_size", .int(1...Int(Int32.max))),
      eos: try tokenizer.required("eos", .int(ids)), pad: try tokenizer.required("pad", .int(ids)),
      decoderStart: try tokenizer.required("decoder_start", .int(ids)))
    if let sentinels = try tokenizer.optionalObject("sentinels") {
      let step = try sentinels.required("step", .int(-1...1))
      special.sentinels = Sentinels(
        first: try sentinels.required("first", .int(ids)), step: step == 0 ? 1 : step,
        count: try sentinels.required("count", .int(1...1_000_000)))
    }
    if let fim = try tokenizer.optionalObject("fim") {
      special.fim = FIMTokens(
        prefix: try fim.required("prefix", .int(ids)),
        suffix: try fim.required("suffix", .int(ids)),
        middle: try fim.required("middle", .int(ids)), eot: try fim.required("eot", .int(ids)))
    }
    return special
  }

  private static func source(_ source: JSONObjectReader) throws(Problem) -> Source {
    let store = try source.object("store")
    return Source(
      name: try source.required("name", .string("a name")),
      epochs: try source.required("epochs", .int(1...65_536)),
      documents: try source.required("documents", .count),
      chunks: try source.required("chunks", .count), tokens: try source.required("tokens", .count),
      shareDrawn: try source.required("share_drawn", .double),
      storeDocuments: try store.required("documents", .count),
      storePath: try store.required("path", .string("a path")),
      storeHash: try store.required("xxh3", .string("a hash")),
      endsInEOD: try source.required("eod_appended", .bool))
  }

  private static func objective(
    _ entry: JSONObjectReader, width: Int
  ) throws(Problem) -> Entry {
    let shares = try entry.object("shares")
    return Entry(
      layout: try layout(entry, width: width),
      parameters: entry.members.filter { !notParameters.contains($0.key) },
      chunks: try entry.required("chunks", .int(0...Int.max)),
      shares: [
        try shares.required("chunk", .double), try shares.required("raw_token", .double),
        try shares.required("position", .double),
        try shares.required("loss_token", .double),
      ])
  }

  private static func layout(
    _ entry: JSONObjectReader, width: Int
  ) throws(Problem) -> ExampleLayout {
    let prompt = try entry.required(
      "prompt_ids",
      JSONRule("ids") { value in
        value.array.flatMap { list in
          let ids = list.compactMap { $0.int.flatMap { Int32(exactly: $0) } }
          return ids.count == list.count ? ids : nil
        }
      })
    let layout = ExampleLayout(
      objective: try objective(entry), prompt: prompt,
      isBidirectional: entry["prefix_attention"]?.string == "bidirectional",
      sequenceLength: width, maxChunkTokens: entry["max_chunk_tokens"]?.int)
    if case .spanCorruption(let parameters) = layout.objective,
      let tokens = parameters.firstImpossibleLength(upTo: layout.largestChunk)
    {
      throw entry.failure(
        "mean_span_length", "no noise mask exists for a chunk of \(tokens) tokens")
    }
    return layout
  }

  private static func objective(_ entry: JSONObjectReader) throws(Problem) -> Objective {
    let name = try entry.required("name", .string("an objective's name"))
    switch name {
    case "causal": return .causal
    case "fim_psm": return .fimPSM
    case "fim_spm": return .fimSPM
    case "prefix_lm":
      guard let prefix = entry["prefix"], prefix != "uniform" else {
        return .prefixLM(.uniform)
      }
      return .prefixLM(.suffix(try entry.object("prefix").required("suffix", .share)))
    case "span_corruption":
      return .spanCorruption(
        SpanCorruption(
          noiseDensity: try entry.required("noise_density", .share),
          meanSpanLength: try entry.required("mean_span_length", .atLeastOne)))
    default:
      throw entry.failure(
        "name", "no such objective", got: name,
        expected: "causal, prefix_lm, span_corruption, fim_psm or fim_spm")
    }
  }
}
