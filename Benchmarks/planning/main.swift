/// `planning DOCUMENTS`: prints the nanoseconds per document that planning takes for a corpus whose lengths are
/// computed, not stored, so that it can be of any size. `Benchmarks/bench.py plan` builds and runs it.
import Glibc
import UL2Mixing
import UL2Objectives

/// Lengths of 1 … 2·mean − 1 tokens, each a function of its document's number.
struct GeneratedLengths: DocumentLengths {
  let documentCount: Int
  let mean: Int
  var tokenCount: Int { documentCount * mean }

  func lengths(of documents: [Int], into lengths: inout [Int]) {
    lengths.removeAll(keepingCapacity: true)
    let limit = UInt64(2 * mean - 1)
    for document in documents {
      lengths.append(1 + Int(mixed(UInt64(document)).multipliedFullWidth(by: limit).high))
    }
  }
}

/// The sources of the OpenMoE recipe and their mean tokens per document, as in `Benchmarks/bench.py`.
let recipe: [(name: String, weight: Double, mean: Int)] = [
  ("arxiv", 2.5, 14_000), ("c4", 15, 430), ("common_crawl", 67, 900), ("github", 4.5, 1800),
  ("stackexchange", 2, 900), ("the_stack", 20, 1500), ("wikipedia", 4.5, 700),
]

func objectives(_ sequenceLength: Int) -> ObjectiveTable {
  func layout(_ objective: Objective, prompt: [Int32] = []) -> ExampleLayout {
    ExampleLayout(
      objective: objective, prompt: prompt, isBidirectional: true, sequenceLength: sequenceLength)
  }
  func spans(_ density: Fraction, _ mean: Int) -> Objective {
    .spanCorruption(SpanCorruption(noiseDensity: density, meanSpanLength: Fraction(mean, 1)))
  }
  return ObjectiveTable(
    weighted: [
      (layout(.causal), 0.6), (layout(.prefixLM(.uniform), prompt: [5, 6, 7]), 0.2),
      (layout(spans(Fraction(3, 20), 3), prompt: [8, 9, 10]), 0.1),
      (layout(spans(Fraction(1, 2), 32), prompt: [8, 9, 10]), 0.1),
    ], fim: (0.5, 0.5))
}

/// Processor seconds.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

guard CommandLine.arguments.count == 2, let wanted = Int(CommandLine.arguments[1]), wanted > 0
else {
  print("usage: planning DOCUMENTS")
  exit(64)
}
// As many documents of each source as are used up at about the same time.
let documentsPerWeight = recipe.map { $0.weight / Double($0.mean) }.reduce(0, +)
let sources = recipe.map { source in
  PlanSource(
    name: source.name, weights: [source.weight], allowsFIM: source.name.hasPrefix("the_"),
    lengths: GeneratedLengths(
      documentCount: max(
        1, Int(Double(wanted) * source.weight / Double(source.mean) / documentsPerWeight)),
      mean: source.mean))
}
let planner = try Planner(
  sources: sources,
  settings: PlanSettings(
    objectives: objectives(2048), sequenceLength: 2048, seed: 0, shuffleWindow: 1 << 30,
    limit: .once))
let began = seconds()
let plan = try planner.plan()
let taken = seconds() - began
let all = plan.totals.all
print(
  "\(all.documents) documents, \(all.tokens) tokens, \(plan.blocks.count) blocks, \(plan.totals.rows) rows: \(Int(taken * 1e9 / Double(all.documents) + 0.5)) ns a document"
)
