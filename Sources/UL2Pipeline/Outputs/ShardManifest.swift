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
    let top = ManifestReader(json, path: path, place: "")
    _ = try top.value("kind", "\"shards\"") { $0 == "shards" ? $0 : nil }
    let number = try top.int("format", 1...Int.max)
    guard number == formatNumber else {
      throw Problem(
        .badInput, "written in another format", path: path, place: "format", got: "\(number)",
        expected: "\(formatNumber), which this program knows")
    }
    seed = try top.value("seed", "a number of 64 bits") {
      if case .number(let text) = $0 { UInt64(text) } else { nil }
    }
    let width = try top.int("sequence_length", 8...1 << 20)
    let tokenizer = try top.object("tokenizer")
    tokenizerHash = try tokenizer.value("xxh3", "a hash") { $0.string }
    modelVocabularySize = try tokenizer.int("model_vocab_size", 1...Int(Int32.max))
    special = try Self.special(tokenizer)
    format = RowFormat(
      columns: try top.value("columns", "compact or full") {
        $0.string.flatMap(ColumnSet.init(rawValue:))
      },
      vocabularySize: special.vocabularySize, sequenceLength: width,
      compression: json["compression"]?.string, shardSize: nil)
    sources = try top.list("sources", 1...255, Self.source)
    objectives = try top.list("objectives", 1...255) { entry throws(Problem) in
      try Self.objective(entry, width: width)
    }
    let sums = try top.object("totals")
    func count(_ key: String) throws(Problem) -> Int { try sums.int(key, 0...1 << 60) }
    totals = Totals(
      documents: try count("documents"), chunks: try count("chunks"), tokens: try count("tokens"),
      positions: try count("positions"), lossTokens: try count("loss_tokens"),
      rows: try count("rows"), blocks: try count("blocks"), fill: try sums.double("fill"))
  }

  private static func special(_ tokenizer: ManifestReader) throws(Problem) -> SpecialTokens {
    let ids = 0...Int(Int32.max)
    var special = SpecialTokens(
      vocabularySize: try tokenizer.int("vocab_size", 1...Int(Int32.max)),
      eos: try tokenizer.int("eos", ids), pad: try tokenizer.int("pad", ids),
      decoderStart: try tokenizer.int("decoder_start", ids))
    if let sentinels = try tokenizer.optional("sentinels") {
      let step = try sentinels.int("step", -1...1)
      special.sentinels = Sentinels(
        first: try sentinels.int("first", ids), step: step == 0 ? 1 : step,
        count: try sentinels.int("count", 1...1_000_000))
    }
    if let fim = try tokenizer.optional("fim") {
      special.fim = FIMTokens(
        prefix: try fim.int("prefix", ids), suffix: try fim.int("suffix", ids),
        middle: try fim.int("middle", ids), eot: try fim.int("eot", ids))
    }
    return special
  }

  private static func source(_ source: ManifestReader) throws(Problem) -> Source {
    let store = try source.object("store")
    return Source(
      name: try source.value("name", "a name") { $0.string },
      epochs: try source.int("epochs", 1...65_536),
      documents: try source.int("documents", 0...1 << 60),
      chunks: try source.int("chunks", 0...1 << 60), tokens: try source.int("tokens", 0...1 << 60),
      shareDrawn: try source.double("share_drawn"),
      storeDocuments: try store.int("documents", 0...1 << 60),
      storePath: try store.value("path", "a path") { $0.string },
      storeHash: try store.value("xxh3", "a hash") { $0.string },
      endsInEOD: try source.value("eod_appended", "true or false") { $0.bool })
  }

  private static func objective(
    _ entry: ManifestReader, width: Int
  ) throws(Problem) -> Entry {
    let shares = try entry.object("shares")
    return Entry(
      layout: try layout(entry, width: width),
      parameters: (entry.json.members ?? []).filter { !notParameters.contains($0.key) },
      chunks: try entry.int("chunks", 0...Int.max),
      shares: [
        try shares.double("chunk"), try shares.double("raw_token"), try shares.double("position"),
        try shares.double("loss_token"),
      ])
  }

  private static func layout(
    _ entry: ManifestReader, width: Int
  ) throws(Problem) -> ExampleLayout {
    let prompt = try entry.value("prompt_ids", "ids") { value in
      value.array.flatMap { list in
        let ids = list.compactMap { $0.int.flatMap { Int32(exactly: $0) } }
        return ids.count == list.count ? ids : nil
      }
    }
    let layout = ExampleLayout(
      objective: try objective(entry), prompt: prompt,
      isBidirectional: entry.json["prefix_attention"]?.string == "bidirectional",
      sequenceLength: width, maxChunkTokens: entry.json["max_chunk_tokens"]?.int)
    if case .spanCorruption(let parameters) = layout.objective,
      let tokens = parameters.firstImpossibleLength(upTo: layout.largestChunk)
    {
      throw Problem(
        .badInput, "no noise mask exists for a chunk of \(tokens) tokens", path: entry.path,
        place: entry.place("mean_span_length"))
    }
    return layout
  }

  private static func objective(_ entry: ManifestReader) throws(Problem) -> Objective {
    let name = try entry.value("name", "an objective's name") { $0.string }
    switch name {
    case "causal": return .causal
    case "fim_psm": return .fimPSM
    case "fim_spm": return .fimSPM
    case "prefix_lm":
      guard let prefix = entry.json["prefix"], prefix != "uniform" else {
        return .prefixLM(.uniform)
      }
      return .prefixLM(.suffix(try ManifestReader(prefix, entry, "prefix").fraction("suffix")))
    case "span_corruption":
      return .spanCorruption(
        SpanCorruption(
          noiseDensity: try entry.fraction("noise_density"),
          meanSpanLength: try entry.fraction("mean_span_length")))
    default:
      throw Problem(
        .badInput, "no such objective", path: entry.path, place: entry.place("name"), got: name,
        expected: "causal, prefix_lm, span_corruption, fim_psm or fim_spm")
    }
  }
}
