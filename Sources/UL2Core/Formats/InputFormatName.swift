/// The names of input formats: a mixture names one for a source without linking the readers of all of them.

/// The name of a format, as `--format` and a mixture's `format` have it. Whether there is such a format is known to
/// `InputFormat(named:)` of UL2Corpus, which refuses any other.
public struct InputFormatName: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public static let jsonLines = Self(rawValue: "jsonl")
  public static let warc = Self(rawValue: "warc")
  public static let parquet = Self(rawValue: "parquet")
  public static let postsXML = Self(rawValue: "posts_xml")
  public static let wikipediaXML = Self(rawValue: "wikipedia_xml")
  public static let cirrusSearch = Self(rawValue: "cirrussearch")
  public static let arXivSource = Self(rawValue: "arxiv_source")
  public static let repository = Self(rawValue: "repository")
  public static let text = Self(rawValue: "text")
}
