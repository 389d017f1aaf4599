/// The fixtures' token stores, made once, and what tests do with them.
import TestSupport
import UL2Input
import UL2Pipeline

let openMoE = repositoryRoot + "/mixtures/openmoe.json"
let quiet = Reporter.silent

/// A directory with a store for each source of the recipe, under the Unigram model.
func fixtureStores() throws -> String { try stores.get() }

private let stores = Result<String, any Error> {
  let output = sharedScratch()
  let tokenizer = try Tokenizer(fixture("tokenizers/unigram-8k.model")) {
    ProtectedPieces().contains($0)
  }
  let jobs = try Mixture.load(openMoE).activeSources.map { source in
    let name = try Source(named: source.name)
    return TokenizeJob(
      source: name, inputs: try expandInputs([fixture(source.name)], companions: name.companions),
      options: ReaderOptions(), tokenizer: tokenizer, output: joined(output, source.name),
      appendsEOD: false)
  }
  _ = try Tokenization(jobs: jobs, workers: 2, policy: BadInputPolicy(), overwrite: false)
    .run(quiet)
  return output
}

/// A mixture over the fixtures' stores.
func settings(
  _ mixture: String = "openmoe", sequenceLength: Int = 2048, seed: UInt64 = 0, tokens: Int
) throws -> PlanRequest {
  var mixture = try Mixture.load(mixture)
  mixture.sequenceLength = sequenceLength
  mixture.seed = seed
  return PlanRequest(mixture: mixture, tokens: try fixtureStores(), limit: .tokens(tokens))
}
