/// The sources that have a reader of their own, by the names that commands and mixtures use.
public enum SourceName: String, CaseIterable, Sendable {
  case commonCrawl = "common_crawl"
  case c4
  case stackExchange = "stackexchange"
  case arXiv = "arxiv"
  case wikipedia
  case gitHub = "github"
  case theStack = "the_stack"
  /// Anything else: JSON Lines, or Parquet, with a text field.
  case jsonLines = "jsonl"

  /// Whether a file found in a directory of this source is no input, but stands beside the inputs:
  /// a dump's index, the other tables of a StackExchange site, a README.
  func isCompanion(_ name: String) -> Bool {
    let companions = ["README", "LICENSE", "_SUCCESS", "SHA256SUMS", "md5sums"]
    if companions.contains(where: name.hasPrefix) || name.hasSuffix(".md") { return true }
    switch self {
    case .wikipedia: return name.contains("-index") && name.contains(".txt")
    case .stackExchange:
      let tables = ["Badges", "Comments", "PostHistory", "PostLinks", "Tags", "Users", "Votes"]
      return tables.contains { name.hasPrefix($0 + ".xml") }
    default: return false
    }
  }
}
