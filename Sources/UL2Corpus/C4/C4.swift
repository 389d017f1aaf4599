/// C4, the cleaned Common Crawl of T5, as JSON Lines.
extension Source {
  public static let c4 = Source(
    name: "c4",
    summary:
      "`.json.gz`, Parquet",
    formats: [.jsonLines, .parquet])
}
