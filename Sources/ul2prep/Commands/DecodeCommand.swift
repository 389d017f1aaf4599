/// `ul2prep decode`: lines of ids or pieces to lines of text.
import ArgumentParser
import UL2Pipeline

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decode lines of token ids or pieces into lines of text.",
    usage: "ul2prep decode --tokenizer-model <model> [<options>] [<input> ...]",
    discussion: """
      A filter: prints one line for each line, as spm_decode does, and writes what it has before it \
      waits for more input.

        echo "3810 55 298" | ul2prep decode \\
          --tokenizer-model fixtures/tokenizers/unigram-8k.model
      """)

  @Option(
    help: ArgumentHelp(
      "The tokenizer: a SentencePiece model, a tokenizer.json or its directory, a tiktoken file or a tekken file.",
      valueName: "model"), completion: .file())
  var tokenizerModel: String

  @Option(help: "How the tokens of the input are written.")
  var inputFormat = TokenNotation.id

  @OptionGroup var rules: TokenizerRuleOptions

  @OptionGroup var filter: LineOptions

  func run() throws {
    try filter.run(
      LineDecoder(
        try Tokenizer(tokenizerModel, engine: .library, rules: rules.rules), input: inputFormat))
  }
}
