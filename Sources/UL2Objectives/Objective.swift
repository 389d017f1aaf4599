/// The training objectives, by what they do to a chunk of tokens.

/// The transformation of a chunk (`docs/objectives.md` has the layouts and lengths).
public enum Objective: Hashable, Sendable, BitwiseCopyable {
  /// Next-token prediction over the whole chunk.
  case causal
  /// The first part is given, the rest predicted (T5, Raffel et al. 2020, §3.2.1).
  case prefixLM(PrefixLength)
  /// Spans are replaced by sentinels and predicted after the rest (T5; UL2, Tay et al. 2022).
  case spanCorruption(SpanCorruption)
  /// Fill in the middle: prefix, suffix, middle (Bavarian et al. 2022).
  case fimPSM
  /// Fill in the middle with the suffix first, variant 2 of the paper's SPM.
  case fimSPM

  /// Whether the first part of an example may see itself in both directions.
  public var hasPrefix: Bool {
    switch self {
    case .prefixLM, .spanCorruption: true
    case .causal, .fimPSM, .fimSPM: false
    }
  }
}

/// How long the prefix of a prefix LM is.
public enum PrefixLength: Hashable, Sendable, BitwiseCopyable {
  /// Uniform in 1 … T − 1: T5's `random_prefix_noise_mask`.
  case uniform
  /// The last `Fraction` of the chunk is the target: UL2's S-denoiser has a quarter.
  case suffix(Fraction)

  /// The prefix's length in a chunk of `tokens`: 0 for a chunk of one token.
  @inlinable
  package func draw(tokens: Int, _ random: inout CounterRandom) -> Int {
    guard tokens > 1 else { return 0 }
    switch self {
    case .uniform: return 1 + random.below(tokens - 1)
    case .suffix(let share): return tokens - min(max(share.times(tokens), 1), tokens - 1)
    }
  }
}

/// The parameters of span corruption.
public struct SpanCorruption: Hashable, Sendable, BitwiseCopyable {
  /// The share of tokens that are noise.
  public let noiseDensity: Fraction
  /// Tokens in a noise span, on average.
  public let meanSpanLength: Fraction

  /// - Precondition: `meanSpanLength` is above 0.
  public init(noiseDensity: Fraction, meanSpanLength: Fraction) {
    precondition(meanSpanLength.numerator > 0, "spans without tokens")
    self.noiseDensity = noiseDensity
    self.meanSpanLength = meanSpanLength
  }

  /// Noise tokens and noise spans in a chunk of `tokens` ≥ 2.
  public func counts(tokens: Int) -> (noise: Int, spans: Int) {
    let noise = min(max(noiseDensity.times(tokens), 1), tokens - 1)
    return (noise, max(meanSpanLength.dividing(noise), 1))
  }

  /// The shortest chunk of at most `limit` tokens with fewer kept tokens than spans, which no mask
  /// can have; nil if there is none.
  public func firstImpossibleLength(upTo limit: Int) -> Int? {
    guard limit >= 2 else { return nil }
    return (2...limit).first { tokens in
      let (noise, spans) = counts(tokens: tokens)
      return spans > tokens - noise || spans > noise
    }
  }

  /// The longest chunk that needs no more than `sentinels`, of at most `limit` tokens.
  public func longestChunk(sentinels: Int, upTo limit: Int) -> Int {
    var low = 1
    var high = limit
    while low < high {
      let middle = (low + high + 1) / 2
      if middle < 2 || counts(tokens: middle).spans <= sentinels {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }
}
