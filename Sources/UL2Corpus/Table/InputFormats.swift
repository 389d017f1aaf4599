/// The table of formats, in the order in which they are listed.
extension InputFormat {
  public static let all: [InputFormat] = [
    .jsonLines, .warc, .parquet, .postsXML, .wikipediaXML, .cirrusSearch, .arXivSource, .repository,
    .text,
  ]
}
