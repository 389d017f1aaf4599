/// The options that say how text becomes ids.
import ArgumentParser
import UL2Pipeline

extension EngineRequest: ExpressibleByArgument {}
extension TokenNotation: ExpressibleByArgument {}

struct TokenizerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A SentencePiece model.", valueName: "model"))
  var tokenizerModel: String

  @Option(
    help: ArgumentHelp(
      "What encodes: auto (the fastest that is exact for the model) or library (libsentencepiece). The ids are the same.",
      valueName: "name"))
  var tokenizerEngine = EngineRequest.automatic

  @OptionGroup var ids: SentencePieceOptions

  @Option(
    help: ArgumentHelp(
      "A piece that raw text is not to match, besides <extra_id_N> and FIM markers. Repeatable.",
      valueName: "piece"))
  var protectPiece: [String] = []

  @Flag(help: "Let raw text match sentinels and FIM markers, as the library does.")
  var allowSpecialTokens = false

  /// - Parameter mixture: what its stores are made for; nil: any.
  func load(for mixture: Mixture? = nil) throws(Problem) -> Tokenizer {
    let protection = ProtectedPieces(
      mixture, extra: protectPiece, allowsAll: allowSpecialTokens)
    let tokenizer = try Tokenizer(
      tokenizerModel, engine: tokenizerEngine, sentencepieceIDs: ids.sentencepieceIds,
      protecting: { protection.contains($0, id: $1) })
    if let mixture { try tokenizer.check(mixture) }
    for piece in protectPiece where tokenizer.id(ofPiece: piece) == nil {
      throw Problem(
        .usage, "--protect-piece: no such piece in the model", path: tokenizerModel, got: piece)
    }
    return tokenizer
  }
}
