import UL2Input

/// The sources that have a reader of their own, by the names that commands and mixtures use.
package enum SourceName: String, CaseIterable, Sendable {
  case commonCrawl = "common_crawl"
  case c4
  case stackExchange = "stackexchange"
  case arXiv = "arxiv"
  case wikipedia
  case gitHub = "github"
  case theStack = "the_stack"
  /// Anything else: JSON Lines, or Parquet, with a text field.
  case jsonLines = "jsonl"

  /// Files that are published beside this source's inputs.
  package var companions: Companions {
    switch self {
    case .wikipedia: Companions(Companions.common + ["*-index*.txt*"])
    case .stackExchange:
      Companions(
        Companions.common
          + ["Badges", "Comments", "PostHistory", "PostLinks", "Tags", "Users", "Votes"]
          .map { $0 + ".xml*" })
    default: Companions(Companions.common)
    }
  }
}
