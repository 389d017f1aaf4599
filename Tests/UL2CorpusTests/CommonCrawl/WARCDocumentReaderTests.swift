import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Documents of WARC and WET") struct WARCDocumentReaderTests {
  private func read(
    _ input: consuming ByteReader
  ) -> (documents: [Document], counts: SkipCounts, problem: Problem?) {
    let log = SkipLog()
    let reading = Reading(PartsReader(WARCParts(input), log: log))
    return (reading.documents, log.counts, reading.problem ?? log.problems.first)
  }

  @Test("Conversion records are documents, the others are counted")
  func documents() {
    let text = """
      WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nxx\r\n\r\n\
      WARC/1.0\r\nWARC-Identified-Content-Language: deu,eng\r\nWARC-Type: conversion\r\n\
      WARC-Target-URI: <http://a/"q">\r\nWARC-Date: 2024-05-18T01:58:10Z\r\n\
      WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: 13\r\n\r\nTitle\nK\u{f6}rper\r\n\r\n\
      WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 1\r\n\r\ny\r\n\r\n
      """
    let result = read(ByteReader(ChunkedSource(Array(text.utf8), path: "d/f.wet")))
    #expect(result.problem == nil)
    #expect(
      result.documents.map { String(decoding: $0.text, as: UTF8.self) } == ["Title\nKörper", "y"])
    #expect(
      result.documents.map { String(decoding: $0.id, as: UTF8.self) } == [
        "http://a/\"q\"", "f.wet:3",
      ])
    #expect(
      result.documents.map { String(decoding: $0.metadata, as: UTF8.self) } == [
        #"{"url":"http://a/\"q\"","date":"2024-05-18T01:58:10Z","record_id":"<urn:uuid:1>","#
          + #""languages":"deu,eng","content_length":13}"#,
        #"{"content_length":1}"#,
      ])
    #expect(result.counts.filtered == ["warcinfo": 1])
  }

  @Test("A block that is not UTF-8 is a bad record, and the next is read")
  func encoding() {
    let head = Array("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\n".utf8)
    let end = Array("\r\n\r\n".utf8)
    let result = read(
      ByteReader(ChunkedSource(head + [0x61, 0xE9] + end + head + [0x61, 0x62] + end)))
    #expect(result.documents.count == 1)
    #expect(result.counts.bad == ["not UTF-8": 1])
  }

  @Test("A block above the limit is skipped")
  func limit() throws {
    let text = [String(repeating: "long ", count: 100_000), "short"].map {
      "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: \($0.count)\r\n\r\n\($0)\r\n\r\n"
    }
    let outcome = PartsOutcome(WARCParts(ChunkedSource(text.joined()), recordLimit: 400_000))
    #expect(outcome.documents.map { string($0.text) } == ["short"])
    #expect(outcome.log.counts.bad == ["record too long": 1])
  }

  @Test("A wrong length that covers all the rest is reported as a cut")
  func lengthBeyondEnd() throws {
    let outcome = PartsOutcome(
      WARCParts(
        ChunkedSource(
          "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 922337203685477\r\n\r\nshort\r\n\r\n"
        )))
    #expect(outcome.documents.isEmpty)
    #expect(outcome.log.counts.bad == [unreadInput: 1])
  }

  @Test(
    "ARC files are refused, not read as empty",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func otherFiles() throws {
    let folder = realFile("commoncrawl/")
    for name in ["bad.arc", "example.arc", "example.arc.gz", "example-space-in-url.arc"] {
      let arc = read(try openInput(folder + "warcio/" + name))
      #expect(arc.problem?.problem.hasPrefix("an ARC file") == true)
    }
    let trunc = read(try openInput(folder + "warcio/example-trunc.warc"))
    #expect(trunc.problem?.problem.hasPrefix("the record's Content-Length is wrong") == true)
  }

  @Test(
    "Real WET files, also one with a damaged gzip member",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    let folder = realFile("")
    let whole = read(try openInput(folder + "derived/commoncrawl/CC-derived.warc.wet.gz"))
    #expect(whole.problem == nil)
    #expect(whole.documents.count == 21)
    #expect(whole.counts.filtered == ["warcinfo": 1])
    #expect(whole.counts.noted == ["control character": 2])
    let damaged = read(
      try openInput(folder + "derived/commoncrawl/CC-derived.corrupt-middle-member.warc.wet.gz"))
    let texts = whole.documents.map(\.text)
    #expect(damaged.documents.map(\.text) == Array(texts[..<10] + texts[11...]))
    #expect(damaged.problem?.kind == .badInput)
    #expect(damaged.problem?.problem.hasPrefix("damaged gzip data") == true)
    let page = read(try openInput(folder + "commoncrawl/whirlwind/whirlwind.warc.wet.gz"))
    #expect(page.documents.count == 1)
  }
}
