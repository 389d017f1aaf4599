/// `ul2prep encode`: lines of text to lines of ids or pieces.
import ArgumentParser
import UL2Pipeline

struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Encode lines of text as lines of token ids or pieces.",
    usage: "ul2prep encode --tokenizer-model <model> [<options>] [<input> ...]",
    discussion: """
      A filter: prints one line for each line, as spm_encode does, and writes what it has before it \
      waits for more input. Sentinels and FIM markers in the text stay text, unless \
      --allow-special-tokens.

        echo "Hello world" | ul2prep encode \\
          --tokenizer-model fixtures/tokenizers/unigram-8k.model
        ul2prep encode --tokenizer-model fixtures/tokenizers/files/gpt2.json \\
          --output-format piece README.md
      """)

  @OptionGroup var tokenizer: TokenizerOptions

  @Option(help: "How to print a token.")
  var outputFormat = TokenNotation.id

  @OptionGroup var filter: LineOptions

  func run() throws {
    try filter.run(LineEncoder(try tokenizer.load(), output: outputFormat))
  }
}
