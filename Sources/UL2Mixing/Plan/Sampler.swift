/// Decides which source gives the next document, so that the tokens drawn follow the weights as
/// closely as whole documents allow.
///
/// The source that is furthest behind its share gives one: D = w·T − Σw·drawn in integers, the
/// largest, ties by name. No random number is involved: at every point of the stream each source is
/// within about one document of its share, which independent draws reach only on average.
struct Sampler: Sendable {
  /// One document, chosen.
  struct Draw {
    var source: Int
    var document: Int
    var tokens: Int
    var epoch: Int
    var key: UInt64
  }

  /// Documents that were passed over, by what was wrong with them.
  struct Passed: Hashable, Sendable {
    var empty = 0
    var tooShort = 0
    var tooLong = 0
  }

  private let sources: [PlanSource]
  private let settings: PlanSettings
  private let weights: [Int]
  private var cursors: [SourceCursor]
  private(set) var passed: [Passed]
  /// The source whose end was the plan's.
  private(set) var endedBy: Int?
  /// Where epochs are the limit: the source that lasts longest.
  private let longest: Int
  /// Tokens drawn from sources that are not exhausted, and the sum of their weights.
  private var activeDrawn = 0
  private var activeWeight = 0
  private var totalDrawn = 0

  /// - Parameters:
  ///   - sources: of weight > 0, sorted by name.
  ///   - longest: the source that lasts longest.
  init(
    sources: [PlanSource], settings: PlanSettings, longest: Int, states: [SourceCursor.State]
  ) {
    self.sources = sources
    self.settings = settings
    weights = integerWeights(sources.map(\.weight))
    cursors = zip(sources, states).map { source, state in
      SourceCursor(
        source, seed: settings.seed, window: settings.shuffleWindow, state: state)
    }
    passed = sources.map { _ in Passed() }
    self.longest = longest
    sumUp()
  }

  var states: [SourceCursor.State] { cursors.map(\.state) }

  /// The next document; nil where the plan ends.
  mutating func next() throws(Problem) -> Draw? {
    if case .tokens(let limit) = settings.limit, totalDrawn >= limit { return nil }
    while let index = furthestBehind() {
      if let draw = try draw(from: index) { return draw }
      if !cursors[index].state.exhausted { return nil }
    }
    if case .tokens(let limit) = settings.limit {
      throw Problem(
        .badMixture, "all sources are used up before the end", place: "sources",
        got: "\(totalDrawn) tokens under the limits of max_epochs", expected: "\(limit)",
        fix: "raise max_epochs, or lower \(.totalTokens)")
    }
    return nil
  }

  private func furthestBehind() -> Int? {
    var best: Int?
    var bestDeficit = Int.min
    for i in cursors.indices where !cursors[i].state.exhausted {
      let deficit = weights[i] * activeDrawn - activeWeight * cursors[i].state.drawn
      if deficit > bestDeficit {
        best = i
        bestDeficit = deficit
      }
    }
    return best
  }

  /// A document of one source; nil if the plan ends here, or the source has been exhausted.
  private mutating func draw(from index: Int) throws(Problem) -> Draw? {
    let epochAtStart = cursors[index].state.epoch
    while true {
      if cursors[index].isAtEnd {
        if endsPlan(index) {
          endedBy = index
          return nil
        }
        let source = sources[index]
        if let limit = source.maxEpochs, cursors[index].state.epoch + 1 >= limit {
          // The end that a limit of epochs waits for would never come.
          if case .epochs = settings.limit, index == longest, settings.onExhaustion == .renormalize
          {
            endedBy = index
            return nil
          }
          try exhaust(index, limit: limit)
          return nil
        }
        if cursors[index].state.epoch > epochAtStart {
          throw Problem(
            .badMixture, "no document with tokens in this source", place: "sources.\(source.name)",
            got: "\(source.lengths.documentCount) documents", expected: "at least one to train on",
            fix: "check what was tokenized, and min_document_tokens and max_document_tokens")
        }
        cursors[index].beginNextEpoch()
      }
      let (document, tokens) = try cursors[index].next()
      guard isWanted(tokens, index) else { continue }
      cursors[index].draw(tokens)
      activeDrawn += tokens
      totalDrawn += tokens
      return Draw(
        source: index, document: document, tokens: tokens, epoch: cursors[index].state.epoch,
        key: cursors[index].key)
    }
  }

  private mutating func isWanted(_ tokens: Int, _ index: Int) -> Bool {
    if tokens == 0 {
      passed[index].empty += 1
    } else if tokens < settings.minDocumentTokens {
      passed[index].tooShort += 1
    } else if let limit = settings.maxDocumentTokens, tokens > limit {
      passed[index].tooLong += 1
    } else {
      return true
    }
    return false
  }

  /// Whether the plan ends when source `index` has come to the end of its epoch.
  private func endsPlan(_ index: Int) -> Bool {
    switch settings.limit {
    case .tokens: false
    case .once: true
    case .epochs(let count): index == longest && cursors[index].state.epoch + 1 >= count
    }
  }

  private mutating func exhaust(_ index: Int, limit: Int) throws(Problem) {
    guard settings.onExhaustion == .renormalize else {
      let source = sources[index]
      let share = Double(weights[index]) / Double(weights.reduce(0, +))
      throw Problem(
        .badMixture, "used up before the end", place: "sources.\(source.name)",
        got: "\(cursors[index].state.drawn) tokens in \(limit) epochs",
        expected: "\(Int(share * 100 + 0.5)) % of all tokens drawn",
        fix:
          "raise its max_epochs, lower its weight or the total, or set \"on_exhaustion\": \"renormalize\""
      )
    }
    cursors[index].exhaust()
    sumUp()
  }

  private mutating func sumUp() {
    activeDrawn = 0
    activeWeight = 0
    totalDrawn = 0
    for i in cursors.indices {
      totalDrawn += cursors[i].state.drawn
      guard !cursors[i].state.exhausted else { continue }
      activeDrawn += cursors[i].state.drawn
      activeWeight += weights[i]
    }
  }
}

/// Weights as integers in the same ratio, summing to about 2¹⁶ at most, so that deficits stay in Int64
/// up to 10¹⁴ tokens: exactly where a few decimals suffice, else to 1/65,536 of their sum.
package func integerWeights(_ weights: [Double]) -> [Int] {
  let sum = weights.reduce(0, +)
  for scale in [1.0, 2, 4, 10, 20, 100, 1000, 10_000] where sum * scale <= 0x1p16 {
    let scaled = weights.map { $0 * scale }
    if scaled.allSatisfy({ abs($0 - $0.rounded()) < 1e-9 * $0 }) {
      return scaled.map { Int($0.rounded()) }
    }
  }
  return weights.map { max(1, Int(($0 / sum * 0x1p16).rounded())) }
}
