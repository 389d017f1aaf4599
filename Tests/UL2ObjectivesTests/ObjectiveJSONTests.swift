/// Objectives and ids in JSON: written and read back.
import Testing
import UL2Objectives

@Suite("Objectives in JSON")
struct ObjectiveJSONTests {
  static let objectives: [Objective] = [
    .causal, .prefixLM(.uniform), .prefixLM(.suffix(Fraction(1, 4))),
    .spanCorruption(
      SpanCorruption(noiseDensity: Fraction(3, 20), meanSpanLength: Fraction(33, 4))),
    .fimPSM, .fimSPM,
  ]

  private func reader(_ members: [JSONValue.Member]) throws -> JSONObjectReader {
    try JSONObjectReader(.object(members), .manifest("m.json"))
  }

  @Test("Name and parameters", arguments: objectives)
  func roundTrip(_ objective: Objective) throws {
    let members = [.init("name", .string(objective.name))] + objective.parameters
    #expect(try Objective(reader(members)) == objective)
  }

  @Test("Parameters of another objective are refused", arguments: objectives)
  func foreignParameters(_ objective: Objective) throws {
    for other in Self.objectives where other.kind != objective.kind {
      for parameter in other.parameters {
        let members = [.init("name", .string(objective.name))] + objective.parameters + [parameter]
        let problem = #expect(throws: Problem.self) { try Objective(reader(members)) }
        #expect(problem?.place == parameter.key)
      }
    }
  }

  @Test("Any id may be looked up among the sentinels", arguments: [1, -1])
  func sentinels(step: Int) {
    let sentinels = Sentinels(first: 32_000, step: step, count: 100)
    #expect(sentinels.index(of: 32_000 + 99 * step) == 99)
    for id in [32_000 - step, 32_000 + 100 * step, .min, .min + 1, .max, 0, -1] {
      #expect(sentinels.index(of: id) == nil, "\(id)")
    }
  }

  @Test("Those that a mixture cannot ask for")
  func madeOnly() throws {
    let members: [JSONValue.Member] = [.init("name", "fim_psm")]
    #expect(throws: Problem.self) {
      try Objective(reader(members), among: Objective.Kind.inMixtures)
    }
  }

  @Test(
    "Special ids",
    arguments: [nil, FIMTokens(prefix: 2, suffix: 3, middle: 4, eot: 5)],
    [nil, Sentinels(first: 99, step: -1, count: 10)])
  func specialTokens(_ fim: FIMTokens?, _ sentinels: Sentinels?) throws {
    let reserved = ReservedTokens(
      vocabularySize: 100, eos: 1, pad: 0, decoderStart: 7, sentinels: sentinels, fim: fim)
    let members = [.init("vocab_size", 100)] + reserved.ids
    #expect(try ReservedTokens(reader(members)) == reserved)
  }
}
