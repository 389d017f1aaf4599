import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// The documents of an input's parts, one after the other, and the number of parts.
struct PartsOutcome {
  var documents: [Document] = []
  var parts = 0
  let log = SkipLog()
  var problem: Problem?

  init(_ parts: any InputParts) {
    do throws(Problem) {
      while let part = try parts.next(log) {
        self.parts += 1
        let reader = try part.open(log)
        var document = Document()
        while try reader.next(&document) { documents.append(document) }
      }
    } catch {
      problem = error
    }
  }

  var texts: [String] { documents.map { String(decoding: $0.text, as: UTF8.self) } }
  var ids: [String] { documents.map { String(decoding: $0.id, as: UTF8.self) } }
}

@Suite("Parts of an input")
struct PartsTests {
  /// Lines of very different lengths: some longer than a part.
  private func lines(_ count: Int) -> [UInt8] {
    var random = CounterRandom(key: 11)
    var bytes: [UInt8] = []
    for i in 0..<count {
      let length = i % 97 == 5 ? 1_500_000 : random.below(9000)
      bytes += Array("{\"text\": \"\(i) ".utf8)
      bytes += [UInt8](repeating: UInt8(ascii: "a") + UInt8(i % 26), count: length)
      bytes += Array("\"}\n".utf8)
    }
    return bytes
  }

  private func records(_ count: Int) -> [[UInt8]] {
    (0..<count).map { i in
      let block =
        "Page \(i)\n" + String(repeating: "text WARC/1.0\r\n", count: i % 50 == 7 ? 90_000 : i)
      return Array(
        ("WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a/\(i)\r\n"
          + "Content-Length: \(block.utf8.count)\r\n\r\n\(block)\r\n\r\n").utf8)
    }
  }

  @Test("JSON Lines: every line once, numbers continue over parts", arguments: [1 << 20, 100_003])
  func jsonLines(chunk: Int) {
    let bytes = lines(400)
    let outcome = PartsOutcome(JSONLinesParts(ChunkedSource(bytes, chunk: chunk, path: "d/x")))
    #expect(outcome.parts > 3)
    #expect(outcome.problem == nil && outcome.log.counts == SkipCounts())
    #expect(outcome.texts.map { $0.prefix { $0 != " " } } == (0..<400).map { "\($0)" })
    #expect(outcome.ids == (1...400).map { "x:\($0)" })
  }

  @Test("JSON Lines: a line above the limit is skipped without being held in memory")
  func longLine() {
    var bytes = Array("{\"text\": \"one\"}\n".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 9 << 20)
    bytes += Array("\n{\"text\": \"three\"}".utf8)
    let outcome = PartsOutcome(JSONLinesParts(ChunkedSource(bytes), lineLimit: 2 << 20))
    #expect(outcome.texts == ["one", "three"])
    #expect(outcome.ids == ["memory:1", "memory:3"])
    #expect(outcome.log.counts.bad == ["line too long": 1])
    #expect(
      outcome.log.problems.first?.description
        == "memory:2: the line is too long, got 9437184 bytes; expected at most 2097152")
  }

  @Test("WARC: every record once, whatever is in the blocks", arguments: [1 << 20, 65_537])
  func warc(chunk: Int) {
    let outcome = PartsOutcome(
      warcParts(ChunkedSource(Array(records(300).joined()), chunk: chunk, path: "d/x")))
    #expect(outcome.parts > 3)
    #expect(outcome.problem == nil && outcome.log.counts == SkipCounts())
    #expect(outcome.ids == (0..<300).map { "http://a/\($0)" })
  }

  @Test("WARC: garbage between records loses only what it hides, and is reported")
  func warcGarbage() throws {
    var all = records(6)
    all.insert(Array("no record\r\nWARC/1.x\r\n\r\n".utf8), at: 3)
    let outcome = PartsOutcome(warcParts(ChunkedSource(Array(all.joined()))))
    #expect(outcome.ids == (0..<6).map { "http://a/\($0)" })
    #expect(outcome.log.counts.bad.values.reduce(0, +) <= 2)
    let first = try #require(outcome.log.problems.first)
    #expect(first.description.contains("no record begins here"))
    #expect(first.place == "byte \(all[..<3].joined().count) (uncompressed)")
  }

  @Test("WARC: a file that ends inside a record gives those before, and says so")
  func warcCut() {
    let bytes = Array(records(5).joined())
    for count in stride(from: bytes.count - 3, to: 0, by: -41) {
      let outcome = PartsOutcome(warcParts(ChunkedSource(Array(bytes[..<count]))))
      let whole = (0..<5).prefix { i in records(5)[...i].joined().count - 4 <= count }
      #expect(outcome.ids == whole.map { "http://a/\($0)" }, "\(count) bytes")
    }
  }

  @Test(
    "A damaged member loses only what is in it: the real file gives 21 of 22 records",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func corruptMember() throws {
    let path = realFile("derived/commoncrawl/CC-derived.corrupt-middle-member.warc.wet.gz")
    let outcome = PartsOutcome(
      try openParts(path, source: .commonCrawl, options: ReaderOptions()))
    #expect(outcome.documents.count == 20)
    #expect(outcome.log.counts.filtered == ["warcinfo": 1])
    #expect(outcome.log.counts.bad == ["damaged input": 1])
    #expect(outcome.log.problems.first?.problem.contains(" are lost") == true)
  }

  @Test(
    "Any one damaged gzip member of many: the others' lines are read",
    arguments: [CompressionFormat.gzip, .zstd, .xz, .lz4])
  func damagedStreams(_ format: CompressionFormat) {
    var random = CounterRandom(key: 5)
    let members = (0..<12).map { i in
      let filler = String(
        (0..<2000).map { _ in Character(UnicodeScalar(UInt8(97 + random.below(26)))) })
      return compress(Array("{\"text\": \"\(i) \(filler)\"}\n".utf8), format)
    }
    for damaged in 0..<12 {
      for at in [members[damaged].count / 2, members[damaged].count - 3] {
        var copy = members
        copy[damaged][at] ^= 0x55
        let outcome = PartsOutcome(
          JSONLinesParts(
            try! decompressed(ByteReader(ChunkedSource(Array(copy.joined()), chunk: 999)))))
        let expected = (0..<12).filter { $0 != damaged }.map { "\($0)" }
        #expect(
          outcome.texts.map { String($0.prefix { $0 != " " }) } == expected,
          "\(format), member \(damaged), byte \(at)")
        #expect(outcome.log.counts.bad == ["damaged input": 1])
        let start = members[..<damaged].joined().count
        let end = start + members[damaged].count
        #expect(
          outcome.log.problems.first?.problem.contains("bytes \(start) to \(end) are lost") == true,
          "\(outcome.log.problems.first?.description ?? "")")
      }
    }
  }

  private func warcParts(_ source: any ByteSource) -> any InputParts {
    WARCParts(source)
  }
}
