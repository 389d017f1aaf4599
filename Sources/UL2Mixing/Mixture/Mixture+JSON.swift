/// Mixture files: JSON with the keys of `mixtures/schema.json`.
extension Mixture {
  /// Every key at each place of a mixture file, for the parser, its errors, and the schema's test.
  package enum Keys {
    package static let top = [
      "$schema", "name", "description", "sequence_length", "seed", "shuffle_window",
      "prefix_attention", "on_exhaustion", "min_document_tokens", "max_document_tokens", "sources",
      "objectives", "fim", "tokenizer",
    ]
    package static let source = ["weight", "max_epochs", "path", "format", "eod"]
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
    package static let sentinels = ["first", "step", "count"]
  }

  /// Known layouts of sentinels.
  package static let sentinelPresets = [
    "t5": Sentinels(first: 32_099, step: -1, count: 100),
    "umt5": Sentinels(first: 256_299, step: -1, count: 300),
  ]

  /// Reads a mixture.
  ///
  /// - Parameter path: what errors call it, and what its relative paths count from.
  package static func parse(_ bytes: [UInt8], path: String) throws(Problem) -> Mixture {
    let json = try JSONValue.parse(bytes, path: path, kind: .badMixture)
    let top = try ObjectReader(json, path: path, place: "", keys: Keys.top)
    let fileName = baseName(path)
    var mixture = Mixture(
      path: path,
      name: try top.string("name")
        ?? (fileName.hasSuffix(".json") ? String(fileName.dropLast(5)) : fileName))
    mixture.sequenceLength = try top.int("sequence_length", 8...(1 << 20)) ?? 2048
    let seed = try top.optional("seed", expected: "a whole number of at least 0, below 2^64") {
      if case .number(let text) = $0 { UInt64(text) } else { nil }
    }
    mixture.seed = seed ?? 0
    if let window = try top.optional(
      "shuffle_window", expected: "a number of tokens: 1000000, \"1B\"", tokenCount)
    {
      mixture.shuffleWindow = window
    }
    mixture.prefixAttention =
      try top.choice("prefix_attention", PrefixAttention.self) ?? .bidirectional
    mixture.onExhaustion = try top.choice("on_exhaustion", ExhaustionRule.self) ?? .error
    mixture.minDocumentTokens = try top.int("min_document_tokens", 1...Int.max) ?? 1
    mixture.maxDocumentTokens = try top.int("max_document_tokens", 1...Int.max)
    if let limit = mixture.maxDocumentTokens, limit < mixture.minDocumentTokens {
      throw top.failure(
        "max_document_tokens", "no document can be kept",
        expected: "at least min_document_tokens, \(mixture.minDocumentTokens)")
    }
    mixture.sources = try sources(top)
    mixture.objectives = try objectives(top)
    if let value = top["fim"], value != .null {
      mixture.fim = try fim(value, path: path, sources: mixture.sources)
    }
    if let value = top["tokenizer"], value != .null {
      mixture.tokens = try tokens(value, path: path)
    }
    return mixture
  }

