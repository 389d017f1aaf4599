/// `ul2prep decode`: lines of ids or pieces to lines of text.
import ArgumentParser
import UL2Pipeline

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Lines of ids or pieces to lines of text, as a filter.",
    discussion: """
      One line for each line, as spm_decode prints it; what was read is written before more is waited for.

        echo "3810 55 298" | ul2prep decode --tokenizer-model fixtures/tokenizers/unigram-8k.model
      """)

  @Option(
    help: ArgumentHelp(
      "A SentencePiece model, a tokenizer.json or its directory, a tiktoken or a tekken file.",
      valueName: "model"), completion: .file())
  var tokenizerModel: String

  @Option(help: "What the input's tokens are: id or piece.")
  var inputFormat = TokenNotation.id

  @OptionGroup var rules: RuleOptions

  @OptionGroup var filter: FilterOptions

  func run() throws {
    try filter.run(
      LineDecoder(
        try Tokenizer(tokenizerModel, engine: .library, rules: rules.rules), input: inputFormat))
  }
}
