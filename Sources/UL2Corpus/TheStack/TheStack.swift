/// The Stack: source code in Parquet, a row or an element of a list per file.
extension Source {
  public static let theStack = Source(
    name: "the_stack",
    summary:
      "Parquet of The Stack v1 and v3, FineWeb and others",
    formats: [.jsonLines, .parquet])
}
