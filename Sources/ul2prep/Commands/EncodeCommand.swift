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

  @Option(help: ArgumentHelp("Write here, instead of to standard output.", valueName: "file"))
  var output: String?

  @Argument(
    help: ArgumentHelp(
      "Files, compressed ones too, https://, s3:// and hf:// addresses, or - for standard input, which is the default."
    ))
  var inputs: [String] = []

  func validate() throws {
    if output == "" { throw ValidationError("--output: names no file") }
  }

  func run() throws {
    var encoder = LineEncoder(try tokenizer.load(), output: outputFormat)
    try withLineOutput(output) { write throws(Problem) in
      try LineFilter.run(inputs.isEmpty ? ["-"] : inputs, &encoder, write: write)
    }
  }
}
