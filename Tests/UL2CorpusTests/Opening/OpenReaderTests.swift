import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// A file with the given bytes, removed when its owner goes.
private func withFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  let path = "/tmp/ul2prep-open-\(UInt64.random(in: 0...(.max)))"
  try File(writing: path).write(bytes)
  defer { try? removeFile(path) }
  return try body(path)
}

private func documents(
  _ bytes: [UInt8], _ source: Source, _ options: ReaderOptions = ReaderOptions()
) throws -> [String] {
  try withFile(bytes) { path in
    let reader = try openReader(path, source: source, options: options, log: SkipLog())
    var document = Document()
    var texts: [String] = []
    while try reader.next(&document) {
      texts.append(String(decoding: document.text, as: UTF8.self))
    }
    return texts
  }
}

@Suite("Choosing a reader")
struct OpenReaderTests {
  @Test(
    "Every source but plain text reads JSON Lines", arguments: Source.all.filter { $0 != .text })
  func jsonLines(source: Source) throws {
    #expect(try documents(Array("\u{FEFF} {\"text\": \"a\"}\n".utf8), source) == ["a"])
  }

  @Test("A tar or zip archive of JSON Lines is refused with advice")
  func archives() throws {
    let lines = Array("{\"text\": \"a\"}\n".utf8)
    for (archive, way) in [
      (tar([("a.jsonl", lines)]), "tar -xOf"),
      (compress(tar([("a.jsonl", lines)]), .gzip), "tar -xOf"),
      (zip([("a.jsonl", lines, false)]), "unzip"), (SevenZipArchive.magic + lines, "7z x"),
    ] as [([UInt8], String)] {
      let problem = try #require(throws: Problem.self) { try documents(archive, .jsonLines) }
      #expect(problem.kind == .unreadable && problem.description.contains(way))
    }
  }

  @Test("UTF-16 XML is recognised as XML")
  func utf16() throws {
    let xml =
      "<mediawiki><page><title>T</title><ns>0</ns><id>1</id><revision><id>2</id>"
      + "<text>body</text></revision></page></mediawiki>"
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in xml.utf16 {
      bytes.append(UInt8(unit & 255))
      bytes.append(UInt8(unit >> 8))
    }
    #expect(try documents(bytes, .wikipedia) == ["T\n\nbody"])
  }

  @Test(
    "A format that the source does not support is refused, with those that it does",
    arguments: [
      (Source.c4, "<html>", "JSON Lines or Parquet"),
      (.wikipedia, "plain words", "an XML dump of pages"),
      (.commonCrawl, "filedesc://x.arc 1.2.3.4 20080430204825 text/plain 1\n", "ARC"),
      (
        .gitHub,
        String(repeating: "\0", count: 257) + "ustar\u{0}00" + String(repeating: "\0", count: 500),
        "tar"
      ),
    ])
  func refused(source: Source, content: String, expected: String) {
    #expect {
      _ = try documents(Array(content.utf8), source)
    } throws: { "\($0)".contains(expected) }
  }

  @Test("Parquet is recognised by its first bytes, for every source that may be Parquet")
  func parquet() throws {
    let path = fixture("the_stack/data-00000-of-00144.parquet")
    let reader = try openReader(
      path, source: .theStack, options: ReaderOptions(), log: SkipLog())
    var document = Document()
    #expect(try reader.next(&document))
    #expect(!document.text.isEmpty)
  }

  @Test(
    "Damage at the very beginning loses one stream, and is reported",
    arguments: [CompressionFormat.gzip, .bzip2, .zstd, .xz, .lz4])
  func damagedBeginning(format: CompressionFormat) throws {
    let words = (0..<400).map { "\($0 * 7919 % 1009)" }.joined(separator: " ")
    let first = Array("{\"text\": \"\(words)\"}\n".utf8)
    var damaged = compress(first, format)
    for index in (damaged.count / 2)..<(damaged.count / 2 + 40) { damaged[index] ^= 0x55 }
    let bytes = damaged + compress(Array("{\"text\": \"kept\"}\n".utf8), format)
    try withFile(bytes) { path in
      let log = SkipLog()
      let reader = try openReader(path, source: .c4, options: ReaderOptions(), log: log)
      var document = Document()
      #expect(try reader.next(&document))
      #expect(String(decoding: document.text, as: UTF8.self) == "kept")
      #expect(try !reader.next(&document))
      #expect(log.counts.bad == ["damaged input": 1])
    }
  }
}
