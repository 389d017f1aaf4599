/// The inputs and the output of `encode` and `decode`.
import ArgumentParser
import UL2Pipeline

struct LineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Argument(
    help: ArgumentHelp(
      "Files, which may be compressed, https://, s3:// and hf:// addresses, or - for standard input. (default: -)"
    ), completion: .file())
  var inputs: [String] = []

  func validate() throws {
    if output == "" { throw ValidationError("--output: names no file") }
  }

  /// Passes all lines through a coder.
  func run(_ coder: some LineCoder) throws {
    var coder = coder
    try withLineOutput(output) { write throws(Problem) in
      try LineCoding.run(inputs.isEmpty ? ["-"] : inputs, &coder, write: write)
    }
  }
}
