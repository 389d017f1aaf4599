/// What a plan is made of.

/// A source as the plan sees it.
public struct PlanSource: Sendable {
  public var name: String
  /// As in the mixture; only the ratio to the others' counts.
  public var weight: Double
  public var maxEpochs: Int?
  /// Whether FIM may be applied to its causal chunks.
  public var allowsFIM: Bool
  public var lengths: any DocumentLengths

  public init(
    name: String, weight: Double, maxEpochs: Int? = nil, allowsFIM: Bool,
    lengths: any DocumentLengths
  ) {
    self.name = name
    self.weight = weight
    self.maxEpochs = maxEpochs
    self.allowsFIM = allowsFIM
    self.lengths = lengths
  }
}

/// Where a plan ends.
public enum PlanLimit: Hashable, Sendable {
  /// After the document with which the raw tokens reach this number.
  case tokens(Int)
  /// When the source that lasts longest has been used this often.
  case epochs(Int)
  /// When the first source has been used once: nothing repeats.
  case once
}

/// What is done when a source has no epoch left.
public enum ExhaustionRule: String, Hashable, Sendable, CaseIterable {
  case error
  /// The others share its weight.
  case renormalize
}

/// Everything but the sources that a plan depends on.
public struct PlanSettings: Sendable {
  public var objectives: ObjectiveTable
  public var sequenceLength: Int
  public var seed: UInt64
  /// Tokens of a shuffle window.
  public var shuffleWindow: Int
  public var limit: PlanLimit
  public var onExhaustion: ExhaustionRule
  public var minDocumentTokens: Int
  public var maxDocumentTokens: Int?

  public init(
    objectives: ObjectiveTable, sequenceLength: Int, seed: UInt64, shuffleWindow: Int,
    limit: PlanLimit, onExhaustion: ExhaustionRule = .error, minDocumentTokens: Int = 1,
    maxDocumentTokens: Int? = nil
  ) {
    self.objectives = objectives
    self.sequenceLength = sequenceLength
    self.seed = seed
    self.shuffleWindow = shuffleWindow
    self.limit = limit
    self.onExhaustion = onExhaustion
    self.minDocumentTokens = minDocumentTokens
    self.maxDocumentTokens = maxDocumentTokens
  }
}
