/// The expected shares of objectives in a document: sums over all places, without a draw.
import UL2Mixing
import UL2Objectives

/// A mixture that ships with the program, at another length of rows.
///
/// - Parameter sentinels: how many there are; nil: as many as the longest chunks need.
func builtInTable(
  _ name: String, sequenceLength: Int, sentinels: Int? = 100
) throws -> ObjectiveTable {
  var mixture = try Mixture.load(name)
  mixture.sequenceLength = sequenceLength
  mixture.fim = nil
  mixture.tokens.extraIDs = sentinels
  mixture.tooFewSentinels = sentinels == nil ? .append : .limit
  return try ResolvedMixture(mixture, vocabulary: TestVocabulary()).objectives
}

extension ObjectiveTable {
  /// The probability of each of the mixture's own objectives where `remaining` tokens are left.
  func probabilities(_ objectives: Int, remaining: Int) -> [Double] {
    let weights = (0..<objectives).map { Double(weight(of: $0, remaining: remaining)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The expected share of each of its layouts in the raw tokens of a document of `length` tokens.
  ///
  /// - Parameter own: how many of the layouts are the mixture's own.
  func expectedShares(_ own: Int, length: Int) -> [Double] {
    let causal = layouts.firstIndex { $0.objective == .causal } ?? 0
    let isSpans = layouts.map { $0.objective.kind == .spanCorruption }
    let (inside, last) = (layouts.map(\.largestChunk), layouts.map(\.largestLastChunk))
    // The probability that a chunk begins where so many tokens are left.
    var reached = [Double](repeating: 0, count: length + 1)
    reached[length] = 1
    var tokens = [Double](repeating: 0, count: layouts.count)
    for remaining in stride(from: length, to: 0, by: -1) where reached[remaining] > 0 {
      var sum = 0.0
      for i in 0..<own { sum += Double(weight(of: i, remaining: remaining)) }
      let here = reached[remaining] / sum
      for i in 0..<own {
        let taken = remaining <= last[i] ? remaining : min(remaining - 1, inside[i])
        let expected = here * Double(weight(of: i, remaining: remaining))
        reached[remaining - taken] += expected
        tokens[isSpans[i] && remaining == 1 ? causal : i] += expected * Double(taken)
      }
    }
    return tokens.map { $0 / Double(length) }
  }
}
