/// A mixture as its file says it: what to draw from, and what to do with it.
///
/// Nothing here depends on a tokenizer; `ResolvedMixture` is the mixture with one.
package struct Mixture: Hashable, Sendable {
  /// What errors call it: the file's path, or the name of a mixture that ships with the program.
  package var path: String
  package var name: String
  /// Positions in a row, W.
  package var sequenceLength = 2048
  package var seed: UInt64 = 0
  /// Tokens among which documents are shuffled; see `DocumentOrder`.
  package var shuffleWindow = 1 << 30
  package var prefixAttention = PrefixAttention.bidirectional
  package var onExhaustion = ExhaustionRule.error
  package var minDocumentTokens = 1
  package var maxDocumentTokens: Int?
  /// Sorted by name. Those of weight 0 are as good as absent.
  package var sources: [Source] = []
  package var objectives: [WeightedObjective] = []
  package var fim: FIM?
  package var tokens = TokenChoice()

  package enum PrefixAttention: String, Hashable, Sendable, CaseIterable {
    case bidirectional
    case causal
  }

  package struct Source: Hashable, Sendable {
    package var name: String
    package var weight: Double
    package var maxEpochs: Int?
    /// Where the raw input lies, relative to the mixture's file; nil in the mixtures that ship.
    package var path: String?
    /// The format of the raw input; nil: told from its content.
    package var format: String?
    /// Whether the store's documents end in an end-of-document token; nil: see the store.
    package var eod: Bool?
  }

  package struct WeightedObjective: Hashable, Sendable {
    package var objective: Objective
    /// A share of chunks.
    package var weight: Double
    /// Encoded once and put before every chunk.
    package var prompt: String
    package var maxChunkTokens: Int?
    /// nil: the mixture's `prefixAttention`.
    package var prefixAttention: PrefixAttention?
  }

  package struct FIM: Hashable, Sendable {
    /// Share of causal chunks that become fill-in-the-middle.
    package var rate: Double
    /// Share of those that put the suffix first.
    package var spmRate = 0.5
    /// nil: all sources.
    package var sources: [String]?

    package init(rate: Double, spmRate: Double = 0.5, sources: [String]? = nil) {
      self.rate = rate
      self.spmRate = spmRate
      self.sources = sources
    }
  }

  /// Ids that the mixture sets itself, where the tokenizer's model should not decide.
  package struct TokenChoice: Hashable, Sendable {
    package var eos: Int?
    package var pad: Int?
    package var decoderStart: Int?
    package var sentinels: Sentinels?
    /// Sentinels to append to the model's vocabulary.
    package var extraIDs: Int?
    /// Pieces or ids of the FIM markers.
    package var fimPrefix: TokenName?
    package var fimSuffix: TokenName?
    package var fimMiddle: TokenName?
    package var fimEOT: TokenName?

    package init() {}
  }

  /// A token by its piece or by its id.
  package enum TokenName: Hashable, Sendable {
    case piece(String)
    case id(Int)
  }

  /// The sources that something is drawn from.
  package var activeSources: [Source] { sources.filter { $0.weight > 0 } }

  /// A source's weight as a share of all weights.
  package func share(of source: Source) -> Double {
    source.weight / sources.reduce(0) { $0 + $1.weight }
  }
}
