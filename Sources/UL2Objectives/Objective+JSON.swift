/// An objective in JSON, as mixtures and manifests have it: its name, and the members that only it has.
extension Objective {
  /// An objective's name in mixtures and manifests.
  public enum Kind: String, Sendable, CaseIterable {
    case causal
    case prefixLM = "prefix_lm"
    case spanCorruption = "span_corruption"
    case fimPSM = "fim_psm"
    case fimSPM = "fim_spm"

    /// Those that a mixture asks for; chunks are turned into the others.
    public static let inMixtures = [Kind.causal, .prefixLM, .spanCorruption]

    /// The members that not every objective has.
    fileprivate var keys: [String] {
      switch self {
      case .causal, .fimPSM, .fimSPM: []
      case .prefixLM: ["prefix", "prefix_attention"]
      case .spanCorruption: ["noise_density", "mean_span_length", "prefix_attention"]
      }
    }
  }

  public var kind: Kind {
    switch self {
    case .causal: .causal
    case .prefixLM: .prefixLM
    case .spanCorruption: .spanCorruption
    case .fimPSM: .fimPSM
    case .fimSPM: .fimSPM
    }
  }

  public var name: String { kind.rawValue }

  /// Reads `name` and its parameters.
  ///
  /// - Parameter kinds: those that may appear there.
  package init(
    _ reader: JSONObjectReader, among kinds: [Kind] = Kind.allCases
  ) throws(Problem) {
    let kind = try reader.requiredChoice("name", among: kinds)
    let special = ["prefix", "prefix_attention", "noise_density", "mean_span_length"]
    for key in special where reader[key] != nil && !kind.keys.contains(key) {
      throw reader.failure(
        key, "does not apply to \(kind.rawValue)",
        expected: "only name, weight, prompt, max_chunk_tokens"
          + kind.keys.map { ", " + $0 }.joined())
    }
    switch kind {
    case .causal: self = .causal
    case .prefixLM: self = .prefixLM(try PrefixLength(reader))
    case .spanCorruption:
      self = .spanCorruption(
        SpanCorruption(
          noiseDensity: try reader.required("noise_density", .share),
          meanSpanLength: try reader.required("mean_span_length", .atLeastOne)))
    case .fimPSM: self = .fimPSM
    case .fimSPM: self = .fimSPM
    }
  }

  /// The members besides `name` that `init(_:among:)` reads.
  package var parameters: [JSONValue.Member] {
    switch self {
    case .causal, .fimPSM, .fimSPM: []
    case .prefixLM(.uniform): [.init("prefix", "uniform")]
    case .prefixLM(.suffix(let share)):
      [.init("prefix", ["suffix": JSONValue(share.value)])]
    case .spanCorruption(let corruption):
      [
        .init("noise_density", JSONValue(corruption.noiseDensity.value)),
        .init("mean_span_length", JSONValue(corruption.meanSpanLength.value)),
      ]
    }
  }
}

extension PrefixLength {
  fileprivate init(_ reader: JSONObjectReader) throws(Problem) {
    guard let value = reader["prefix"], value != .null, value != "uniform" else {
      self = .uniform
      return
    }
    guard value.members != nil else {
      throw reader.failure(
        "prefix", "bad value", expected: "\"uniform\" or {\"suffix\": 0.25}")
    }
    self = .suffix(try reader.object("prefix", keys: ["suffix"]).required("suffix", .share))
  }
}
