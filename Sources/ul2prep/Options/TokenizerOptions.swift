/// The options that say how text becomes ids.
import ArgumentParser
import UL2Pipeline

extension EngineRequest: ExpressibleByArgument {}
extension TokenNotation: ExpressibleByArgument {}

struct TokenizerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A SentencePiece model, a tokenizer.json or its directory, a tiktoken or a tekken file.",
      valueName: "model"), completion: .file())
  var tokenizerModel: String

  @Option(
    help: ArgumentHelp(
      "What encodes: auto (the fastest that is exact for the model) or library (the reference: libsentencepiece, or the plain definitions for other files). The ids are the same.",
      valueName: "name"))
  var tokenizerEngine = EngineRequest.automatic

  @Option(
    help: ArgumentHelp(
      "A piece that raw text is not to match, besides <extra_id_N>, FIM markers and the special tokens of files other than SentencePiece's. Repeatable.",
      valueName: "piece"))
  var protectPiece: [String] = []

  @Flag(help: "Let raw text match sentinels, FIM markers and special tokens, as the library does.")
  var allowSpecialTokens = false

  @OptionGroup var rules: RuleOptions

  /// - Parameters:
  ///   - mixture: what its stores are made for; nil: any.
  ///   - allowsSpecialTokens: whether texts may become them, whatever was asked for.
  func load(
    for mixture: Mixture? = nil, allowsSpecialTokens: Bool = false
  ) throws(Problem) -> Tokenizer {
    let protection = ProtectedPieces(
      mixture, extra: protectPiece, allowsAll: allowSpecialTokens || allowsSpecialTokens)
    let tokenizer = try Tokenizer(
      tokenizerModel, engine: tokenizerEngine, rules: rules.rules,
      protecting: { protection.contains($0) })
    if let mixture { try tokenizer.check(mixture) }
    for piece in protectPiece where tokenizer.id(ofPiece: piece) == nil {
      throw Problem(
        .usage, "--protect-piece: no such piece in the model", path: tokenizerModel, got: piece)
    }
    return tokenizer
  }
}
