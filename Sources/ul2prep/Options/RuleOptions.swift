/// The options that say how a tokenizer's file is read where there is more than one way.
import ArgumentParser
import UL2Pipeline

extension SentencePieceIDs: ExpressibleByArgument {}

struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose ids a SentencePiece Unigram model gives: 0.1 (SentencePiece before 0.2.2) or 0.2.2 (since). Those of BPE models are the same.",
      valueName: "version"))
  var sentencepieceIds = SentencePieceIDs.before022

  @Option(
    help: ArgumentHelp(
      "How texts are split for a tiktoken file with ranks of your own: a known file's name (cl100k, o200k, …) or a regular expression.",
      valueName: "pattern"))
  var tiktokenPattern: String?

  var rules: TokenizerRules {
    TokenizerRules(sentencePieceIDs: sentencepieceIds, pattern: tiktokenPattern)
  }
}
