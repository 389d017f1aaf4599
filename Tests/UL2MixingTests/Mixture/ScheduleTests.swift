/// Weights that change while tokens are drawn.
import TestSupport
import Testing
import UL2Mixing

@Suite("Schedules")
struct ScheduleTests {
  private func parse(_ schedule: String) throws(Problem) -> Mixture {
    let text = """
      {"sources": {"a": {"weight": 1}, "b": {"weight": 0}, "c": {"weight": 2}, "d": {"weight": 0}},
       "objectives": [{"name": "causal", "weight": 1}], "schedule": \(schedule)}
      """
    return try Mixture.parse(Array(text.utf8), path: "m.json")
  }

  @Test("An entry changes the weights that it names, from its token count on")
  func phases() throws {
    let mixture = try parse(
      #"[{"from": "10K", "weights": {"b": 5, "c": 0}}, {"from": 20000, "weights": {"a": 7}}]"#)
    #expect(mixture.phaseStarts == [0, 10_000, 20_000])
    #expect(
      mixture.sources.map { mixture.weights(of: $0) } == [
        [1, 1, 7], [0, 5, 0], [2, 0, 2], [0, 0, 0],
      ])
    #expect(mixture.activeSources.map(\.name) == ["a", "b", "c"])
  }

  @Test("An entry from 0 replaces the sources' own weights")
  func fromTheBeginning() throws {
    let mixture = try parse(
      #"[{"from": 0, "weights": {"a": 0, "d": 1}}, {"from": 9, "weights": {"c": 0, "d": 3}}]"#)
    #expect(mixture.phaseStarts == [0, 9])
    #expect(
      mixture.sources.map { mixture.weights(of: $0) } == [[0, 1], [0, 0], [2, 0], [1, 3]])
    #expect(mixture.activeSources.map(\.name) == ["a", "c", "d"])
    #expect(try parse("null").phaseStarts == [0])
  }

  @Test("Reading it back from a manifest gives the same")
  func written() throws {
    let mixture = try parse(
      #"[{"from": "10K", "weights": {"c": 0, "b": 5}}, {"from": 20000, "weights": {}}]"#)
    let again = try Mixture.parse(mixture.json.bytes(), path: "m.json")
    #expect(again.schedule == mixture.schedule && again.schedule.count == 2)
    // A mixture without one is written as before there were any.
    #expect(try parse("null").json["schedule"] == nil)
  }

  @Test(
    "Impossible values are errors with their place",
    arguments: [
      (#"[{"from": 5, "weights": {}}, {"from": 5, "weights": {}}]"#, "schedule[1].from"),
      (#"[{"from": "2K", "weights": {}}, {"from": 10, "weights": {}}]"#, "schedule[1].from"),
      (#"[{"from": -1, "weights": {}}]"#, "schedule[0].from"),
      (#"[{"weights": {}}]"#, "schedule[0].from"),
      (#"[{"from": 1}]"#, "schedule[0].weights"),
      (#"[{"from": 1, "weights": {"e": 1}}]"#, "schedule[0].weights"),
      (#"[{"from": 1, "weights": {"a": -1}}]"#, "schedule[0].weights.a"),
      (#"[{"from": 1, "weights": {"a": 0, "c": 0}}]"#, "schedule[0].weights"),
      (#"[{"from": 1, "weights": {}, "until": 2}]"#, "schedule[0]"),
      ("[]", "schedule"), ("{}", "schedule"),
    ])
  func refused(schedule: String, place: String) {
    let found = #expect(throws: Problem.self) { try parse(schedule) }
    #expect(found?.kind == .badMixture && found?.place == place)
  }
}
