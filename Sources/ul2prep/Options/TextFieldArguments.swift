/// Options for JSON Lines and Parquet.
import ArgumentParser
import UL2Pipeline

struct TextFieldArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "Where a JSON line or Parquet row has its text, dots between levels. Usual names by default.",
      valueName: "name"))
  var textField: String?

  var given: [ReaderOption] { textField == nil ? [] : [.textField] }

  func apply(to options: inout ReaderOptions) { options.textField = textField }
}
