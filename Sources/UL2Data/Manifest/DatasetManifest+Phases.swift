/// Tokens drawn in each phase of the mixture's schedule, as manifests record them.
extension DatasetManifest {
  /// A part of the plan in which the sources' weights are the same.
  public struct Phase: Hashable, Sendable {
    /// Raw tokens of the plan from which on it was to be; it begins with the next whole document.
    public var from: Int
    public var tokens: Int
    public var sources: [Source]

    /// A source's part of it.
    public struct Source: Hashable, Sendable {
      public var name: String
      public var weight: Double
      public var share: Double
      public var shareDrawn: Double
      public var tokens: Int
    }
  }
}

extension DatasetManifest.Phase {
  init(_ reader: JSONObjectReader) throws(Problem) {
    self.init(
      from: try reader.required("from", .count), tokens: try reader.required("tokens", .count),
      sources: try reader.list("sources", 1...255) { source throws(Problem) in
        Source(
          name: try source.required("name", .string("a name")),
          weight: try source.required("weight", .double),
          share: try source.required("share", .double),
          shareDrawn: try source.required("share_drawn", .double),
          tokens: try source.required("tokens", .count))
      })
  }

  package var json: JSONValue {
    [
      "from": JSONValue(from), "tokens": JSONValue(tokens),
      "sources": .array(
        sources.map { source in
          [
            "name": .string(source.name), "weight": JSONValue(source.weight),
            "share": JSONValue(source.share), "share_drawn": JSONValue(source.shareDrawn),
            "tokens": JSONValue(source.tokens),
          ]
        }),
    ]
  }
}

extension ResolvedPlan {
  /// The phases of a plan whose weights change; none where they do not.
  package func phases(of plan: Plan) -> [DatasetManifest.Phase] {
    plan.totals.phases.enumerated().map { phase, drawn in
      let tokens = drawn.reduce(0, +)
      let weights = planner.totalWeight(inPhase: phase)
      return DatasetManifest.Phase(
        from: planner.settings.phaseStarts[phase], tokens: tokens,
        sources: planner.sources.enumerated().map { i, source in
          DatasetManifest.Phase.Source(
            name: source.name, weight: source.weights[phase],
            share: source.weights[phase] / weights,
            shareDrawn: Double(drawn[i]) / Double(max(1, tokens)), tokens: drawn[i])
        })
    }
  }
}

extension Plan {
  /// The share of all raw tokens that each source was to have.
  package func wantedShares(_ planner: Planner) -> [Double] {
    guard !totals.phases.isEmpty else {
      let weights = planner.totalWeight(inPhase: 0)
      return planner.sources.map { $0.weights[0] / weights }
    }
    var wanted = planner.sources.map { _ in 0.0 }
    for (phase, drawn) in totals.phases.enumerated() {
      let weights = planner.totalWeight(inPhase: phase)
      let tokens = Double(drawn.reduce(0, +))
      for (i, source) in planner.sources.enumerated() {
        wanted[i] += tokens * source.weights[phase] / weights
      }
    }
    let all = Double(max(1, totals.all.tokens))
    return wanted.map { $0 / all }
  }
}
