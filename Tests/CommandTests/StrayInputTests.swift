/// Files that do not belong among the inputs: named before any of them is worked on.
import TestSupport
import Testing
import UL2Pipeline

@Suite("tokenize, files of an unknown format")
struct StrayInputTests {
  private let scratch = Scratch()

  private func tokenize(
    _ input: String, _ options: [String] = [], environment: [String: String] = [:]
  ) throws -> CommandResult {
    try ul2prep(
      [
        "tokenize", "--source", "c4", "--tokenizer-model", Model.unigram.path, "--output",
        scratch("store"), input,
      ] + options, environment: environment)
  }

  private func inputs(_ strays: [String: String]) throws -> String {
    for i in 0..<20 {
      try scratch.write(
        (0..<50).map { "{\"text\": \"line \($0) of \(i)\"}\n" }.joined(), to: "in/\(100 + i).json")
    }
    for (name, content) in strays { try scratch.write(content, to: "in/" + name) }
    return scratch("in")
  }

  @Test("A file of an unknown format ends the run with its name, and leaves no trace")
  func stray() throws {
    let input = try inputs(["zz.csv": "id,text\n1,hello\n"])
    let result = try tokenize(input)
    expectRefusal(
      result, 65,
      [
        "\(input)/zz.csv:byte 0: not a format of c4", "comma-separated values",
        "python3 -c", "--skip-unknown skips such files", "nothing published",
      ])
    #expect(result.errorLines.count == 1, "nothing has been done before")
    #expect(!exists(scratch("store")))
  }

  @Test("All of several are named")
  func several() throws {
    let input = try inputs([
      "a.txt": "Just some words.\n",
      "dataset_info.json": "{\n  \"splits\": {\n    \"n\": 1\n  }\n}\n",
    ])
    let result = try tokenize(input)
    expectRefusal(
      result, 65, ["inputs of an unknown format, got 2 of 22", "--skip-unknown"])
    #expect(result.errors.contains("\(input)/a.txt:byte 0"))
    #expect(result.errors.contains("\(input)/dataset_info.json:1: JSON over several lines"))
  }

  @Test("--skip-unknown leaves them out, and counts them")
  func skipped() throws {
    let input = try inputs([
      "zz.csv": "id,text\n1,hello\n",
      "dataset_info.json": "{\n  \"splits\": {\n    \"n\": 1\n  }\n}\n",
    ])
    // An archive: c4 has none.
    try scratch.write(readFile(fixture("arxiv/arXiv_src_1901_001.tar")), to: "in/zz.tar")
    let result = try tokenize(input, ["--skip-unknown"])
    expectSuccess(result)
    #expect(
      result.errors.contains("left out 3 × input of an unknown form"), "\(result.errors)")
    #expect(result.errors.contains("zz.csv"))
    #expect(try TokenStore(scratch("store")).documentCount == 1000)
    expectSuccess(try ul2prep(["verify", "--deep", scratch("store")]))
  }

  @Test("A damaged file is not a stray: it counts as bad input")
  func damaged() throws {
    let input = try inputs([:])
    let bytes = try readFile(fixture("c4/c4-train.00000-of-01024.json.gz"))
    try scratch.write(Array(bytes.prefix(100)), to: "in/cut.json.gz")
    let result = try tokenize(input)
    expectRefusal(result, 65, ["inputs that could not be read to their end, nothing published"])
    expectSuccess(try tokenize(input, ["--max-bad-share", "0.1"]))
  }

  @Test("Content that is not --format's, and a missing column, are found before the work")
  func chosenForm() throws {
    let rows = "id,text\n" + String(repeating: "1,hello\n", count: 50)
    let input = try inputs(["zz.csv": rows])
    let result = try tokenize(input, ["--format", "jsonl"])
    expectRefusal(result, 65, ["zz.csv:1: not JSON Lines, got id,text", "python3 -c"])
    #expect(result.errorLines.count == 1)
    let columns = try ul2prep([
      "tokenize", "--source", "the_stack", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), "--text-field", "nothing", fixture("the_stack"),
    ])
    #expect(columns.status == 65)
    #expect(columns.errors.contains("no column nothing"), "\(columns.errors)")
    #expect(!columns.errors.contains("tokenizer engine"))
  }

  @Test(
    "More inputs damaged at their beginning than allowed end the run before the work"
  )
  func damagedBeginnings() throws {
    let input = try inputs(["cut.json.gz": ""])
    let result = try tokenize(input)
    expectRefusal(
      result, 65, ["inputs that could not be read to their end, nothing published, got 1 of 21"])
    #expect(result.errors.contains("cut.json.gz: the file is empty"))
    #expect(!result.errors.contains("tokenizer engine"))
    expectRefusal(try tokenize(input, ["--strict"]), 1, ["nothing published"])
    expectSuccess(try tokenize(input, ["--max-bad-share", "0.05"]))
  }

  @Test("Each rank checks its own share")
  func ranks() throws {
    // The last input is the last rank's.
    let input = try inputs(["zz.csv": "id,text\n" + String(repeating: "1,hello\n", count: 5000)])
    expectRefusal(
      try tokenize(input, ["--rank", "1", "--world-size", "2"], environment: separately), 65,
      ["zz.csv", "nothing published"])
    // The first meets it when it helps; nothing is published with it.
    expectRefusal(
      try tokenize(input, ["--rank", "0", "--world-size", "2"], environment: separately), 65,
      ["got 1 of 21"])
  }

  @Test("Finished inputs are not checked again")
  func finished() throws {
    let input = try inputs([:])
    expectSuccess(try tokenize(input))
    expectSuccess(try tokenize(input))
  }
}
