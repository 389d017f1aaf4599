/// `read` over whole inputs: all that the fixtures hold, and every way to name an input.
import TestSupport
import Testing
import UL2Pipeline

@Suite("read")
struct ReadTests {
  private let scratch = Scratch()

  /// `fixtures/expect.json`, made by other libraries: the raw texts of each file.
  @Test("Raw texts are the same as other readers'", arguments: recipeSources + ["jsonl"])
  func rawTexts(source: String) throws {
    let expected = try JSONValue.parse(file: fixture("expect.json"))
    let files = try #require(expected.members).filter { $0.key.hasPrefix(source + "/") }
    #expect(!files.isEmpty)
    for file in files {
      let result = try ul2prep(["read", "--source", source, "--raw", fixture(file.key)])
      expectSuccess(result)
      let documents = try result.json()
      let texts = try #require(file.value["texts"]?.int)
      if source == "arxiv" {
        // One of the members has no TeX, and a text is a paper's joined files.
        #expect(documents.count == texts - 1)
        continue
      }
      #expect(documents.count == texts, "\(file.key)")
      var digest = SHA256()
      for document in documents {
        digest.updateNetstring(Array(try #require(document["text"]?.string).utf8))
      }
      #expect(digest.hexDigest() == file.value["sha256"]?.string, "\(file.key)")
    }
  }

  @Test(
    "Clean documents of each source",
    arguments: [
      ("arxiv", 65), ("c4", 744), ("common_crawl", 744), ("github", 489), ("jsonl", 321),
      ("stackexchange", 250), ("the_stack", 542), ("wikipedia", 561),
    ])
  func cleanDocuments(source: String, count: Int) throws {
    let result = try ul2prep(["read", "--source", source, fixture(source)])
    expectSuccess(result)
    let documents = try result.json()
    #expect(documents.count == count)
    for document in documents {
      #expect(document.members?.map(\.key) == ["id", "source", "text", "metadata"])
      #expect(document["source"]?.string == source)
      #expect(document["id"]?.string?.isEmpty == false)
      #expect(document["metadata"]?.members != nil)
    }
  }

  @Test("A limit counts over all inputs")
  func limit() throws {
    let whole = try ul2prep(["read", "--source", "c4", fixture("c4")])
    let result = try ul2prep(["read", "--source", "c4", "--limit", "380", fixture("c4")])
    expectSuccess(result)
    #expect(result.lines.count == 380)
    #expect(result.lines == Array(whole.lines.prefix(380)))
  }

  @Test("Writing a file instead of standard output, whole or not at all")
  func output() throws {
    let output = try scratch.write("what stood here", to: "out.jsonl")
    let expected = try ul2prep(["read", "--source", "jsonl", fixture("jsonl")])
    let arguments = ["read", "--source", "jsonl", "--output", output]
    expectRefusal(try ul2prep(arguments + [scratch("missing")]), 66, ["no such input"])
    let parquet = try readFile(fixture("the_stack/data-00000-of-00144.parquet"))
    expectRefusal(
      try ul2prep(arguments + ["-"], stdin: Array(parquet.prefix(1000))), 66, ["Parquet"])
    #expect(try readFile(output) == Array("what stood here".utf8))
    let result = try ul2prep(arguments + [fixture("jsonl")])
    expectSuccess(result)
    #expect(result.output.isEmpty)
    #expect(try readFile(output) == expected.output)
    #expect(try listDirectory(scratch.path) == ["out.jsonl"])
    expectRefusal(
      try ul2prep([
        "read", "--source", "jsonl", "--output", "/nonexistent/x", fixture("jsonl"),
      ]), 73, ["/nonexistent/x"])
  }

  @Test("Standard input, plain and compressed")
  func standardInput() throws {
    let lines = #"{"id": "a", "text": "one"}"# + "\n" + #"{"id": "b", "text": "two"}"# + "\n"
    let plain = try ul2prep(["read", "--source", "jsonl", "-"], stdin: Array(lines.utf8))
    expectSuccess(plain)
    #expect(try plain.json().map { $0["text"]?.string } == ["one", "two"])
    for (source, name) in [
      ("c4", "c4/c4-train.00001-of-01024.json.gz"), ("jsonl", "jsonl/notes.jsonl.zst"),
      (
        "wikipedia",
        "wikipedia/fixturewiki-20190701-pages-articles-multistream.xml.bz2"
      ),
    ] {
      let file = try ul2prep(["read", "--source", source, fixture(name)])
      let piped = try ul2prep(["read", "--source", source, "-"], stdin: readFile(fixture(name)))
      expectSuccess(piped)
      #expect(piped.lines.count == file.lines.count && !piped.lines.isEmpty)
      #expect(
        try piped.json().map { $0["text"]?.string } == file.json().map { $0["text"]?.string })
    }
    let empty = try ul2prep(["read", "--source", "jsonl", "-"], stdin: [])
    #expect(empty.status == 0 && empty.output.isEmpty)
  }

  @Test("Files, directories, globs and lists name the same inputs")
  func inputs() throws {
    let names = try listDirectory(fixture("c4"))
    let expected = try ul2prep(["read", "--source", "c4"] + names.map { fixture("c4/" + $0) })
    #expect(expected.lines.count == 744)
    let list = "# a comment\n\n" + names.map { fixture("c4/" + $0) }.joined(separator: "\n")
    try scratch.write(list, to: "list.txt")
    for arguments in [
      [fixture("c4")], [fixture("c4/*.gz")], [fixture("c4/c4-train.0000[01]-of-01024.json.gz")],
      ["@" + scratch("list.txt")], names.reversed().map { fixture("c4/" + $0) },
      [fixture("c4"), fixture("c4/*")],
    ] {
      let result = try ul2prep(["read", "--source", "c4"] + arguments)
      expectSuccess(result)
      #expect(result.output == expected.output, "\(arguments)")
    }
    let relative = try ul2prep(["read", "--source", "c4", "c4"], directory: fixture("."))
    #expect(relative.lines.count == 744)
  }

  @Test("Missing inputs")
  func missingInputs() throws {
    try makeDirectories(scratch("empty"))
    try scratch.write("nothing to read", to: "companions/README.md")
    for (argument, part) in [
      ("nonexistent.gz", "no such input"), ("none*.gz", "no such input"),
      ("@nonexistent", "nonexistent"),
      (scratch("empty"), "no input"), (scratch("companions"), "no input"),
    ] {
      let result = try ul2prep(["read", "--source", "c4", argument])
      expectRefusal(result, 66, [part])
      #expect(result.errorLines.count == 1)
    }
  }

  @Test("Parquet is not read from standard input")
  func parquetFromStandardInput() throws {
    let parquet = try readFile(fixture("the_stack/data-00000-of-00144.parquet"))
    let result = try ul2prep(["read", "--source", "the_stack", "-"], stdin: parquet)
    expectRefusal(result, 66, ["-: Parquet cannot be read from a stream", "name the file"])
  }

  @Test("A full standard output, and a closed one")
  func brokenOutput() throws {
    let arguments = [programPath, "read", "--source", "jsonl", fixture("jsonl")]
    let full = try Command("/bin/sh", ["-c", "exec \"$@\" > /dev/full", "sh"] + arguments).wait()
    expectRefusal(full, 74, ["-: cannot write: no space left on device"])
    #expect(full.errorLines.count == 1)
    let closed = try Command("/bin/sh", ["-c", "\"$@\" | head -n 1", "sh"] + arguments).wait()
    #expect(closed.status == 0 && closed.lines.count == 1 && closed.errors.isEmpty)
  }

  @Test("Progress as JSON stays off standard output")
  func progress() throws {
    let result = try ul2prep([
      "read", "--source", "jsonl", "--progress", "json", "--limit", "3", fixture("jsonl"),
    ])
    #expect(result.status == 0)
    #expect(try result.json().count == 3)
  }
}
