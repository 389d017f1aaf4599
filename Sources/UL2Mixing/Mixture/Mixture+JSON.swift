/// Mixture files: JSON with the keys of `mixtures/schema.json`.
extension Mixture {
  /// Every key at each place of a mixture file, for the parser, its errors, and the schema's test.
  package enum Keys {
    package static let top = [
      "$schema", "name", "description", "sequence_length", "seed", "shuffle_window",
      "prefix_attention", "on_exhaustion", "too_few_sentinels", "min_document_tokens",
      "max_document_tokens", "sources", "schedule", "objectives", "fim", "tokenizer",
    ]
    package static let source = [
      "weight", "max_epochs", "path", "format", "eod", "allow_special_tokens",
    ]
    package static let scheduleEntry = ["from", "weights"]
    package static let objective = [
      "name", "weight", "prompt", "prefix", "noise_density", "mean_span_length", "max_chunk_tokens",
      "prefix_attention",
    ]
    package static let prefix = ["suffix"]
    package static let fim = ["rate", "spm_rate", "sources"]
    package static let tokenizer = [
      "eos", "pad", "decoder_start", "sentinels", "extra_ids", "fim_prefix", "fim_suffix",
      "fim_middle", "fim_eot",
    ]
    package static let sentinels = Sentinels.keys
  }

  /// Known layouts of sentinels.
  package static let sentinelPresets = [
    "t5": Sentinels(first: 32_099, step: -1, count: 100),
    "umt5": Sentinels(first: 256_299, step: -1, count: 300),
  ]

  /// Reads a mixture.
  ///
  /// - Parameters:
  ///   - bytes: the text of its file.
  ///   - path: what errors call it, and what its relative paths count from.
  public static func parse(_ bytes: [UInt8], path: String) throws(Problem) -> Mixture {
    let json = try JSONValue.parse(bytes, path: path, kind: .badMixture)
    let top = try JSONObjectReader(json, .mixture(path), keys: Keys.top)
    let fileName = baseName(path)
    var mixture = Mixture(
      path: path,
      name: try top.optional("name", .string)
        ?? (fileName.hasSuffix(".json") ? String(fileName.dropLast(5)) : fileName))
    mixture.sequenceLength = try top.optional("sequence_length", .int(8...(1 << 20))) ?? 2048
    mixture.seed = try top.optional("seed", .unsigned) ?? 0
    if let window = try top.optional(
      "shuffle_window", JSONRule("a number of tokens: 1000000, \"1B\"") { tokenCount($0, least: 1) }
    ) {
      mixture.shuffleWindow = window
    }
    mixture.prefixAttention =
      try top.choice("prefix_attention", among: PrefixAttention.allCases) ?? .bidirectional
    mixture.onExhaustion = try top.choice("on_exhaustion", among: ExhaustionRule.allCases) ?? .error
    mixture.tooFewSentinels =
      try top.choice("too_few_sentinels", among: SentinelRule.allCases) ?? .limit
    mixture.minDocumentTokens = try top.optional("min_document_tokens", .int(1...Int.max)) ?? 1
    mixture.maxDocumentTokens = try top.optional("max_document_tokens", .int(1...Int.max))
    if let limit = mixture.maxDocumentTokens, limit < mixture.minDocumentTokens {
      throw top.failure(
        "max_document_tokens", "no document can be kept",
        expected: "at least min_document_tokens, \(mixture.minDocumentTokens)")
    }
    mixture.sources = try sources(top)
    mixture.schedule = try schedule(top, sources: mixture.sources)
    try checkWeights(mixture, top)
    mixture.objectives = try objectives(top)
    if let fim = try top.optionalObject("fim", keys: Keys.fim) {
      mixture.fim = try self.fim(fim, sources: mixture.sources)
    }
    if let tokens = try top.optionalObject("tokenizer", keys: Keys.tokenizer) {
      mixture.tokens = try self.tokens(tokens)
    }
    return mixture
  }

  static func tokenCount(_ value: JSONValue, least: Int) -> Int? {
    let count = value.int ?? value.string.flatMap { ul2Count($0) }
    return count.flatMap { $0 >= least ? $0 : nil }
  }

  private static func checkWeights(
    _ mixture: Mixture, _ top: JSONObjectReader
  ) throws(Problem) {
    guard !mixture.activeSources.isEmpty, mixture.sources.count <= 255 else {
      throw top.failure(
        "sources", "bad weights", expected: "1 to 255 sources, at least one of weight > 0")
    }
  }

