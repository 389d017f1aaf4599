/// The sources of a plan: their weights, lengths and places.

/// A source as the plan sees it.
package struct PlanSource: Sendable {
  package var name: String
  /// In each phase of the plan (`PlanSettings.phaseStarts`); only the ratio to the others' counts.
  package var weights: [Double]
  package var maxEpochs: Int?
  /// Whether FIM may be applied to its causal chunks.
  package var allowsFIM: Bool
  package var lengths: any DocumentLengths
  /// Where the plan begins with it.
  package var place: SourcePlace

  package init(
    name: String, weights: [Double], maxEpochs: Int? = nil, allowsFIM: Bool,
    lengths: any DocumentLengths, place: SourcePlace = SourcePlace()
  ) {
    self.name = name
    self.weights = weights
    self.maxEpochs = maxEpochs
    self.allowsFIM = allowsFIM
    self.lengths = lengths
    self.place = place
  }

  /// Whether the plan cannot draw from it at all: every epoch that it may have was used before.
  package var isUsedUp: Bool {
    guard let maxEpochs else { return false }
    return place.epoch >= maxEpochs
      || place.epoch == maxEpochs - 1 && place.position >= lengths.documentCount
  }

  /// Epochs used before the plan begins; a part of one is a part.
  package var usedBefore: Double {
    Double(place.epoch) + Double(place.position) / Double(max(1, lengths.documentCount))
  }
}

/// How far the documents of a source have been passed, over all stages of a training.
package struct SourcePlace: Hashable, Sendable {
  package var epoch: Int
  /// Documents of the epoch that have been passed.
  package var position: Int

  package init(epoch: Int = 0, position: Int = 0) {
    self.epoch = epoch
    self.position = position
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

/// The action when a source has no epoch left.
public enum ExhaustionRule: String, Hashable, Sendable, CaseIterable {
  case error
  /// The others share its weight.
  case renormalize
}

/// Everything but the sources that a plan depends on.
package struct PlanSettings: Sendable {
  package var objectives: ObjectiveTable
  package var sequenceLength: Int
  /// The numbers of raw tokens, ascending from 0, from which on the sources have their next weights.
  package var phaseStarts: [Int]
  package var seed: UInt64
  /// Tokens of a shuffle window.
  package var shuffleWindow: Int
  package var limit: PlanLimit
  package var onExhaustion: ExhaustionRule
  package var minDocumentTokens: Int
  package var maxDocumentTokens: Int?

  package init(
    objectives: ObjectiveTable, sequenceLength: Int, phaseStarts: [Int] = [0], seed: UInt64,
    shuffleWindow: Int,
    limit: PlanLimit, onExhaustion: ExhaustionRule = .error, minDocumentTokens: Int = 1,
    maxDocumentTokens: Int? = nil
  ) {
    self.objectives = objectives
    self.sequenceLength = sequenceLength
    self.phaseStarts = phaseStarts
    self.seed = seed
    self.shuffleWindow = shuffleWindow
    self.limit = limit
    self.onExhaustion = onExhaustion
    self.minDocumentTokens = minDocumentTokens
    self.maxDocumentTokens = maxDocumentTokens
  }
}
