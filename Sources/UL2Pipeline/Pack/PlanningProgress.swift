/// How far planning is, which takes a minute for some hundred billion tokens.
extension MixtureStores {
  /// Planning above this, in seconds, is worth saving.
  private static let longPlanning = 10.0

  /// The plan: the one that was saved, else a new one; of several tasks each makes its own then, which takes
  /// each the same time.
  func savedOrNewPlan(_ share: TaskShare, _ reporter: Reporter) throws(Problem) -> Plan {
    if let saved { return saved.plan }
    let clock = ContinuousClock()
    let start = clock.now
    let plan = try plan(reporter)
    let seconds = (clock.now - start) / .seconds(1)
    if share.worldSize > 1 || seconds > Self.longPlanning {
      reporter.note(
        wording:
          "planned in \(decimal(seconds, 1)) s; a plan saved with \(.plan) and \(.output) spares every task this"
      )
    }
    return plan
  }

  /// Makes the whole plan and reports the tokens drawn on the way.
  package func plan(_ reporter: Reporter) throws(Problem) -> Plan {
    reporter.begin("planning")
    defer { reporter.end() }
    let total = expectedTokens
    var told = 0
    return try resolved.plan { drawn in
      reporter.advance(drawn - told, of: total, unit: "tokens")
      told = drawn
    }
  }

  /// About how many raw tokens the plan will have; nil where
  /// `max_epochs`, changing weights or the stage before make that hard to say.
  private var expectedTokens: Int? {
    if case .tokens(let count) = request.limit { return count }
    let sources = resolved.planner.sources
    guard sources.allSatisfy({ $0.maxEpochs == nil && $0.weights.count == 1 }),
      resolved.continuation == nil
    else { return nil }
    let weights = resolved.planner.totalWeight(inPhase: 0)
    // What all sources draw until one of them has been used once.
    let ends = zip(sources, resolved.stores).map { source, store in
      Double(store.tokenCount) * weights / source.weights[0]
    }
    let end =
      switch request.limit {
      case .epochs(let count): (ends.max() ?? 0) * Double(count)
      default: ends.min() ?? 0
      }
    return end < 1e15 ? Int(end) : nil
  }
}
