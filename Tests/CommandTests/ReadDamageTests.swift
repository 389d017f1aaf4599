/// `read` over broken inputs: whole documents are written, damage is reported, and the exit code is 1.
import TestSupport
import Testing
import UL2Pipeline

@Suite("read, damaged input")
struct ReadDamageTests {
  private let scratch = Scratch()

  @Test("A broken JSON line is named by number, and the others are read")
  func brokenLine() throws {
    let path = try scratch.write(
      """
      {"text": "one"}
      {"text": "two"}
      {"text": "three"
      {"text": "four"}
      {"text": 5}
      {"text": "six"}

      """, to: "lines.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", path])
    expectFailure(
      result, 1, ["broken records, got 1 × invalid JSON, 1 × text is not a string"])
    #expect(try result.json().map { $0["text"]?.string } == ["one", "two", "four", "six"])
    #expect(result.errorLines.count == 3)
    #expect(result.errorLines[0].hasPrefix("ul2prep: \(path):3: invalid JSON"))
    #expect(result.errorLines[1].hasPrefix("ul2prep: \(path):5: the text is not a string"))
  }

  @Test("A line that is not UTF-8")
  func notUTF8() throws {
    let lines: [[UInt8]] = [
      Array(#"{"text": "one"}"#.utf8), Array(#"{"text": "t"#.utf8) + [0xFF] + Array(#"o"}"#.utf8),
      Array(#"{"text": "three"}"#.utf8),
    ]
    let path = try scratch.write(Array(lines.joined(separator: [0x0A])), to: "latin1.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", path])
    expectFailure(result, 1, ["broken records, got 1 × not UTF-8"])
    #expect(try result.json().map { $0["text"]?.string } == ["one", "three"])
    #expect(result.errorLines[0].hasPrefix("ul2prep: \(path):2: byte 11 of the line is not UTF-8"))
  }

  @Test("Control characters of broken input do not reach the terminal")
  func controlCharacters() throws {
    let path = try scratch.write("{\"text\": \u{1B}[31m\u{7}}\n", to: "escape.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", path])
    #expect(result.status == 1)
    #expect(result.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    let line = try scratch.write("no json at all", to: "two\nlines.jsonl")
    let named = try ul2prep(["read", "--source", "jsonl", "--format", "jsonl", line])
    expectFailure(named, 1, ["broken records"])
    #expect(named.errorLines.count == 2)
  }

  @Test(
    "Compressed input that is cut short",
    arguments: [
      ("c4", "c4/c4-train.00000-of-01024.json.gz"), ("c4", "c4/c4-train.00001-of-01024.json.gz"),
      ("common_crawl", "common_crawl/CC-MAIN-20190715175205-20190715200159-00000.warc.wet.gz"),
      ("jsonl", "jsonl/notes.jsonl.zst"),
      ("wikipedia", "wikipedia/fixturewiki-20190701-pages-articles-multistream.xml.bz2"),
    ])
  func truncated(source: String, name: String) throws {
    let bytes = try readFile(fixture(name))
    let path = try scratch.write(Array(bytes.prefix(bytes.count * 3 / 4)), to: baseName(name))
    let whole = try ul2prep(["read", "--source", source, fixture(name)])
    let result = try ul2prep(["read", "--source", source, path])
    expectFailure(result, 1, ["broken records, got 1 × input not read to its end"])
    #expect(!result.lines.isEmpty && result.lines.count < whole.lines.count)
    #expect(result.lines.elementsEqual(whole.lines.prefix(result.lines.count)))
    let place = try #require(result.errorLines.first { $0.hasPrefix("ul2prep: \(path):") })
    #expect(place.contains("byte ") || place.contains("cut short"), "\(place)")
  }

  @Test("The inputs after a damaged one are read")
  func nextInput() throws {
    let bytes = try readFile(fixture("jsonl/notes.jsonl.zst"))
    let path = try scratch.write(Array(bytes.prefix(bytes.count / 2)), to: "a.jsonl.zst")
    let next = try scratch.write("{\"text\": \"the last\"}\n", to: "b.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", path, next])
    #expect(result.status == 1)
    #expect(try result.json().last?["text"]?.string == "the last")
  }

  @Test("Content in a format that the source does not support")
  func wrongContent() throws {
    let path = try scratch.write("just a text\n", to: "text.txt")
    let result = try ul2prep(["read", "--source", "c4", path])
    expectFailure(result, 1, ["broken records"])
    #expect(result.output.isEmpty)
    #expect(result.errorLines[0].contains("\(path):byte 0: not a format of c4"))
    let parquet = try scratch.write(Array("PAR1".utf8) + [1, 2, 3], to: "broken.parquet")
    let broken = try ul2prep(["read", "--source", "the_stack", parquet])
    expectFailure(broken, 1, ["broken records"])
    #expect(broken.errorLines[0].hasPrefix("ul2prep: \(parquet):"))
  }
}
