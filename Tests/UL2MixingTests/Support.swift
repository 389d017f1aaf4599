/// Sources and plans made in one call, for tests.
import UL2Mixing
import UL2Objectives

/// Lengths held in an array.
struct FixedLengths: DocumentLengths {
  let values: [Int]
  var documentCount: Int { values.count }
  var tokenCount: Int { values.reduce(0, +) }
  func lengths(of documents: [Int], into lengths: inout [Int]) {
    lengths = documents.map { values[$0] }
  }
}

/// Lengths as corpora have them: many short documents, a few long ones, some empty.
func randomLengths(_ count: Int, mean: Int, key: UInt64) -> FixedLengths {
  var random = CounterRandom(key: key)
  return FixedLengths(
    values: (0..<count).map { _ in
      switch random.below(100) {
      case 0: 0
      case 1: random.below(mean * 20) + 1
      default: random.below(mean * 2) + 1
      }
    })
}

func spans(_ numerator: Int, _ denominator: Int, _ mean: Int) -> Objective {
  .spanCorruption(
    SpanCorruption(
      noiseDensity: Fraction(numerator, denominator), meanSpanLength: Fraction(mean, 1)))
}

/// The recipe's objectives.
func recipeObjectives(
  sequenceLength: Int, fim: (rate: Double, spmRate: Double)? = (0.5, 0.5)
) -> ObjectiveTable {
  func layout(_ objective: Objective, prompt: [Int32] = []) -> ExampleLayout {
    ExampleLayout(
      objective: objective, prompt: prompt, isBidirectional: true, sequenceLength: sequenceLength)
  }
  return ObjectiveTable(
    weighted: [
      (layout(.causal), 0.6), (layout(.prefixLM(.uniform), prompt: [5, 6]), 0.2),
      (layout(spans(3, 20, 3), prompt: [7]), 0.1), (layout(spans(1, 2, 32), prompt: [7]), 0.1),
    ], fim: fim)
}

/// The recipe's sources: their names and weights.
let recipeWeights: [(name: String, weight: Double)] = [
  ("common_crawl", 67), ("c4", 15), ("stackexchange", 2), ("arxiv", 2.5), ("wikipedia", 4.5),
  ("github", 4.5), ("the_stack", 20),
]

func recipeSources(documents: Int = 400, mean: Int = 300) -> [PlanSource] {
  recipeWeights.enumerated().map { i, source in
    PlanSource(
      name: source.name, weights: [source.weight], allowsFIM: source.name.hasPrefix("the"),
      lengths: randomLengths(documents + i * 37, mean: mean + i * 50, key: UInt64(i)))
  }
}

/// The recipe's sources with other weights in each of five phases, some 0, one source only in the last two.
func changingSources(documents: Int = 400) -> [PlanSource] {
  recipeSources(documents: documents).enumerated().map { i, source in
    var source = source
    let weight = source.weights[0]
    source.weights = [
      i == 6 ? 0 : weight, i == 0 ? 0 : 1, i == 6 ? 0 : weight, 10 + Double(i),
      i < 5 ? 0 : Double(i),
    ]
    if i == 1 { source.maxEpochs = 3 }
    return source
  }
}

func makePlanner(
  sources: [PlanSource] = recipeSources(), sequenceLength: Int = 2048, seed: UInt64 = 0,
  window: Int = 1 << 30, limit: PlanLimit, onExhaustion: ExhaustionRule = .error,
  objectives: ObjectiveTable? = nil
) throws(Problem) -> Planner {
  try Planner(
    sources: sources,
    settings: PlanSettings(
      objectives: objectives ?? recipeObjectives(sequenceLength: sequenceLength),
      sequenceLength: sequenceLength, seed: seed, shuffleWindow: window, limit: limit,
      onExhaustion: onExhaustion))
}
