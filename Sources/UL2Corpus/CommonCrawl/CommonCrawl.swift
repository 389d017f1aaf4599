/// Common Crawl: pages of the web, and their text.
import UL2Input

extension Source {
  public static let commonCrawl = Source(
    name: "common_crawl",
    summary:
      "WET; WARC, whose pages become their main text; CCNet, RedPajama and Dolma JSON Lines",
    formats: [.warc, .jsonLines, .parquet])
}

extension InputFormat {
  /// WARC and WET files. ARC, WARC's forerunner, is refused by their reader, which says why.
  public static let warc = InputFormat(
    id: .warc, phrase: "a WARC or WET file", options: [.htmlText],
    looksLike: { $0.begins(with: "WARC/") || $0.begins(with: "filedesc:") },
    open: { input throws(Problem) in
      let options = input.options
      return WARCParts(input.bytes, options)
    })
}
