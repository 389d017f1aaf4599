/// Decides which source gives the next document, so that the tokens drawn follow the weights as
/// closely as whole documents allow.
///
/// The source that is furthest behind its share gives one: D = w·T − Σw·drawn in integers, the
/// largest, ties by name. No random number is involved: at every point of the stream each source is
/// within about one document of its share, which independent draws reach only on average. Where weights
/// change (`schedule`), T and drawn count from there.
///
/// Every document of a plan comes through here, so what is looked at for each are flat tables of numbers,
/// and `BlockWorker`'s loop goes through them; what happens once a batch or an epoch is in this file.
struct Sampler: Sendable {
  /// Documents that were skipped, by what was wrong with them.
  struct Skipped: Hashable, Sendable {
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
  /// By phase of the schedule.
  private let weights: [[Int]]
  private var phase: Int
  /// Tokens drawn before the phase began, by source.
  private var drawnBeforePhase: [Int]
  /// Tokens of the block that are in `drawnByPhase` already: all until this many were drawn, by source.
  private var counted: [Int]
  /// Raw tokens of the block by phase and source; empty where there is one phase alone.
  private(set) var drawnByPhase: [[Int]]
  private var cursors: [SourceCursor]
  /// Where epochs are the limit: the source that lasts longest.
  private let longest: Int
  /// Where the current epoch began in `drawn`; −1 for the first, whose beginning is unknown.
  private var drawnBeforeEpoch: [Int]
  private var exhausted: [Bool]
  /// The source whose end was the plan's.
  private(set) var endedBy: Int?

  /// The state that does not change between two batches.
  struct Reading: Sendable {
    /// The sources' weights in the phase, 0 where exhausted, and their sum.
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
  /// D of each source: `.min` where it is exhausted or has no weight.
  var deficits: [Int] = []
  /// Tokens drawn from each source, and from all.
  var drawn: [Int]
  var totalDrawn = 0
  /// The next document of each source in its batch.
  var next: [Int]
  var skipped: [Skipped]
  /// The phase or the plan ends where so many tokens are drawn.
  private(set) var tokenLimit = 0

  /// - Parameters:
  ///   - sources: of weight > 0 in some phase, sorted by name.
  ///   - longest: the source that lasts longest.
  init(
    sources: [PlanSource], settings: PlanSettings, longest: Int, states: [SourceCursor.State]
  ) {
    self.sources = sources
    self.settings = settings
    self.longest = longest
    weights = settings.phaseStarts.indices.map { phase in
      integerWeights(sources.map { $0.weights[phase] })
    }
    drawnBeforePhase = states.map(\.drawnBefore)
    phase = settings.phase(from: drawnBeforePhase.reduce(0, +))
    counted = states.map(\.drawn)
    drawnByPhase =
      weights.count == 1 ? [] : weights.map { [Int](repeating: 0, count: $0.count) }
    cursors = zip(sources, states).map { source, state in
      SourceCursor(
        source, seed: settings.seed, window: settings.shuffleWindow, state: state)
    }
    drawn = states.map(\.drawn)
    exhausted = states.map(\.exhausted)
    drawnBeforeEpoch = states.map { _ in -1 }
    next = sources.indices.map { $0 * SourceCursor.batch }
    let room = [Int](repeating: 0, count: sources.count * SourceCursor.batch)
    reading.documents = room
    reading.lengths = room
    reading.end = next
    reading.keys = cursors.map(\.key)
    reading.epochs = cursors.map(\.epoch)
    skipped = sources.map { _ in Skipped() }
    sumUp()
  }

  var states: [SourceCursor.State] {
    sources.indices.map { i in
      SourceCursor.State(
        epoch: cursors[i].epoch, position: cursors[i].position - (reading.end[i] - next[i]),
        drawn: drawn[i], drawnBefore: drawnBeforePhase[i], exhausted: exhausted[i])
    }
  }

  /// Recounts what belongs to a block.
  mutating func beginBlock() {
    for i in skipped.indices { skipped[i] = Skipped() }
    endedBy = nil
    for phase in drawnByPhase.indices {
      for i in drawn.indices { drawnByPhase[phase][i] = 0 }
    }
    counted = drawn
  }

  /// Counts what the phase has drawn of the block until now.
  mutating func countPhase() {
    guard !drawnByPhase.isEmpty else { return }
    for i in drawn.indices { drawnByPhase[phase][i] += drawn[i] - counted[i] }
    counted = drawn
  }

  /// Goes over to the phase whose tokens come next; false where that is the current one. One that a long
  /// document has passed altogether is left out.
  mutating func beginPhase() -> Bool {
    let next = settings.phase(from: totalDrawn)
    guard next != phase else { return false }
    countPhase()
    phase = next
    drawnBeforePhase = drawn
    sumUp()
    return true
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
      if drawn[index] == drawnBeforeEpoch[index] {
        throw Problem(
          .badMixture, "no document with tokens in this source", place: "sources.\(source.name)",
          got: "\(source.lengths.documentCount) documents", expected: "at least one to train on",
          fix: "check what was tokenized, and min_document_tokens and max_document_tokens")
      }
      cursors[index].beginNextEpoch()
      drawnBeforeEpoch[index] = drawn[index]
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
      let share = Double(weights[phase][index]) / Double(weights[phase].reduce(0, +))
      throw Problem(
        .badMixture, "used up before the end", place: "sources.\(source.name)",
        got:
          "\(drawn[index]) tokens \(sources[index].place == SourcePlace() ? "in \(limit) epochs" : "until the end of epoch \(limit)")",
        expected: "\(Int(share * 100 + 0.5)) % of all tokens drawn",
        fix:
          "raise its max_epochs, lower its weight or the total, or set \"on_exhaustion\": \"renormalize\""
      )
    }
    exhausted[index] = true
    sumUp()
  }

  private mutating func sumUp() {
    let phaseWeights = weights[phase]
    totalDrawn = drawn.reduce(0, +)
    let active = drawn.indices.map { !exhausted[$0] && phaseWeights[$0] > 0 }
    let sinceBegin = zip(drawn, drawnBeforePhase).map { $0 - $1 }
    let drawnOfActive = active.indices.reduce(0) { $0 + (active[$1] ? sinceBegin[$1] : 0) }
    reading.weights = active.indices.map { active[$0] ? phaseWeights[$0] : 0 }
    reading.weight = reading.weights.reduce(0, +)
    deficits = active.indices.map { i in
      active[i] ? phaseWeights[i] * drawnOfActive - reading.weight * sinceBegin[i] : .min
    }
    let starts = settings.phaseStarts
    let end = phase + 1 < starts.count ? starts[phase + 1] : .max
    tokenLimit = if case .tokens(let limit) = settings.limit { min(limit, end) } else { end }
  }
}

extension PlanSettings {
  /// The phase of the document that follows so many raw tokens.
  fileprivate func phase(from tokens: Int) -> Int {
    lastNumber(in: phaseStarts.indices) { phaseStarts[$0] <= tokens }
  }
}
