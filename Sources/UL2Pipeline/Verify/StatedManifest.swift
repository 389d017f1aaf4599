/// What `manifest.json` states that rows must agree with: read more strictly than `ShardManifest`, since
/// nothing here is to be believed.
struct StatedManifest: Sendable {
  struct Source: Sendable {
    var name: String
    var epochs: Int
    var documents: Int
    var chunks: Int
    var tokens: Int
    var shareDrawn: Double
    /// Documents and tokens of its token store.
    var storeDocuments: Int
    var storePath: String
    var storeHash: String
    var endsInEOD: Bool
  }

  struct ObjectiveEntry: Sendable {
    var chunks: Int
    /// By chunk, raw token, position, loss token.
    var shares: [Double]
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

  var path: String
  var format: RowFormat
  var seed: UInt64
  var special: SpecialTokens
  var tokenizerHash: String
  var modelVocabularySize: Int
  var sources: [Source]
  var layouts: [ExampleLayout]
  var objectives: [ObjectiveEntry]
  var totals: Totals

  /// - Throws: a value that is missing or makes no sense, with its key.
  init(_ json: JSONValue, path: String) throws(Problem) {
    self.path = path
    let top = ManifestReader(json, path: path, place: "")
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
    sources = []
    for source in try top.list("sources", 1...255) { sources.append(try Self.source(source)) }
    layouts = []
    objectives = []
    for objective in try top.list("objectives", 1...255) {
      layouts.append(try Self.layout(objective, width: width))
      let shares = try objective.object("shares")
      var values: [Double] = []
      for key in ["chunk", "raw_token", "position", "loss_token"] {
        values.append(try shares.double(key))
      }
      objectives.append(
        ObjectiveEntry(chunks: try objective.int("chunks", 0...Int.max), shares: values))
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

/// Reads the values of a manifest, whose absence is a problem with its place.
struct ManifestReader {
  let json: JSONValue
  let path: String
  private let prefix: String

  init(_ json: JSONValue, path: String, place: String) {
    self.json = json
    self.path = path
    prefix = place
  }

  init(_ json: JSONValue, _ outer: ManifestReader, _ key: String) {
    self.init(json, path: outer.path, place: outer.place(key))
  }

  func place(_ key: String) -> String { prefix.isEmpty ? key : prefix + "." + key }

  func value<T>(
    _ key: String, _ expected: String, _ read: (JSONValue) -> T?
  ) throws(Problem) -> T {
    let value = json[key]
    guard let result = value.flatMap(read) else {
      throw Problem(
        .badInput, value == nil ? "missing from the manifest" : "bad value in the manifest",
        path: path, place: place(key), got: value?.text(), expected: expected)
    }
    return result
  }

  func int(_ key: String, _ range: ClosedRange<Int>) throws(Problem) -> Int {
    try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
      value.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func double(_ key: String) throws(Problem) -> Double { try value(key, "a number") { $0.double } }

  /// A decimal number above 0, exactly.
  func fraction(_ key: String) throws(Problem) -> Fraction {
    try value(key, "a decimal number above 0") { value in
      guard case .number(let text) = value, let fraction = Fraction(decimal: text),
        fraction.numerator > 0
      else { return nil }
      return fraction
    }
  }

  func object(_ key: String) throws(Problem) -> ManifestReader {
    ManifestReader(try value(key, "an object") { $0.members == nil ? nil : $0 }, self, key)
  }

  func optional(_ key: String) throws(Problem) -> ManifestReader? {
    json[key] == .null || json[key] == nil ? nil : try object(key)
  }

  func list(_ key: String, _ count: ClosedRange<Int>) throws(Problem) -> [ManifestReader] {
    let values = try value(key, "a list of \(count.lowerBound) to \(count.upperBound)") { value in
      value.array.flatMap { count.contains($0.count) ? $0 : nil }
    }
    return values.enumerated().map { ManifestReader($1, self, "\(key)[\($0)]") }
  }
}
