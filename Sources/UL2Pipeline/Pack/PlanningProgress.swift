/// How far planning is, which takes a minute for some hundred billion tokens.
extension MixtureStores {
  /// The whole plan, with what is drawn told on the way.
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

  /// About how many raw tokens the plan will have; nil where `max_epochs` may end it before.
  private var expectedTokens: Int? {
    if case .tokens(let count) = settings.limit { return count }
    let sources = resolved.planner.sources
    guard sources.allSatisfy({ $0.maxEpochs == nil }) else { return nil }
    let weights = sources.reduce(0) { $0 + $1.weight }
    // What all sources draw until one of them has been used once.
    let ends = zip(sources, resolved.stores).map { source, store in
      Double(store.tokenCount) * weights / source.weight
    }
    let end =
      switch settings.limit {
      case .epochs(let count): (ends.max() ?? 0) * Double(count)
      default: ends.min() ?? 0
      }
    return end < 1e15 ? Int(end) : nil
  }
}
