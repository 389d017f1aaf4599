/// `ul2prep encode`: lines of text to lines of ids or pieces.
import ArgumentParser
import UL2Pipeline

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Lines of text to lines of ids or pieces, as a filter.",
    discussion: """
      One line for each line, as spm_encode prints it; what was read is written before more is waited \
      for. Sentinels and FIM markers in the text stay text, unless --allow-special-tokens.

        echo "Hello world" | ul2prep encode --tokenizer-model fixtures/tokenizers/unigram-8k.model
        ul2prep encode --tokenizer-model fixtures/tokenizers/unigram-8k.model \\
          --output-format piece README.md
      """)

  @OptionGroup var tokenizer: TokenizerOptions

  @Option(help: "What a token is printed as: id or piece.")
  var outputFormat = TokenNotation.id

  @OptionGroup var filter: FilterOptions

  func run() throws {
    try filter.run(LineEncoder(try tokenizer.load(), output: outputFormat))
  }
}