  private static func tokenCount(_ value: JSONValue) -> Int? {
    let count = value.int ?? value.string.flatMap { ul2Count($0) }
    return count.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func sources(_ top: ObjectReader) throws(Problem) -> [Source] {
    let expected = "an object of sources by name: {\"c4\": {\"weight\": 15}}"
    let members = try top.required("sources", expected: expected) { $0.members }
    var sources: [Source] = []
    for member in members {
      if ["", ".", ".."].contains(member.key) || member.key.contains("/") {
        throw Problem(
          .badMixture, "bad name of a source", path: top.path, place: top.place("sources"),
          got: "\"\(member.key)\"", expected: "a name that can be a directory's")
      }
      let reader = try ObjectReader(
        member.value, path: top.path, place: top.place("sources") + "." + member.key,
        keys: Keys.source)
      sources.append(
        Source(
          name: member.key, weight: try reader.weight("weight"),
          maxEpochs: try reader.int("max_epochs", 1...65_535), path: try reader.string("path"),
          format: try reader.string("format"), eod: try reader.bool("eod")))
    }
    guard sources.contains(where: { $0.weight > 0 }), sources.count <= 255 else {
      throw top.failure(
        "sources", "bad weights", expected: "1 to 255 sources, at least one of weight > 0")
    }
    return sources.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func objectives(_ top: ObjectReader) throws(Problem) -> [WeightedObjective] {
    let values = try top.required("objectives", expected: "a list of objectives") { $0.array }
    var objectives: [WeightedObjective] = []
    for (i, value) in values.enumerated() {
      let reader = try ObjectReader(
        value, path: top.path, place: "objectives[\(i)]", keys: Keys.objective)
      objectives.append(
        WeightedObjective(
          objective: try objective(reader), weight: try reader.weight("weight"),
          prompt: try reader.string("prompt") ?? "",
          maxChunkTokens: try reader.int("max_chunk_tokens", 1...Int.max),
          prefixAttention: try reader.choice("prefix_attention", PrefixAttention.self)))
    }
    guard objectives.contains(where: { $0.weight > 0 }), objectives.count <= 200 else {
      throw top.failure(
        "objectives", "bad weights", expected: "1 to 200 objectives, at least one of weight > 0")
    }
    return objectives
  }

  private enum ObjectiveName: String, CaseIterable {
    case causal
    case prefix_lm
    case span_corruption
  }

  private static func objective(_ reader: ObjectReader) throws(Problem) -> Objective {
    guard let name = try reader.choice("name", ObjectiveName.self) else {
      throw Problem(
        .badMixture, "missing key", path: reader.path, place: reader.place("name"),
        expected: ObjectiveName.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let allowed: [String]
    switch name {
    case .causal: allowed = []
    case .prefix_lm: allowed = ["prefix", "prefix_attention"]
    case .span_corruption: allowed = ["noise_density", "mean_span_length", "prefix_attention"]
    }
    let special = ["prefix", "prefix_attention", "noise_density", "mean_span_length"]
    for key in special where reader[key] != nil && !allowed.contains(key) {
      throw reader.failure(
        key, "means nothing for \(name.rawValue)",
        expected: "only name, weight, prompt, max_chunk_tokens"
          + allowed.map { ", " + $0 }.joined())
    }
    switch name {
    case .causal: return .causal
    case .prefix_lm: return .prefixLM(try prefix(reader))
    case .span_corruption:
      return .spanCorruption(
        SpanCorruption(
          noiseDensity: try reader.fraction("noise_density", isShare: true),
          meanSpanLength: try reader.fraction("mean_span_length", isShare: false)))
    }
  }

  private static func prefix(_ reader: ObjectReader) throws(Problem) -> PrefixLength {
    guard let value = reader["prefix"], value != .null, value != "uniform" else { return .uniform }
    guard value.members != nil else {
      throw reader.failure(
        "prefix", "bad value", expected: "\"uniform\" or {\"suffix\": 0.25}")
    }
    let inner = try ObjectReader(
      value, path: reader.path, place: reader.place("prefix"), keys: Keys.prefix)
    return .suffix(try inner.fraction("suffix", isShare: true))
  }

  private static func fim(
    _ value: JSONValue, path: String, sources: [Source]
  ) throws(Problem) -> FIM {
    let reader = try ObjectReader(value, path: path, place: "fim", keys: Keys.fim)
    let expected = "a number from 0 to 1"
    let rate = try reader.required("rate", expected: expected) { value in
      value.double.flatMap { (0...1).contains($0) ? $0 : nil }
    }
    let names = try reader.optional("sources", expected: "a list of the sources' names") { value in
      value.array.flatMap { list in
        let names = list.compactMap(\.string)
        return names.count == list.count ? names : nil
      }
    }
    let known = sources.map(\.name)
    for name in names ?? [] where !known.contains(name) {
      throw Problem(
        .badMixture, "no such source", path: path, place: "fim.sources", got: "\"\(name)\"",
        expected: "one of \(known.joined(separator: ", "))",
        fix: nearestName(to: name, among: known).map { "did you mean \"\($0)\"?" })
    }
    return FIM(rate: rate, spmRate: try reader.probability("spm_rate") ?? 0.5, sources: names)
  }

  private static func tokens(_ value: JSONValue, path: String) throws(Problem) -> TokenChoice {
    let reader = try ObjectReader(value, path: path, place: "tokenizer", keys: Keys.tokenizer)
    let ids = 0...Int(Int32.max)
    var tokens = TokenChoice()
    tokens.eos = try reader.int("eos", ids)
    tokens.pad = try reader.int("pad", ids)
    tokens.decoderStart = try reader.int("decoder_start", ids)
    tokens.extraIDs = try reader.int("extra_ids", 1...1_000_000)
    func name(_ key: String) throws(Problem) -> TokenName? {
      try reader.optional(key, expected: "a piece or an id") { value in
        value.string.map(TokenName.piece) ?? value.int.map(TokenName.id)
      }
    }
    tokens.fimPrefix = try name("fim_prefix")
    tokens.fimSuffix = try name("fim_suffix")
    tokens.fimMiddle = try name("fim_middle")
    tokens.fimEOT = try name("fim_eot")
    tokens.sentinels = try sentinels(reader)
    return tokens
  }

  private static func sentinels(_ reader: ObjectReader) throws(Problem) -> Sentinels? {
    guard let value = reader["sentinels"], value != .null else { return nil }
    if let name = value.string {
      if let preset = sentinelPresets[name] { return preset }
      let names = sentinelPresets.keys.sorted()
      throw reader.failure(
        "sentinels", "no such preset",
        expected: "\(names.joined(separator: ", ")) or {\"first\", \"step\", \"count\"}",
        fix: nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" })
    }
    let inner = try ObjectReader(
      value, path: reader.path, place: reader.place("sentinels"), keys: Keys.sentinels)
    let expected = "a whole number"
    let first = try inner.required("first", expected: expected) { $0.int }
    let step = try inner.required("step", expected: "1 or -1") { value in
      value.int.flatMap { $0 == 1 || $0 == -1 ? $0 : nil }
    }
    let count = try inner.required("count", expected: "a whole number of at least 1") { value in
      value.int.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    }
    // The vocabulary, and four FIM tokens behind it, must stay within 32 bits.
    let ids = 0...Int(Int32.max) - 8
    guard ids.contains(first), ids.contains(first + (count - 1) * step) else {
      throw inner.failure(
        "first", "ids out of range", expected: "first and last sentinel from 0 to \(ids.upperBound)"
      )
    }
    return Sentinels(first: first, step: step, count: count)
  }
}

/// A number as people type it: `300M`, `10B`, `1.5T`, `2048`. Nil if it is none, or over 10¹⁴.
package func ul2Count(_ text: String) -> Int? {
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
