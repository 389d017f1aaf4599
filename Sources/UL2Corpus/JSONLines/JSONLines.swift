/// Anything else: JSON Lines, or Parquet, with a text field.
import UL2Input

extension Source {
  public static let jsonLines = Source(
    name: "jsonl",
    summary:
      "JSON Lines or Parquet of anything else",
    formats: [.jsonLines, .parquet])
}

extension InputFormat {
  /// An object on each line.
  public static let jsonLines = InputFormat(
    id: .jsonLines, phrase: "JSON Lines", options: [.textField], mayBeEmpty: true,
    // An array is opened so that it can be named.
    looksLike: { $0.hasText("{") || $0.isJSONArray },
    open: { input throws(Problem) in
      JSONLinesParts(input.bytes, format: input.source.fields(input.options))
    })
}
