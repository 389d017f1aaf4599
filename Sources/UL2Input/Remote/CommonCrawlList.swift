/// `cc:CC-MAIN-2019-30`, short for the list of a crawl's WET files; `cc:CC-MAIN-2019-30/warc` for its
/// WARC files.

package struct CommonCrawlList {
  package static let prefix = "cc:"
  package static let defaultBase = "https://data.commoncrawl.org/"

  /// The base of the list's lines, and the list itself.
  package let base: String
  package let list: String

  /// - Parameter base: where the crawls lie; nil: UL2PREP_CC_BASE_URL, else Common Crawl's own server.
  package init(_ pattern: String, base: String?) throws(Problem) {
    let parts = pattern.dropFirst(Self.prefix.utf8.count).split(
      separator: "/", omittingEmptySubsequences: false)
    let crawl = parts[0]
    let format = parts.count > 1 ? parts[1].lowercased() : "wet"
    let isName =
      !crawl.isEmpty
      && crawl.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
    guard parts.count <= 2, isName, ["wet", "warc"].contains(format) else {
      throw Problem(
        .noInput, "not a crawl", path: pattern,
        expected: "cc:CC-MAIN-2019-30 or cc:CC-MAIN-2019-30/warc")
    }
    self.base = base ?? environment("UL2PREP_CC_BASE_URL") ?? Self.defaultBase
    list = addressed(self.base, "crawl-data/\(crawl)/\(format).paths.gz")
  }
}

/// A name below a base address or directory.
func addressed(_ base: String, _ name: String) -> String {
  base.hasSuffix("/") ? base + name : base + "/" + name
}
