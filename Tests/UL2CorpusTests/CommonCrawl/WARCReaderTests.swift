import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

private func record(_ headers: String, _ block: String, version: String = "1.0") -> String {
  "WARC/\(version)\r\n\(headers)Content-Length: \(block.utf8.count)\r\n\r\n\(block)\r\n\r\n"
}

@Suite("WARC") struct WARCReaderTests {
  /// Types and blocks of records; the first problem, noted or thrown, is thrown.
  private func records(
    _ input: consuming ByteReader
  ) throws(Problem) -> [(header: WARCHeader, block: [UInt8])] {
    let parts = WARCParts(input)
    let log = SkipLog()
    var found: [(WARCHeader, [UInt8])] = []
    while let part = try parts.nextRecords(log) {
      for i in 0..<part.recordCount { found.append((try part.header(i), Array(part.block(i)))) }
    }
    if let problem = log.problems.first { throw problem }
    return found
  }

  private func blocks(_ text: String, chunk: Int = 1 << 20) throws(Problem) -> [String] {
    try records(ByteReader(ChunkedSource(text, chunk: chunk))).map { header, block in
      "\(header.type ?? "-") \(string(block))"
    }
  }

  @Test("The SHA-1 used by the tests (FIPS 180-4, example A.1)")
  func sha1Example() {
    #expect(sha1(Array("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }

  @Test("Blocks end by Content-Length, whatever is in them", arguments: [1, 3, 1 << 20])
  func framing(chunk: Int) throws {
    let inner = record("WARC-Type: fake\r\n", "inner")
    let text =
      record("WARC-Type: warcinfo\r\n", inner, version: "0.18")
      + record("warc-TYPE:  Conversion \r\n", "\r\n\r\n", version: "1.1")
      + record("WARC-Type: a\r\n", "")
    #expect(try blocks(text, chunk: chunk) == ["warcinfo \(inner)", "conversion \r\n\r\n", "a "])
    #expect(try blocks("", chunk: chunk) == [])
  }

  @Test("Line breaks between records: more, fewer, none at the end; bare newlines in headers")
  func breaks() throws {
    let one = "WARC/1.0\nWARC-Type: a\nContent-Length: 1\n\nx"
    for gap in ["\r\n\r\n", "\n", "", "\r\n\r\n\r\n\n"] {
      #expect(try blocks(one + gap + one) == ["a x", "a x"])
      #expect(try blocks(gap + one) == ["a x"])
    }
  }

  @Test("Folded lines, angle brackets, empty values")
  func headers() throws {
    let text = record(
      "X-Long: one\r\n  two\r\n\tthree \r\nEmpty:\r\n and more\r\nWARC-Target-URI: <http://a/>\r\n",
      "")
    let header = try #require(try records(ByteReader(ChunkedSource(text))).first).header
    func value(_ name: String) -> String? {
      header[name].map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(value("x-long") == "one two three")
    #expect(value("EMPTY") == "and more")
    #expect(value("missing") == nil)
    #expect(value("content-length") == "0")
    #expect(header.targetURI == Array("http://a/".utf8))
  }

  @Test(
    "Broken framing is reported with its place",
    arguments: [
      ("HTTP/1.1 200 OK\r\n", "no record begins here", "HTTP/1.1 200 OK"),
      ("WARC/9.0\r\nContent-Length: 0\r\n\r\n", "an unknown version of WARC", "WARC/9.0"),
      ("WARC/1.0\r\nWARC-Type: a\r\n\r\n", "the record has no Content-Length", nil),
      ("WARC/1.0\r\nContent-Length: -1\r\n\r\n", "a wrong Content-Length", "-1"),
      ("WARC/1.0\r\nno colon\r\nContent-Length: 0\r\n\r\n", "a header line without a colon", nil),
      ("WARC/1.0\r\n folded\r\nContent-Length: 0\r\n\r\n", "a header line without a colon", nil),
      ("WARC/1.0\r\nA: b\r\n", "the file is cut off inside this record", "20 bytes"),
      (
        "WARC/1.0\r\nContent-Length: 9\r\n\r\nx", "the file is cut off inside this record",
        "36 bytes"
      ),
    ])
  func broken(text: String, problem: String, got: String?) {
    let first = record("WARC-Type: a\r\n", "x")
    let error = #expect(throws: Problem.self) { try blocks(first + text) }
    #expect(error?.problem.hasPrefix(problem) == true)
    #expect(error?.got == got)
    // A cut is placed before the line breaks that end the record before.
    let place = first.utf8.count - (problem.hasPrefix("the file is cut") ? 4 : 0)
    #expect(error?.place == "byte \(place) (uncompressed)")
  }

  @Test("A file cut anywhere but between records is reported")
  func truncated() throws {
    let one = record("WARC-Type: a\r\n", "block")
    let bytes = Array((one + one).utf8)
    for count in 0..<bytes.count {
      let input = Array(bytes[..<count])
      // The two line breaks after a block belong to no record.
      let isWhole =
        count == 0 || [1, 2].contains { (-4...0).contains(count - $0 * one.utf8.count) }
      if isWhole {
        _ = try records(ByteReader(ChunkedSource(input)))
      } else {
        #expect(throws: Problem.self, "cut at \(count)") {
          try records(ByteReader(ChunkedSource(input)))
        }
      }
    }
  }

  @Test("One wrong byte never traps, and never makes documents")
  func mutations() {
    let one = record("WARC-Type: conversion\r\nX: a\r\n b\r\n", "block")
    let bytes = Array((one + one).utf8)
    for at in bytes.indices {
      for byte: UInt8 in [0x00, 0x0A, 0x0D, 0x20, 0x2D, 0x30, 0x39, 0x3A, 0x57, 0x80, 0xFF] {
        var damaged = bytes
        damaged[at] = byte
        let reading = Reading(PartsReader(WARCParts(ChunkedSource(damaged)), log: SkipLog()))
        #expect(reading.documents.count <= 2 && reading.isUTF8)
      }
    }
  }

  @Test(
    "Real files: types and blocks as warcio and FastWARC read them",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    let folder = realFile("")
    let expected = try #require(JSONValue.parse(file: folder + "expect/warc.json").members)
    var compared = 0
    for (name, value) in expected.map({ ($0.key, $0.value) }) where value["agree"]?.bool == true {
      // The other readers consider this file's only record whole, but its gzip data is cut inside it.
      let isCut = name.hasSuffix("clipped.warc.gz")
      var types: [String: Int] = [:]
      var digest = SHA256()
      do throws(Problem) {
        for (header, block) in try records(openInput(folder + name)) {
          types[header.type ?? "-", default: 0] += 1
          digest.updateNetstring(Array(sha1(block).utf8))
        }
        #expect(!isCut)
      } catch {
        #expect(isCut && error.problem.contains("is cut"), "\(name): \(error)")
        types = ["response": 1]
      }
      let wanted = value["types"]?.members?.map { ($0.key, $0.value.int ?? 0) } ?? []
      #expect(types == Dictionary(uniqueKeysWithValues: wanted), "\(name)")
      if !isCut {
        #expect(digest.hexDigest() == value["sha256_of_block_sha1s"]?.string, "\(name)")
      }
      compared += 1
    }
    #expect(compared >= 20)
  }
}
