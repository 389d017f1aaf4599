/// Which SentencePiece's ids are wanted.
import ArgumentParser
import UL2Pipeline

extension SentencePieceIDs: ExpressibleByArgument {}

struct SentencePieceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose ids a Unigram model gives: 0.1 (SentencePiece before 0.2.2) or 0.2.2 (since). Those of BPE models are the same.",
      valueName: "version"))
  var sentencepieceIds = SentencePieceIDs.before022
}
