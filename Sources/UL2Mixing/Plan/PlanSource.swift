/// What a plan is made of.

/// A source as the plan sees it.
package struct PlanSource: Sendable {
  package var name: String
  /// As in the mixture; only the ratio to the others' counts.
  package var weight: Double
  package var maxEpochs: Int?
  /// Whether FIM may be applied to its causal chunks.
  package var allowsFIM: Bool
  package var lengths: any DocumentLengths

  package init(
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
package struct PlanSettings: Sendable {
  package var objectives: ObjectiveTable
  package var sequenceLength: Int
  package var seed: UInt64
  /// Tokens of a shuffle window.
  package var shuffleWindow: Int
  package var limit: PlanLimit
  package var onExhaustion: ExhaustionRule
  package var minDocumentTokens: Int
  package var maxDocumentTokens: Int?

  package init(
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
