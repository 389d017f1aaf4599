/// The options that say how text becomes ids.
import ArgumentParser
import UL2Pipeline

extension EngineRequest: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([
      automatic: "the fastest one that is exact for this model",
      library: "the reference: libsentencepiece, or for other files the plain algorithm",
    ])
  }
}

extension TokenNotation: ExpressibleByArgument {}

struct TokenizerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The tokenizer: a SentencePiece model, a tokenizer.json or its directory, a tiktoken file or a tekken file.",
      valueName: "model"), completion: .file())
  var tokenizerModel: String

  @Option(
    help: ArgumentHelp(
      "The engine that encodes text. The ids are the same with either.",
      valueName: "name"))
  var tokenizerEngine = EngineRequest.automatic

  @Option(
    help: ArgumentHelp(
      "A piece that raw text must not become, besides <extra_id_N>, FIM markers and the special tokens of files other than SentencePiece's. Repeatable.",
      valueName: "piece"))
  var protectPiece: [String] = []

  @Flag(help: "Let raw text become sentinels, FIM markers and special tokens.")
  var allowSpecialTokens = false

  @OptionGroup var rules: TokenizerRuleOptions

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
