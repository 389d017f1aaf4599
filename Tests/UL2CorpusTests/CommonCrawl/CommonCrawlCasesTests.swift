import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Files that went wrong") struct CommonCrawlCasesTests {
  /// `Tests/Cases/common_crawl` has the files, and the right result of each: one line of JSON per document.
  @Test(
    "Common Crawl's",
    arguments: [
      ("wrong-length.warc.wet.gz", ["wrong Content-Length": 1], [:]),
      ("http-bodies.warc", [:], ["binary data": 1]),
      ("binary-bodies.warc", [:], ["binary data": 8, "no text": 1]),
      ("pages.warc", [:], [:]), ("dictionary.warc.zst", [:], [:]),
    ] as [(String, [String: Int], [String: Int])])
  func commonCrawl(name: String, bad: [String: Int], filtered: [String: Int]) throws {
    let path = repositoryRoot + "/Tests/Cases/common_crawl/" + name
    let log = SkipLog()
    let reading = Reading(
      try openReader(path, source: .commonCrawl, options: ReaderOptions(), log: log))
    let expected = try readFile(path + ".expected").split(separator: 0x0A).map {
      try JSONValue.parse(Array($0), path: path)
    }
    #expect(reading.problem == nil)
    #expect(reading.ids == expected.map { $0["id"]?.string })
    for (text, value) in zip(reading.texts, expected) { #expect(text == value["text"]?.string) }
    #expect(log.counts.bad == bad)
    #expect(log.counts.filtered == filtered)
  }
}
