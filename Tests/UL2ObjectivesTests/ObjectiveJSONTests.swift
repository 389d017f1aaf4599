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
    let special = SpecialTokens(
      vocabularySize: 100, eos: 1, pad: 0, decoderStart: 7, sentinels: sentinels, fim: fim)
    let members = [.init("vocab_size", 100)] + special.ids
    #expect(try SpecialTokens(reader(members)) == special)
  }
}