  private static func sources(_ top: JSONObjectReader) throws(Problem) -> [Source] {
    let members = try top.required(
      "sources",
      JSONRule("an object of sources by name: {\"c4\": {\"weight\": 15}}") { $0.members })
    var sources: [Source] = []
    for member in members {
      if ["", ".", ".."].contains(member.key) || member.key.contains("/") {
        throw top.failure(
          "sources", "bad source name", got: "\"\(member.key)\"",
          expected: "a name that can be a directory name")
      }
      let reader = try JSONObjectReader(
        member.value, top.file, place: top.place("sources") + "." + member.key,
        keys: Keys.source)
      sources.append(
        Source(
          name: member.key, weight: try reader.required("weight", .weight),
          maxEpochs: try reader.optional("max_epochs", .int(1...65_535)),
          path: try reader.optional("path", .string),
          format: try reader.optional("format", .string).map(InputFormatName.init(rawValue:)),
          endsInEOD: try reader.optional("eod", .bool),
          allowsSpecialTokens: try reader.optional("allow_special_tokens", .bool) ?? false))
    }
    return sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func objectives(_ top: JSONObjectReader) throws(Problem) -> [WeightedObjective] {
    let objectives = try top.list("objectives", keys: Keys.objective) { reader throws(Problem) in
      WeightedObjective(
        objective: try Objective(reader, among: Objective.Kind.inMixtures),
        weight: try reader.required("weight", .weight),
        prompt: try reader.optional("prompt", .string) ?? "",
        maxChunkTokens: try reader.optional("max_chunk_tokens", .int(1...Int.max)),
        prefixAttention: try reader.choice("prefix_attention", among: PrefixAttention.allCases))
    }
    guard objectives.contains(where: { $0.weight > 0 }), objectives.count <= 200 else {
      throw top.failure(
        "objectives", "bad weights", expected: "1 to 200 objectives, at least one of weight > 0")
    }
    return objectives
  }

  private static func fim(
    _ reader: JSONObjectReader, sources: [Source]
  ) throws(Problem) -> FIM {
    let rate = try reader.required("rate", .probability)
    let names = try reader.optional(
      "sources",
      JSONRule("a list of the sources' names", JSONRule.texts.read))
    let known = sources.map(\.name)
    for name in names ?? [] where !known.contains(name) {
      throw reader.failure(
        "sources", "no such source", got: "\"\(name)\"",
        expected: "one of \(known.joined(separator: ", "))",
        fix: nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" })
    }
    return FIM(
      rate: rate, spmRate: try reader.optional("spm_rate", .probability) ?? 0.5, sources: names)
  }

  private static func tokens(_ reader: JSONObjectReader) throws(Problem) -> TokenChoice {
    let name = JSONRule("a piece or an id") { value in
      value.string.map(TokenName.piece) ?? value.int.map(TokenName.id)
    }
    var tokens = TokenChoice()
    tokens.eos = try reader.optional("eos", .id)
    tokens.pad = try reader.optional("pad", .id)
    tokens.decoderStart = try reader.optional("decoder_start", .id)
    tokens.extraIDs = try reader.optional("extra_ids", .int(1...1_000_000))
    tokens.fimPrefix = try reader.optional("fim_prefix", name)
    tokens.fimSuffix = try reader.optional("fim_suffix", name)
    tokens.fimMiddle = try reader.optional("fim_middle", name)
    tokens.fimEOT = try reader.optional("fim_eot", name)
    tokens.sentinels = try sentinels(reader)
    return tokens
  }

  private static func sentinels(_ reader: JSONObjectReader) throws(Problem) -> Sentinels? {
    guard let value = reader["sentinels"], value != .null else { return nil }
    if let name = value.string {
      if let preset = sentinelPresets[name] { return preset }
      let names = sentinelPresets.keys.sorted()
      throw reader.failure(
        "sentinels", "no such preset",
        expected: "\(names.joined(separator: ", ")) or {\"first\", \"step\", \"count\"}",
        fix: nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" })
    }
    return try Sentinels(reader.object("sentinels", keys: Keys.sentinels))
  }
}

extension JSONRule where Value == Double {
  /// Small enough that sums of weights stay exact.
  static var weight: JSONRule {
    JSONRule("a number of at least 0, at most 1e12; 0, or at least 1e-12") { value in
      value.double.flatMap { $0 == 0 || (1e-12...1e12).contains($0) ? $0 : nil }
    }
  }
}

/// A number as people type it: `300M`, `10B`, `1.5T`, `2048`. Nil if it is none, or over 10¹⁴.
package func ul2Count(_ text: String) -> Int? {
  if let power = text.lastIndex(where: { $0 == "e" || $0 == "E" }) {
    // `1e9`, `1.5e9`: a count too, with a power of ten instead of a letter.
    guard let zeros = Int(text[text.index(after: power)...]), 0...14 ~= zeros,
      let fraction = Fraction(decimal: text[..<power])
    else { return nil }
    let factor = (0..<zeros).reduce(1) { factor, _ in factor * 10 }
    let (product, overflow) = fraction.numerator.multipliedReportingOverflow(by: factor)
    guard !overflow, product % fraction.denominator == 0 else { return nil }
    let count = product / fraction.denominator
    return count <= 100_000_000_000_000 ? count : nil
  }
  let units: [(suffix: String, factor: Int)] = [
    ("K", 1_000), ("k", 1_000), ("M", 1_000_000), ("B", 1_000_000_000), ("T", 1_000_000_000_000),
  ]
  let unit = units.first { text.hasSuffix($0.suffix) }
  let number = unit == nil ? text[...] : text.dropLast()
  guard let fraction = Fraction(decimal: number) else {
    // More digits than a fraction takes, but a plain number.
    return Int(text).flatMap { (0...100_000_000_000_000).contains($0) ? $0 : nil }
  }
  let (product, overflow) = fraction.numerator.multipliedReportingOverflow(by: unit?.factor ?? 1)
  guard !overflow, product % fraction.denominator == 0 else { return nil }
  let count = product / fraction.denominator
  return count <= 100_000_000_000_000 ? count : nil
}
