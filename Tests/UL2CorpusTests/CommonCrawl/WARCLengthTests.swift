import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// A record of WET; `length` is its Content-Length, if wrong.
private func record(_ name: String, _ text: String, length: Int? = nil) -> [UInt8] {
  let length = length ?? text.utf8.count
  return Array(
    """
    WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://\(name)/\r\n\
    WARC-Date: 2023-01-01T00:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: \(length)\r\n\r\n\
    \(text)\r\n\r\n
    """.utf8)
}

@Suite("Records whose Content-Length is wrong") struct WARCLengthTests {
  private struct Outcome {
    var texts: [String]
    var counts: SkipCounts
    var problems: [Problem]
  }

  private func read(_ input: consuming ByteReader, limit: Int = 128 << 20) -> Outcome {
    let log = SkipLog()
    let reading = Reading(PartsReader(WARCParts(input, recordLimit: limit), log: log))
    return Outcome(
      texts: reading.texts, counts: log.counts,
      problems: log.problems + (reading.problem.map { [$0] } ?? []))
  }

  private func read(_ bytes: [UInt8], limit: Int = 128 << 20, step: Int = .max) throws -> Outcome {
    read(try decompressed(ByteReader(MemorySource(bytes, path: "f", step: step))), limit: limit)
  }

  /// A hundred records with one that is wrong in their middle, or at their end.
  private func records(_ wrong: [UInt8], isLast: Bool = false) -> [[UInt8]] {
    let others = (0..<100).map { record("m\($0)", "Small document \($0).\n") }
    return others[..<50] + (isLast ? [] : [wrong]) + others[50...] + (isLast ? [wrong] : [])
  }

  private func texts(_ wrong: String, isLast: Bool = false) -> [String] {
    let others = (0..<100).map { "Small document \($0).\n" }
    return others[..<50] + (isLast ? [] : [wrong]) + others[50...] + (isLast ? [wrong] : [])
  }

  private static let lengths = [
    0, 3, 10, 13, 19, 6000, 20_000, 200 << 20, 1 << 40, Int.max / 2, Int.max - 300,
  ]

  @Test(
    "A record in its own member ends with it, whatever its length says",
    arguments: lengths)
  func members(length: Int) throws {
    let wrong = "One that is wrong.\n"
    if length == wrong.utf8.count { return }
    for format in [CompressionFormat.gzip, .zstd, .lz4, .xz] {
      for isLast in [false, true] {
        let members = records(record("bad", wrong, length: length), isLast: isLast)
        for step in [Int.max, 1000] {
          let outcome = try read(members.flatMap { compress($0, format) }, step: step)
          #expect(outcome.texts == texts(wrong, isLast: isLast), "\(format) \(step)")
          #expect(outcome.counts.bad == ["wrong Content-Length": 1])
          #expect(outcome.problems.first?.got == "\(min(length, Int.max / 4))")
          #expect(outcome.problems.first?.expected == "\(wrong.utf8.count)")
        }
      }
    }
  }

  @Test(
    "Uncompressed, and in one member, a record ends where the next begins",
    arguments: lengths.filter { $0 > 0 })
  func streams(length: Int) throws {
    let wrong = "One that is wrong.\n"
    if length == wrong.utf8.count { return }
    let bytes = records(record("bad", wrong, length: length)).flatMap { $0 }
    for input in [bytes, compress(bytes, .gzip)] {
      for step in [Int.max, 1000] {
        let outcome = try read(input, step: step)
        #expect(outcome.texts == texts(wrong))
        #expect(outcome.counts.bad == ["wrong Content-Length": 1])
      }
    }
    try withTemporaryFile(bytes) { path in
      let outcome = read(try openInput(path))
      #expect(outcome.texts == texts(wrong))
    }
  }

  @Test("If nothing follows, a length beyond the end is a cut")
  func lastOfStream() throws {
    let bytes = records(record("bad", "Last.\n", length: 6000), isLast: true).flatMap { $0 }
    let outcome = try read(bytes)
    #expect(outcome.texts == Array(texts("").filter { !$0.isEmpty }))
    #expect(outcome.counts.bad == [unreadInput: 1])
  }

  @Test("Text in a block is never a record if lengths are right")
  func embedded() throws {
    let inner = String(decoding: record("inner", "Inner.\n"), as: UTF8.self)
    let text = "Of WARC files:\n\n" + inner + inner
    let all = [record("a", "A.\n"), record("outer", text), record("z", "Z.\n")]
    for input in [all.flatMap { $0 }, all.flatMap { compress($0, .gzip) }] {
      let outcome = try read(input)
      #expect(outcome.texts == ["A.\n", text.replacing("\r\n", with: "\n"), "Z.\n"])
      #expect(outcome.counts.bad.isEmpty)
    }
    // Nor if the record is above the limit: its end, or its member, confirms the length.
    let long = text + String(repeating: "long ", count: 2000)
    let longer = [record("a", "A.\n"), record("outer", long), record("z", "Z.\n")]
    try withTemporaryFile(longer.flatMap { $0 }) { path in
      let outcome = read(try openInput(path), limit: 5000)
      #expect(outcome.texts == ["A.\n", "Z.\n"])
      #expect(outcome.counts.bad == ["record too long": 1])
    }
    let members = try read(longer.flatMap { compress($0, .gzip) }, limit: 5000)
    #expect(members.texts == ["A.\n", "Z.\n"])
    #expect(members.counts.bad == ["record too long": 1])
  }

  @Test("A record above the limit is skipped, and the next is read, whatever the length")
  func longRecords() throws {
    let long = String(repeating: "long ", count: 100_000)
    for length in [long.utf8.count, long.utf8.count + 700, 1 << 40] {
      let all = [
        record("a", "A.\n"), record("long", long, length: length), record("y", "Y.\n"),
        record("z", "Z.\n"),
      ]
      for input in [all.flatMap { $0 }, all.flatMap { compress($0, .gzip) }] {
        let outcome = try read(input, limit: 50_000)
        #expect(outcome.texts == ["A.\n", "Y.\n", "Z.\n"], "\(length)")
        #expect(outcome.counts.bad == ["record too long": 1])
      }
    }
  }

  @Test(
    "A record in several members, members that are not records, and one that ends in its header")
  func otherMembers() throws {
    let bytes = records(record("good", "Good one.\n")).flatMap { $0 }
    // As bgzip writes: members end anywhere.
    var blocks: [UInt8] = []
    for at in stride(from: 0, to: bytes.count, by: 777) {
      blocks += compress(Array(bytes[at..<min(at + 777, bytes.count)]), .gzip)
    }
    let outcome = try read(blocks)
    #expect(outcome.texts == texts("Good one.\n"))
    #expect(outcome.counts.bad.isEmpty)
    let head = Array(record("cut", "Cut.\n").prefix(60))
    let damaged = try read(
      records(head).flatMap { compress($0, .gzip) } + compress(Array("junk".utf8), .gzip))
    #expect(damaged.texts == texts("").filter { !$0.isEmpty })
    #expect(damaged.counts.bad == ["damaged WARC record": 2])
  }

  @Test("A broken header loses only its record")
  func brokenHeader() throws {
    let wrong = Array(
      "WARC/1.0\r\nWARC-Type: conversion\r\nno colon\r\nContent-Length: 1\r\n\r\nx\r\n\r\n".utf8)
    let outcome = try read(records(wrong).flatMap { $0 })
    #expect(outcome.texts == texts("").filter { !$0.isEmpty })
    #expect(outcome.counts.bad == ["damaged WARC record": 1])
  }
}
