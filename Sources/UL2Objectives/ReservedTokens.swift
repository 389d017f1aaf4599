/// The ids that objectives insert.

/// Ids that mark the noise spans: the k-th is `first + k·step`.
public struct Sentinels: Hashable, Sendable {
  public var first: Int
  /// +1 or −1.
  public var step: Int
  public var count: Int

  public init(first: Int, step: Int, count: Int) {
    self.first = first
    self.step = step
    self.count = count
  }

  /// The number of the sentinel with this id; nil if it is no sentinel.
  public func index(of id: Int) -> Int? {
    // The difference overflows for ids at either end of the integers, and is then beyond all sentinels.
    let index = (id &- first) &* step
    return (0..<count).contains(index) ? index : nil
  }

  public var ids: ClosedRange<Int> {
    let last = first + (count - 1) * step
    return min(first, last)...max(first, last)
  }
}

/// Ids that mark the parts of a fill-in-the-middle example.
public struct FIMTokens: Hashable, Sendable {
  public var prefix: Int
  public var suffix: Int
  public var middle: Int
  /// Ends the middle.
  public var eot: Int

  public init(prefix: Int, suffix: Int, middle: Int, eot: Int) {
    self.prefix = prefix
    self.suffix = suffix
    self.middle = middle
    self.eot = eot
  }
}

/// Every id with a meaning of its own.
public struct ReservedTokens: Hashable, Sendable {
  /// Rows that the trainer's embedding needs: the model's pieces and everything appended.
  public var vocabularySize: Int
  public var eos: Int
  /// Fills the ends of rows. Never tested for: lengths say what is padding.
  public var pad: Int
  /// The first input of each example in the shifted form.
  public var decoderStart: Int
  public var sentinels: Sentinels?
  public var fim: FIMTokens?

  public init(
    vocabularySize: Int, eos: Int, pad: Int, decoderStart: Int, sentinels: Sentinels? = nil,
    fim: FIMTokens? = nil
  ) {
    self.vocabularySize = vocabularySize
    self.eos = eos
    self.pad = pad
    self.decoderStart = decoderStart
    self.sentinels = sentinels
    self.fim = fim
  }
}

extension FIMTokens {
  /// Names of the markers in a model's vocabulary.
  package struct Naming: Sendable {
    package var prefix: String
    package var suffix: String
    package var middle: String
    /// Any of these ends the middle.
    package var eots: [String]
  }

  /// How known models call them: StarCoder, Qwen, SantaCoder, CodeLlama.
  package static let namings = [
    Naming(
      prefix: "<fim_prefix>", suffix: "<fim_suffix>", middle: "<fim_middle>",
      eots: ["<|endoftext|>", "<eot>"]),
    Naming(
      prefix: "<|fim_prefix|>", suffix: "<|fim_suffix|>", middle: "<|fim_middle|>",
      eots: ["<|endoftext|>"]),
    Naming(
      prefix: "<fim-prefix>", suffix: "<fim-suffix>", middle: "<fim-middle>",
      eots: ["<|endoftext|>"]),
    Naming(prefix: "▁<PRE>", suffix: "▁<SUF>", middle: "▁<MID>", eots: ["▁<EOT>"]),
    Naming(prefix: "<PRE>", suffix: "<SUF>", middle: "<MID>", eots: ["<EOT>"]),
  ]

  /// How those that come as tokenizer files call them besides: DeepSeek, whose hole is where the suffix begins, GLM,
  /// Mistral.
  package static let namingsOfFiles =
    namings + [
      Naming(
        prefix: "<｜fim▁begin｜>", suffix: "<｜fim▁hole｜>", middle: "<｜fim▁end｜>",
        eots: ["<｜end▁of▁sentence｜>"]),
      Naming(
        prefix: "<|code_prefix|>", suffix: "<|code_suffix|>", middle: "<|code_middle|>",
        eots: ["<|endoftext|>"]),
      Naming(prefix: "[PREFIX]", suffix: "[SUFFIX]", middle: "[MIDDLE]", eots: ["</s>"]),
    ]

  /// The markers' names alone.
  package static let namesInFiles = Set(
    namingsOfFiles.flatMap { [$0.prefix, $0.suffix, $0.middle] })

  /// Every name of `namings`.
  package static let knownNames = Set(
    namings.flatMap { [$0.prefix, $0.suffix, $0.middle] + $0.eots })
}
