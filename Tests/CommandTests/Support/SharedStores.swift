/// The fixtures' token stores, made once by the program itself.
import TestSupport
import UL2Pipeline

enum Model: String, CaseIterable, Sendable {
  case unigram = "unigram-8k"
  case bpe = "bpe-8k"

  var path: String { fixture("tokenizers/\(rawValue).model") }

  /// A directory with a store for each source of the recipe.
  var stores: String {
    get throws {
      switch self {
      case .unigram: try unigramStores.get()
      case .bpe: try bpeStores.get()
      }
    }
  }

  func tokenizer() throws -> Tokenizer {
    try Tokenizer(path) { ProtectedPieces().contains($0) }
  }
}

private let unigramStores = makeStores(.unigram)
private let bpeStores = makeStores(.bpe)

private func makeStores(_ model: Model) -> Result<String, any Error> {
  Result {
    let output = sharedScratch()
    let result = try ul2prep(
      tokenizing(openMoE, model, to: output) + ["--workers", "2"])
    guard result.status == 0 else {
      throw Problem(.readWrite, "cannot tokenize the fixtures", got: result.errors)
    }
    return output
  }
}

let openMoE = repositoryRoot + "/mixtures/openmoe.json"

/// The sources of the recipe, by name.
let recipeSources = [
  "arxiv", "c4", "common_crawl", "github", "stackexchange", "the_stack", "wikipedia",
]

func tokenizing(_ mixture: String, _ model: Model, to output: String) -> [String] {
  ["tokenize", "--mixture", mixture, "--tokenizer-model", model.path, "--output", output]
}

/// Arguments that pack the fixtures.
func packing(
  _ model: Model = .unigram, to output: String, mixture: String = "openmoe"
) throws -> [String] {
  ["pack", "--mixture", mixture, "--tokens", try model.stores, "--output", output]
}
