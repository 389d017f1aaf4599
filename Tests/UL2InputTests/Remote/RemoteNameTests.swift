import ReaderSupport
import Testing
import UL2Input

@Suite("Remote names")
struct RemoteNameTests {
  @Test(
    "Hugging Face addresses",
    arguments: [
      ("hf://datasets/o/n/a/b.gz", "o/n", "main", "a/b.gz"),
      ("hf://datasets/o/n", "o/n", "main", ""),
      ("hf://datasets/o/n/", "o/n", "main", ""), ("hf://datasets/o/n@v1.2/d/", "o/n", "v1.2", "d/"),
      (
        "hf://datasets/o/n@refs/convert/parquet/d/0.parquet", "o/n", "refs/convert/parquet",
        "d/0.parquet"
      ),
      ("hf://datasets/o/n@refs/pr/7", "o/n", "refs/pr/7", ""),
      ("hf://datasets/o/n@refs/x", "o/n", "refs", "x"),
    ])
  func huggingFace(path: String, dataset: String, revision: String, name: String) throws {
    let address = try HuggingFaceAddress(path)
    #expect(address.dataset == dataset)
    #expect(address.revision == revision)
    #expect(address.name == name)
  }

  @Test(
    "Not a dataset",
    arguments: [
      "hf://", "hf://models/o/n", "hf://datasets/o", "hf://datasets//n", "hf://datasets/o/",
    ])
  func noDataset(path: String) {
    #expect(throws: Problem.self) { try HuggingFaceAddress(path) }
  }

  @Test(
    "The next page of a list",
    arguments: [
      (#"<https://h/x?cursor=a,b>; rel="next""#, nil),
      (#"<https://h/x>; rel="next""#, "https://h/x"),
      (#"<https://h/a>; rel="prev", <https://h/b> ; rel="next""#, "https://h/b"),
      (#"<https://h/a>; rel=next"#, "https://h/a"), (#"<https://h/a>; rel="last""#, nil), ("", nil),
      ("<", nil), ("><", nil),
    ] as [(String, String?)])
  func links(header: String, next: String?) {
    #expect(nextLink(header) == next)
  }

  @Test(
    "Directories and globs in stores with plain names",
    arguments: [
      ("", ["a.gz", "d/b.gz", "d/e/c.gz"]), ("d/", ["d/b.gz", "d/e/c.gz"]),
      ("d/*", ["d/b.gz", "d/README.md"]),
      ("*.gz", ["a.gz"]), ("d/*/*.gz", ["d/e/c.gz"]), ("d/[ab].gz", ["d/b.gz"]), ("x/", []),
      ("?.gz", ["a.gz"]),
    ])
  func patterns(pattern: String, expected: [String]) throws {
    let names = ["a.gz", "d/b.gz", "d/e/c.gz", "d/.hidden", ".git/x", "d/README.md", "d/e/"]
    let listing = try #require(RemotePattern(pattern))
    #expect(listing.matches(names, Companions(Companions.common)) == expected)
    #expect(names.allSatisfy { !expected.contains($0) || $0.hasPrefix(listing.prefix) })
  }

  @Test("A file's name is not a pattern", arguments: ["a", "a/b.gz", "a/b"])
  func files(name: String) {
    #expect(RemotePattern(name) == nil)
  }

  @Test("Lists of crawls")
  func crawls() throws {
    let plain = try CommonCrawlList("cc:CC-MAIN-2019-30", base: "https://x")
    #expect(plain.list == "https://x/crawl-data/CC-MAIN-2019-30/wet.paths.gz")
    #expect(plain.base == "https://x")
    let warc = try CommonCrawlList("cc:CC-MAIN-2019-30/WARC", base: "https://x/")
    #expect(warc.list == "https://x/crawl-data/CC-MAIN-2019-30/warc.paths.gz")
    #expect(CommonCrawlList.defaultBase == "https://data.commoncrawl.org/")
  }

  @Test(
    "What is remote",
    arguments: [
      ("https://h/x", true), ("HTTP://h/x", true), ("s3://b/k", true), ("hf://datasets/o/n", true),
      ("/a/https://h", false), ("https:", false), ("ftp://h/x", false), ("-", false), ("", false),
    ])
  func remote(path: String, expected: Bool) {
    #expect(isRemote(path) == expected)
  }
}
