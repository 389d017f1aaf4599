/// Options for JSON Lines and Parquet.
import ArgumentParser
import UL2Pipeline

struct TextFieldArguments: FormatArguments {
  @Option(
    help: ArgumentHelp(
      "JSON Lines, Parquet: the field or column with the text, dots between levels. (default: the usual names, such as text and content)",
      valueName: "name"))
  var textField: String?

  var given: [ReaderOption] { textField == nil ? [] : [.textField] }

  func apply(to options: inout ReaderOptions) { options.textField = textField }
}
