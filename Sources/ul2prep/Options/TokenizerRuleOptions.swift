/// The options that say how a tokenizer's file is read where there is more than one way.
import ArgumentParser
import UL2Pipeline

extension SentencePieceIDs: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    describe([before022: "before 0.2.2", since022: "0.2.2 and later"])
  }
}

struct TokenizerRuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The release of SentencePiece whose ids a Unigram model gives. BPE models give the same ids with either.",
      valueName: "version"))
  var sentencepieceIds = SentencePieceIDs.before022

  @Option(
    help: ArgumentHelp(
      "How to split text for a tiktoken file with ranks of your own: the name of a known file (cl100k, o200k, …) or a regular expression.",
      valueName: "pattern"))
  var tiktokenPattern: String?

  var rules: TokenizerRules {
    TokenizerRules(sentencePieceIDs: sentencepieceIds, pattern: tiktokenPattern)
  }
}
