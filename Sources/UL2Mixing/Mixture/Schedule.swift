/// Weights that change while tokens are drawn: the mixture's `schedule`.
extension Mixture {
  /// The weights from a number of tokens on.
  public struct ScheduleEntry: Hashable, Sendable {
    /// Raw tokens drawn since the plan began.
    public var from: Int
    /// By source. One that is not named has its own weight, that of `sources`.
    public var weights: [String: Double]

    public init(from: Int, weights: [String: Double]) {
      self.from = from
      self.weights = weights
    }
  }

  /// The numbers of tokens from which on weights change; the first is 0.
  package var phaseStarts: [Int] {
    schedule.first?.from == 0 ? schedule.map(\.from) : [0] + schedule.map(\.from)
  }

  /// A source's weight in each phase.
  package func weights(of source: Source) -> [Double] {
    let changed = schedule.map { $0.weights[source.name] ?? source.weight }
    return schedule.first?.from == 0 ? changed : [source.weight] + changed
  }

  /// The sources that something is drawn from, at some time.
  public var activeSources: [Source] {
    sources.filter { weights(of: $0).contains { $0 > 0 } }
  }

  static func schedule(
    _ top: JSONObjectReader, sources: [Source]
  ) throws(Problem) -> [ScheduleEntry] {
    guard top["schedule"] ?? .null != .null else { return [] }
    let schedule = try top.list("schedule", 1...10_000, keys: Keys.scheduleEntry) {
      entry throws(Problem) in
      ScheduleEntry(
        from: try entry.required(
          "from", JSONRule("a number of tokens: 0, 1000000, \"10B\"") { tokenCount($0, least: 0) }),
        weights: try weights(entry, sources))
    }
    for (i, (earlier, later)) in zip(schedule, schedule.dropFirst()).enumerated()
    where later.from <= earlier.from {
      throw top.failure(
        "schedule[\(i + 1)].from", "a schedule that is not in ascending order",
        got: "\(later.from)",
        expected: "more than the entry before, \(earlier.from)")
    }
    return schedule
  }

  private static func weights(
    _ entry: JSONObjectReader, _ sources: [Source]
  ) throws(Problem) -> [String: Double] {
    let reader = try entry.object("weights", keys: sources.map(\.name))
    var weights: [String: Double] = [:]
    for member in reader.members {
      weights[member.key] = try reader.required(member.key, .weight)
    }
    guard sources.contains(where: { weights[$0.name] ?? $0.weight > 0 }) else {
      throw entry.failure(
        "weights", "bad weights", expected: "at least one source of weight > 0")
    }
    return weights
  }

  /// The rest of the mixture says where its sources are; this is what changes.
  package var scheduleJSON: JSONValue {
    .array(
      schedule.map { entry in
        [
          "from": JSONValue(entry.from),
          "weights": .object(
            entry.weights.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
              .map { .init($0.key, JSONValue($0.value)) }),
        ]
      })
  }
}
