/// A mixture as its file says it: what to draw from, and what to do with it.
///
/// Nothing here depends on a tokenizer; `ResolvedMixture` is the mixture with one.
public struct Mixture: Hashable, Sendable {
  /// Its name in errors: the file's path, or the name of a mixture that ships with the program.
  public var path: String
  public var name: String
  /// Positions in a row, W.
  public var sequenceLength = 2048
  public var seed: UInt64 = 0
  /// Tokens among which documents are shuffled; see `DocumentOrder`.
  public var shuffleWindow = 1 << 30
  public var prefixAttention = PrefixAttention.bidirectional
  public var onExhaustion = ExhaustionRule.error
  public var tooFewSentinels = SentinelRule.limit
  public var minDocumentTokens = 1
  public var maxDocumentTokens: Int?
  /// Sorted by name. Those of weight 0 are as good as absent, unless the schedule gives them another.
  public var sources: [Source] = []
  /// How their weights change, ascending; empty: they do not.
  public var schedule: [ScheduleEntry] = []
  public var objectives: [WeightedObjective] = []
  public var fim: FIM?
  public var tokens = TokenChoice()

  /// How the tokens of a prefix see each other.
  public enum PrefixAttention: String, Hashable, Sendable, CaseIterable {
    case bidirectional
    case causal
  }

  /// The rule for chunks that need more sentinels than there are.
  public enum SentinelRule: String, Hashable, Sendable, CaseIterable {
    /// Chunks are shorter, and drawn more often.
    case limit
    /// As many as are needed are appended to the vocabulary.
    case append
    case error
  }

  /// A source and its weight.
  public struct Source: Hashable, Sendable {
    public var name: String
    public var weight: Double
    public var maxEpochs: Int?
    /// Where the raw input lies, relative to the mixture's file; nil in the mixtures that ship.
    public var path: String?
    /// The format of the raw input; nil: recognised by its content.
    public var format: InputFormatName?
    /// Whether the store's documents end in an EOD; nil: see the store.
    public var endsInEOD: Bool?
    /// Whether its texts may become special tokens, as rendered chats should.
    public var allowsSpecialTokens: Bool

    public init(
      name: String, weight: Double, maxEpochs: Int? = nil, path: String? = nil,
      format: InputFormatName? = nil, endsInEOD: Bool? = nil, allowsSpecialTokens: Bool = false
    ) {
      self.name = name
      self.weight = weight
      self.maxEpochs = maxEpochs
      self.path = path
      self.format = format
      self.endsInEOD = endsInEOD
      self.allowsSpecialTokens = allowsSpecialTokens
    }
  }

  /// An objective and how often it is drawn.
  public struct WeightedObjective: Hashable, Sendable {
    public var objective: Objective
    /// A share of chunks.
    public var weight: Double
    /// Encoded once and put before every chunk.
    public var prompt: String
    public var maxChunkTokens: Int?
    /// nil: the mixture's `prefixAttention`.
    public var prefixAttention: PrefixAttention?
  }

  /// Which chunks become fill-in-the-middle.
  public struct FIM: Hashable, Sendable {
    /// Share of causal chunks that become fill-in-the-middle.
    public var rate: Double
    /// Share of those that put the suffix first.
    public var spmRate = 0.5
    /// nil: all sources.
    public var sources: [String]?

    public init(rate: Double, spmRate: Double = 0.5, sources: [String]? = nil) {
      self.rate = rate
      self.spmRate = spmRate
      self.sources = sources
    }
  }

  /// Ids that the mixture sets itself, where the tokenizer's model should not decide.
  public struct TokenChoice: Hashable, Sendable {
    public var eos: Int?
    public var pad: Int?
    public var decoderStart: Int?
    public var sentinels: Sentinels?
    /// Sentinels to append to the model's vocabulary.
    public var extraIDs: Int?
    /// Pieces or ids of the FIM markers.
    public var fimPrefix: TokenName?
    public var fimSuffix: TokenName?
    public var fimMiddle: TokenName?
    public var fimEOT: TokenName?

    public init() {}
  }

  /// A token by its piece or by its id.
  public enum TokenName: Hashable, Sendable {
    case piece(String)
    case id(Int)
  }

  /// A source's weight as a share of all weights.
  public func share(of source: Source) -> Double {
    source.weight / sources.reduce(0) { $0 + $1.weight }
  }
}
