/// The options that `pack` and `plan` share: all that decides which rows there are.
import ArgumentParser
import UL2Pipeline

struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The mixture: a file, or the name of one in the program: openmoe, causal, ul2, openmoe-original.",
      valueName: "file"), completion: .file())
  var mixture: String?

  @Option(
    help: ArgumentHelp("The directory with one token store per source.", valueName: "dir"),
    completion: .directory)
  var tokens: String?

  @Option(
    help: ArgumentHelp(
      "The length of a row in positions. (default: the mixture's)", valueName: "count"))
  var seqLength: Int?

  @Option(
    help: ArgumentHelp(
      "Stop when this many raw tokens have been drawn: 300M, 10B, 1.5T. (default: when the first source has been used once)",
      valueName: "count"))
  var totalTokens: TokenCount?

  @Option(
    help: ArgumentHelp(
      "Stop when the source that lasts longest has been used this many times.", valueName: "count"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "The seed of all random choices. (default: the mixture's)", valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "The share of causal chunks that become fill-in-the-middle. (default: the mixture's)",
      valueName: "rate"))
  var fimRate: Double?

  @Option(
    help: ArgumentHelp(
      "The share of those that put the suffix first. (default: the mixture's)", valueName: "rate"))
  var fimSpmRate: Double?

  @Option(
    help: ArgumentHelp(
      "The tokenizer of stores that other tools wrote. Stores of ul2prep contain a copy.",
      valueName: "model"), completion: .file())
  var tokenizerModel: String?

  func validate() throws {
    if totalTokens != nil, epochs != nil {
      throw ValidationError("--total-tokens and --epochs cannot be used together")
    }
    if let epochs, !(1...65_535).contains(epochs) {
      throw ValidationError("--epochs: a number from 1 to 65535, got \(epochs)")
    }
    if let seqLength, !(8...(1 << 20)).contains(seqLength) {
      throw ValidationError("--seq-length: a number from 8 to 1048576, got \(seqLength)")
    }
    for (name, rate) in [("--fim-rate", fimRate), ("--fim-spm-rate", fimSpmRate)] {
      if let rate, !(0...1).contains(rate) {
        throw ValidationError("\(name): a number from 0 to 1, got \(rate)")
      }
    }
  }

  /// The options that a saved plan has settled.
  var given: [String] {
    [
      ("--mixture", mixture != nil), ("--seq-length", seqLength != nil),
      ("--total-tokens", totalTokens != nil), ("--epochs", epochs != nil), ("--seed", seed != nil),
      ("--fim-rate", fimRate != nil), ("--fim-spm-rate", fimSpmRate != nil),
      ("--tokenizer-model", tokenizerModel != nil),
    ].filter(\.1).map(\.0)
  }

  /// - Parameter alternative: what may be given in place of a mixture.
  func checkPresence(alternative: String = "") throws {
    if mixture == nil {
      throw ValidationError("Missing expected argument '--mixture <file>'\(alternative)")
    }
    if tokens == nil { throw ValidationError("Missing expected argument '--tokens <dir>'") }
  }

  /// - Parameter reporter: gets notes on what an option means for this mixture.
  func planRequest(_ reporter: Reporter) throws(Problem) -> PlanRequest {
    var mixture = try Mixture.load(mixture ?? "")
    if let seqLength { mixture.sequenceLength = seqLength }
    if let seed { mixture.seed = seed }
    if fimRate != nil || fimSpmRate != nil {
      var fim = mixture.fim ?? Mixture.FIM(rate: 0)
      if let fimRate { fim.rate = fimRate }
      if let fimSpmRate { fim.spmRate = fimSpmRate }
      mixture.fim = fim
      if let fimRate, fimRate > 0, fim.sources == nil {
        reporter.note("--fim-rate applies to all sources: the mixture has no fim.sources")
      }
    }
    let limit: PlanLimit =
      if let totalTokens {
        .tokens(totalTokens.value)
      } else if let epochs {
        .epochs(epochs)
      } else {
        .once
      }
    return PlanRequest(
      mixture: mixture, tokens: tokens ?? "", limit: limit, tokenizerModel: tokenizerModel)
  }
}
