/// `inspect --html`: the file that it writes, without a browser. `Tests/Python/test_pages.py` uses one.
import TestSupport
import Testing
import UL2Pipeline

@Suite("inspect --html")
struct InspectPageTests {
  private let scratch = Scratch()

  private func inspect(_ arguments: String...) throws -> CommandResult {
    try ul2prep(["inspect"] + arguments)
  }

  /// The block of data in a page.
  private func data(_ file: String) throws -> JSONValue {
    let text = String(decoding: try readFile(file), as: UTF8.self)
    let start = try #require(text.firstRange(of: "id=\"data\">"))
    let end = try #require(text[start.upperBound...].firstRange(of: "</script>"))
    return try JSONValue.parse(Array(text[start.upperBound..<end.lowerBound].utf8), path: file)
  }

  private func rows(_ data: JSONValue) -> [Int] {
    data["examples"]?["rows"]?["index"]?.array?.compactMap(\.int) ?? []
  }

  private func numbers(_ value: JSONValue?) throws -> [Int] {
    let size = try #require(value?["bytes"]?.int)
    let text = try #require(value?["data"]?.string)
    let decoded = Base64.decoded(Array(text.utf8)[...])
    let bytes = try #require(decoded)
    var numbers: [Int] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      var number = 0
      for i in (0..<size).reversed() { number = number << 8 | Int(bytes[start + i]) }
      numbers.append(number)
    }
    return numbers
  }

  private let size = ["--seq-length", "256", "--total-tokens", "150K", "--fim-rate", "0.5"]

  private func pack(_ name: String = "shards") throws -> String {
    expectSuccess(
      try ul2prep(try packing(to: scratch(name)) + size + ["--shard-size", "64KiB"]))
    return scratch(name)
  }

  @Test(
    "A page has the rows' tokens in their places, and no script that a document could inject"
  )
  func shards() throws {
    let shards = try pack()
    expectSuccess(try inspect(shards, "--html", scratch("a.html"), "--count", "20"))
    expectSuccess(try inspect(shards, "--html", scratch("b.html"), "--count", "20"))
    #expect(try readFile(scratch("a.html")) == readFile(scratch("b.html")))
    let data = try data(scratch("a.html"))
    #expect(rows(data) == Array(0..<20))
    let ids = try #require(data["pieces"]?["id"]?.array).compactMap(\.int)
    let tokens = try numbers(data["pieces"]?["tokens"]).map { ids[$0] }
    let dataset = try Dataset(shards)
    let expected = try dataset.rows(at: 0..<20).flatMap { $0.tokens[0..<$0.usedLength] }
    #expect(tokens == expected)
    let runs = try numbers(data["examples"]?["runs"])
    let chunks = try dataset.rows(at: 0..<20).flatMap { $0.examples.map(\.chunkLength) }
    var placed = 0
    for at in stride(from: 2, to: runs.count, by: 3) { placed += runs[at] }
    #expect(placed == chunks.reduce(0, +))
    // To standard output, and over an existing file.
    #expect(
      try inspect(shards, "--html", "-", "--count", "20").output == readFile(scratch("a.html")))
    expectSuccess(try inspect(shards, "--html", scratch("b.html"), "--count", "1"))
    #expect(try rows(self.data(scratch("b.html"))) == [0])
  }

  @Test("Rows are chosen by objective, source, document or at random")
  func chosen() throws {
    let shards = try pack()
    let page = scratch("a.html")
    expectSuccess(
      try inspect(shards, "--html", page, "--objective", "fim_spm", "--source", "github"))
    let filtered = try data(page)
    #expect(filtered["filter"]?["objective"] == "fim_spm")
    let dataset = try Dataset(shards)
    let manifest = try #require(dataset.manifest)
    for row in try dataset.rows(at: rows(filtered)) {
      #expect(
        row.examples.contains {
          manifest.objectives[$0.objective].name == "fim_spm"
            && manifest.sources[$0.source].name == "github"
        })
    }
    expectSuccess(try inspect(shards, "--html", page, "--sample", "7", "--seed", "3"))
    let drawn = try rows(data(page))
    #expect(drawn.count == 7 && drawn == drawn.sorted() && Set(drawn).count == 7)
    expectSuccess(try inspect(shards, "--html", page, "--sample", "7", "--seed", "4"))
    #expect(try rows(data(page)) != drawn)
    let text = try inspect(shards, "--sample", "7", "--seed", "3", "--json").json()
    #expect(Set(text.compactMap { $0["row"]?.int }) == Set(drawn))
    let example = try #require(try inspect(shards, "--row", "5", "--json").json().first)
    let id = try #require(example["origin"]?["id"]?.string)
    let told = try inspect(shards, "--html", page, "--document", id, "--progress", "json")
    #expect(told.status == 0 && told.errors.contains("looking for the document"))
    #expect(try rows(data(page)).contains(5))
    let ofDocument = try inspect(shards, "--document", id, "--json")
    expectSuccess(ofDocument)
    #expect(try ofDocument.json().allSatisfy { $0["origin"]?["id"]?.string == id })
  }

  @Test("Pages that cannot be made are refused with the reason")
  func refused() throws {
    let shards = try pack()
    let page = scratch("a.html")
    let none = try inspect(shards, "--html", page, "--document", "no-such-id")
    #expect(none.status == 64 && none.errors.contains("no document with this id"))
    for arguments in [["--sample", "3", "--row", "1"], ["--seed", "3"], ["--json"], ["--full"]] {
      #expect(try ul2prep(["inspect", shards, "--html", page] + arguments).status == 64)
    }
    #expect(!exists(page))
    #expect(try inspect(shards, "--html", "/nowhere/a.html").status == 73)
    expectSuccess(
      try ul2prep(
        [
          "plan", "--mixture", "causal", "--tokens", try Model.unigram.stores, "--output",
          scratch("wide"), "--seq-length", "65536", "--epochs", "20",
        ]))
    let large = try inspect(scratch("wide"), "--html", page, "--count", "100")
    #expect(large.status == 64 && large.errors.contains("--count: too many tokens for a page"))
    #expect(large.errors.contains("expected at most 61"))
  }

  /// Below the directory, in the order of their rows.
  private func shardFiles(_ shards: String) throws -> [String] {
    var files: [String] = []
    for name in try listDirectory(shards) where isDirectory(joined(shards, name)) {
      files += try listDirectory(joined(shards, name)).map { joined(name, $0) }
    }
    return files.filter { baseName($0).hasPrefix("shard.") }
  }

  @Test("Damaged rows are left out and named; a plan without its stores shows its outline")
  func damaged() throws {
    let shards = try pack()
    let page = scratch("a.html")
    let files = try shardFiles(shards)
    #expect(files.count > 2)
    var bytes = try readFile("\(shards)/\(files[0])")
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: "\(shards)/\(files[0])")
    expectSuccess(try Command("/bin/rm", ["\(shards)/\(files[1])"]).wait())
    let result = try inspect(shards, "--html", page, "--count", "100000")
    expectSuccess(result)
    let data = try data(page)
    #expect(rows(data).count == (try Dataset(shards, check: .never)).count)
    let problems = try #require(data["examples"]?["rows"]?["problems"]?.members)
    #expect(problems.contains { $0.value.string?.contains(files[1]) == true })
    #expect(problems.contains { $0.value.string?.contains(files[0]) == true })
    #expect(problems.count < rows(data).count)

    let stores = scratch("stores")
    expectSuccess(try Command("/bin/cp", ["-r", try Model.unigram.stores, stores]).wait())
    expectSuccess(
      try ul2prep(
        ["plan", "--mixture", "openmoe", "--tokens", stores, "--output", scratch("plan")] + size))
    expectSuccess(try inspect(scratch("plan"), "--html", page, "--count", "5"))
    expectSuccess(try Command("/bin/mv", [stores, scratch("moved")]).wait())
    let moved = try inspect(scratch("plan"), "--html", page)
    expectSuccess(moved)
    #expect(moved.errors.contains("the token stores were not found"))
    #expect(String(decoding: try readFile(page), as: UTF8.self).contains("missing now"))
    expectSuccess(
      try inspect(scratch("plan"), "--html", page, "--tokens", scratch("moved"), "--count", "5"))
    #expect(try rows(self.data(page)).count == 5)
  }

  @Test("Documents of a store are text, whatever is in them")
  func hostile() throws {
    let evil = "</script><img src=x onerror=alert(1)> \u{202E}"
    let line: JSONValue = [
      "text": .string(evil + " words"), "id": .string(evil), "url": "javascript:alert(1)",
    ]
    let input = try scratch.write(line.text() + "\n", to: "in.jsonl")
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.bpe.path, "--output",
        scratch("store"), input,
      ]))
    expectSuccess(try inspect(scratch("store"), "--html", scratch("a.html")))
    let text = String(decoding: try readFile(scratch("a.html")), as: UTF8.self)
    #expect(!text.contains("<img") && !text.contains("\u{202E}"))
    let document = try data(scratch("a.html"))["origins"]?["documents"]?.array?.first
    #expect(document?["id"]?.string == evil)
    expectSuccess(try inspect(scratch("store"), "--html", scratch("b.html"), "--document", evil))
  }
}
