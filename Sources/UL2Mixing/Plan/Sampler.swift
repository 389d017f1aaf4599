/// Decides which source gives the next document, so that the tokens drawn follow the weights as
/// closely as whole documents allow.
///
/// The source that is furthest behind its share gives one: D = w·T − Σw·drawn in integers, the
/// largest, ties by name. No random number is involved: at every point of the stream each source is
/// within about one document of its share, which independent draws reach only on average.
///
/// Every document of a plan comes through here, so what is looked at for each are flat tables of numbers,
/// and `BlockWorker`'s loop goes through them; what happens once a batch or an epoch is in this file.
struct Sampler: Sendable {
  /// Documents that were passed over, by what was wrong with them.
  struct Passed: Hashable, Sendable {
    var empty = 0
    var tooShort = 0
    var tooLong = 0

    mutating func add(_ tokens: Int, least: Int) {
      if tokens == 0 {
        empty += 1
      } else if tokens < least {
        tooShort += 1
      } else {
        tooLong += 1
      }
    }
  }

  private let sources: [PlanSource]
  private let settings: PlanSettings
  private let weights: [Int]
  private var cursors: [SourceCursor]
  /// Where epochs are the limit: the source that lasts longest.
  private let longest: Int
  /// Where the current epoch began in `drawn`; −1 for the first, of which the beginning is not known.
  private var drawnBefore: [Int]
  private var exhausted: [Bool]
  /// The source whose end was the plan's.
  private(set) var endedBy: Int?

  /// What does not change between two batches.
  struct Reading: Sendable {
    /// The sources' weights, 0 where exhausted, and their sum.
    fileprivate(set) var weights: [Int] = []
    fileprivate(set) var weight = 0
    /// Documents that are looked up and their tokens, a batch for each source, and its end there.
    fileprivate(set) var documents: [Int] = []
    fileprivate(set) var lengths: [Int] = []
    fileprivate(set) var end: [Int] = []
    fileprivate(set) var keys: [UInt64] = []
    fileprivate(set) var epochs: [Int] = []
  }

  var reading = Reading()
  /// D of each source: `.min` where it is exhausted.
  var deficits: [Int] = []
  /// Tokens drawn from each source, and from all.
  var drawn: [Int]
  var totalDrawn = 0
  /// The next document of each source in its batch.
  var next: [Int]
  var passed: [Passed]
  /// The plan ends where so many tokens are drawn.
  let tokenLimit: Int

  /// - Parameters:
  ///   - sources: of weight > 0, sorted by name.
  ///   - longest: the source that lasts longest.
  init(
    sources: [PlanSource], settings: PlanSettings, longest: Int, states: [SourceCursor.State]
  ) {
    self.sources = sources
    self.settings = settings
    self.longest = longest
    weights = integerWeights(sources.map(\.weight))
    cursors = zip(sources, states).map { source, state in
      SourceCursor(
        source, seed: settings.seed, window: settings.shuffleWindow, state: state)
    }
    drawn = states.map(\.drawn)
    exhausted = states.map(\.exhausted)
    drawnBefore = states.map { _ in -1 }
    next = sources.indices.map { $0 * SourceCursor.batch }
    let room = [Int](repeating: 0, count: sources.count * SourceCursor.batch)
    reading.documents = room
    reading.lengths = room
    reading.end = next
    reading.keys = cursors.map(\.key)
    reading.epochs = cursors.map(\.epoch)
    passed = sources.map { _ in Passed() }
    tokenLimit = if case .tokens(let limit) = settings.limit { limit } else { .max }
    sumUp()
  }

  var states: [SourceCursor.State] {
    sources.indices.map { i in
      SourceCursor.State(
        epoch: cursors[i].epoch, position: cursors[i].position - (reading.end[i] - next[i]),
        drawn: drawn[i], exhausted: exhausted[i])
    }
  }

  /// Counts what is passed over anew.
  mutating func beginBlock() {
    for i in passed.indices { passed[i] = Passed() }
    endedBy = nil
  }

  /// Looks more documents up of a source that has none left in the tables; false where the plan ends there.
  mutating func refill(_ index: Int) throws(Problem) -> Bool {
    if cursors[index].isAtEnd {
      if endsPlan(index) {
        endedBy = index
        return false
      }
      let source = sources[index]
      if let limit = source.maxEpochs, reading.epochs[index] + 1 >= limit {
        // The end that a limit of epochs waits for would never come.
        if case .epochs = settings.limit, index == longest, settings.onExhaustion == .renormalize {
          endedBy = index
          return false
        }
        try exhaust(index, limit: limit)
        return true
      }
      if drawn[index] == drawnBefore[index] {
        throw Problem(
          .badMixture, "no document with tokens in this source", place: "sources.\(source.name)",
          got: "\(source.lengths.documentCount) documents", expected: "at least one to train on",
          fix: "check what was tokenized, and min_document_tokens and max_document_tokens")
      }
      cursors[index].beginNextEpoch()
      drawnBefore[index] = drawn[index]
      reading.epochs[index] = cursors[index].epoch
      reading.keys[index] = cursors[index].key
    }
    let first = index * SourceCursor.batch
    try cursors[index].next { found, foundLengths in
      for i in found.indices {
        reading.documents[first + i] = found[i]
        reading.lengths[first + i] = foundLengths[i]
      }
      reading.end[index] = first + found.count
    }
    next[index] = first
    return true
  }

  /// All sources are exhausted: the plan ends, or should not.
  func checkEnd() throws(Problem) {
    guard case .tokens(let limit) = settings.limit else { return }
    throw Problem(
      .badMixture, "all sources are used up before the end", place: "sources",
      got: "\(totalDrawn) tokens under the limits of max_epochs", expected: "\(limit)",
      fix: "raise max_epochs, or lower \(.totalTokens)")
  }

  /// Whether the plan ends when source `index` has come to the end of its epoch.
  private func endsPlan(_ index: Int) -> Bool {
    switch settings.limit {
    case .tokens: false
    case .once: true
    case .epochs(let count): index == longest && reading.epochs[index] + 1 >= count
    }
  }

  private mutating func exhaust(_ index: Int, limit: Int) throws(Problem) {
    guard settings.onExhaustion == .renormalize else {
      let source = sources[index]
      let share = Double(weights[index]) / Double(weights.reduce(0, +))
      throw Problem(
        .badMixture, "used up before the end", place: "sources.\(source.name)",
        got: "\(drawn[index]) tokens in \(limit) epochs",
        expected: "\(Int(share * 100 + 0.5)) % of all tokens drawn",
        fix:
          "raise its max_epochs, lower its weight or the total, or set \"on_exhaustion\": \"renormalize\""
      )
    }
    exhausted[index] = true
    sumUp()
  }

  private mutating func sumUp() {
    totalDrawn = drawn.reduce(0, +)
    let active = drawn.indices.filter { !exhausted[$0] }
    let activeDrawn = active.reduce(0) { $0 + drawn[$1] }
    let activeWeight = active.reduce(0) { $0 + weights[$1] }
    reading.weight = activeWeight
    reading.weights = weights.indices.map { exhausted[$0] ? 0 : weights[$0] }
    deficits = weights.indices.map { i in
      exhausted[i] ? .min : weights[i] * activeDrawn - activeWeight * drawn[i]
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
