/// Empty inputs and documents: reported, counted, and never skipped silently.
import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Empty inputs and documents")
struct EmptyInputTests {
  private let scratch = Scratch()

  private func read(
    _ bytes: [UInt8], _ name: String, _ source: Source, _ options: ReaderOptions = ReaderOptions()
  ) throws -> (reading: ReaderSupport.Reading, log: SkipLog) {
    let path = try scratch.write(bytes, to: name)
    let log = SkipLog()
    return (
      ReaderSupport.Reading(try openReader(path, source: source, options: options, log: log)), log
    )
  }

  @Test(
    "A file of zero bytes is damage if its name promises a format that cannot be empty",
    arguments: [
      ("a.json.gz", Source.c4, "gzip data"), ("a.jsonl.zst", .jsonLines, "zstd data"),
      ("a.JSONL.XZ", .gitHub, "xz data"), ("a.xml.bz2", .wikipedia, "bzip2 data"),
      ("a.7z", .stackExchange, "a 7z archive"), ("a.parquet", .theStack, "a Parquet file"),
      ("a.tar", .arXiv, "a tar archive"), ("a.zip", .text, "a zip archive"),
      ("a.warc.wet.gz", .commonCrawl, "gzip data"), ("a.warc", .commonCrawl, "a WARC or WET file"),
      ("a.warc", .c4, "a WARC or WET file"),
      ("Posts.xml", .stackExchange, "a site's Posts.xml or its 7z archive"),
      ("dump", .wikipedia, "an XML dump of pages"), ("crawl", .commonCrawl, "a WARC or WET file"),
    ])
  func emptyFile(name: String, source: Source, expected: String) throws {
    let problem = try #require(throws: Problem.self) { try read([], name, source) }
    #expect(problem.kind == .badInput && problem.problem == "the file is empty")
    #expect(problem.expected == expected && problem.path == scratch(name))
  }

  @Test(
    "An empty list is named, and is not damage, compressed or not",
    arguments: [Source.c4, .jsonLines, .commonCrawl, .stackExchange, .wikipedia, .gitHub])
  func emptyList(source: Source) throws {
    for (bytes, name) in [
      ([], "a.jsonl"), (Array(" \n\r\n".utf8), "a.json"), (compress([], .gzip), "a.jsonl.gz"),
      (compress([10], .zstd), "a.ndjson.zst"),
    ] as [([UInt8], String)] {
      let (reading, log) = try read(bytes, name, source)
      #expect(reading.documents.isEmpty && reading.problem == nil && log.problems == [])
      #expect(log.counts.filtered == ["empty file": 1])
      #expect(log.counts.names == ["empty file": [scratch(name)]])
    }
  }

  @Test("A compressed file without content is damage if its format must have some")
  func emptyContent() throws {
    for (name, source) in [
      ("a.warc.gz", Source.commonCrawl), ("a.xml.gz", .wikipedia), ("a.warc.gz", .c4),
    ] {
      let problem = try #require(throws: Problem.self) {
        try read(compress([], .gzip), name, source)
      }
      #expect(problem.problem == "there is nothing in it")
    }
  }

  @Test("Only text makes a document; for comparison with other readers, all are records")
  func noText() throws {
    let blank = "{\"text\": \" \\u00a0\\n\\u200b\\ufeff\\u3000\"}\n"
    let bytes = Array(("{\"text\": \"\"}\n" + blank + "{\"text\": \"a\"}\n").utf8)
    let (reading, log) = try read(bytes, "a.jsonl", .c4)
    #expect(reading.texts == ["a"] && log.counts.filtered == ["no text": 2])
    var raw = ReaderOptions()
    raw.recordText = .raw
    #expect(try read(bytes, "a.jsonl", .c4, raw).reading.documents.count == 3)
  }
}
