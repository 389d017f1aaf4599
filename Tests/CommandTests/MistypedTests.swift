/// Mistyped words and values: the message helps to correct them.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Mistyped command lines")
struct MistypedTests {
  private let scratch = Scratch()

  @Test(
    "Wrong values are answered with the expected form",
    arguments: [
      (
        ["--total-tokens", "2X"],
        "--total-tokens: bad value, got 2X; expected a number of tokens above 0: 300M, 10B, 1e9"
      ),
      (["--total-tokens", "-5"], "got -5; expected a number of tokens above 0"),
      (["--epochs", "-1"], "--epochs: a number from 1 to 65535, got -1"),
      (
        ["--epochs", "two"], "--epochs: bad value, got two; expected a whole number from 1 to 65535"
      ),
      (["--seq-length", "-2048"], "--seq-length: a number from 8 to 1048576, got -2048"),
      (["--fim-rate", "-0.5"], "--fim-rate: a number from 0 to 1, got -0.5"),
      (["--fim-rate", "half"], "got half; expected a number from 0 to 1"),
      (["--shard-size", "-1"], "got -1; expected a size from 64KiB to 4GiB: 64MB, 64MiB"),
      (["--shard-size", "64QB"], "got 64QB; expected a size from 64KiB to 4GiB"),
      (["--seed", "-1"], "got -1; expected a whole number from 0 to 18446744073709551615"),
      (["--columns", "some"], "--columns: bad value, got some; expected compact or full"),
      (["--progress", "-3"], "got -3; expected auto, none or json"),
    ])
  func values(options: [String], part: String) throws {
    let result = try ul2prep(["plan", "--mixture", "openmoe", "--tokens", "x"] + options)
    expectRefusal(result, 64, [part, "ul2prep plan --help"])
    #expect(result.errorLines.count == 1)
  }

  @Test(
    "Wrong values of tokenize are answered with the expected form",
    arguments: [
      (["--workers", "-1"], "--workers: a number from 1 to 1024, got -1"),
      (["--max-bad-share", "-0.1"], "--max-bad-share: a number from 0 to 1, got -0.1"),
      (["--max-answers", "-1"], "--max-answers: at least 0, got -1"),
      (["--max-file-size", "big"], "got big; expected a size: 1MiB, 64MB"),
      (["--keep", "lang"], "--keep: bad value, got lang; expected FIELD=VALUE"),
      (["--rank", "x", "--world-size", "2"], "got x; expected a whole number from 0, or auto"),
      (["--max-line-length", "-1"], "--max-line-length: at least 1, got -1"),
    ])
  func tokenizeValues(options: [String], part: String) throws {
    let command = ["tokenize", "--source", "c4", "--tokenizer-model", "m", "--output", "o", "x"]
    expectRefusal(try ul2prep(command + options), 64, [part])
  }

  @Test(
    "Misspelt words are reported before missing options",
    arguments: [
      (["pakc", "--mixture", "openmoe"], ["no such command, got pakc", "did you mean pack?"]),
      (["tokenise"], ["no such command, got tokenise", "did you mean tokenize?"]),
      (["sing"], ["no such command, got sing", "read, tokenize, plan", "ul2prep --help"]),
      (
        ["plan", "--mixtur", "openmoe"],
        ["no such option, got --mixtur", "did you mean --mixture?"]
      ),
      (["plan", "--mixtur=openmoe"], ["no such option, got --mixtur", "did you mean --mixture?"]),
      (["pack", "--seqlength", "512"], ["got --seqlength", "did you mean --seq-length?"]),
      (
        ["pack", "--json", "--mixture", "openmoe"],
        [
          "no such option, got --json",
          "ul2prep plan, ul2prep status, ul2prep inspect, ul2prep verify",
        ]
      ),
      (["plan", "—mixture", "x"], ["no such option, got —mixture", "did you mean --mixture?"]),
      (["plan", "-mixture", "x"], ["no such option, got -mixture", "did you mean --mixture?"]),
      (["tokenize", "-x"], ["no such option, got -x", "ul2prep tokenize --help"]),
      (["--verison"], ["no such option, got --verison", "did you mean --version?"]),
    ])
  func words(arguments: [String], parts: [String]) throws {
    let result = try ul2prep(arguments)
    expectRefusal(result, 64, parts)
    #expect(result.errorLines.count == 1)
  }

  @Test("Words that look like options may be values, or follow --")
  func values() throws {
    let path = try scratch.write("{\"text\": \"a\"}\n", to: "--limt")
    let directory = directoryName(path)
    expectSuccess(
      try ul2prep(["read", "--source", "c4", "--", "--limt"], directory: directory))
    expectSuccess(try ul2prep(["plan", "--help"]))
    expectSuccess(try ul2prep(["help", "plan"]))
  }

  @Test("All of a mixture's sources without input are named, with a line to paste")
  func sourcesWithoutInput() throws {
    let result = try ul2prep([
      "tokenize", "--mixture", "openmoe", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("stores"), "--input", "c4=" + fixture("c4"),
    ])
    expectRefusal(
      result, 64,
      [
        "no input for the sources arxiv, common_crawl, github, stackexchange, the_stack, wikipedia",
        "add --input arxiv=PATH --input common_crawl=PATH --input github=PATH", "nothing published",
      ])
  }

  @Test("plan lists the stores that there are")
  func unknownStores() throws {
    try scratch.link("stores/c4", to: joined(Model.unigram.stores, "c4"))
    try scratch.link("stores/wikipedia", to: joined(Model.unigram.stores, "wikipedia"))
    let mixture = try scratch.write(oneSource("wikipdia"), to: "mixture.json")
    expectRefusal(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", scratch("stores")]), 66,
      ["stores/wikipdia: no such token store", "c4, wikipedia", "did you mean wikipedia?"])
    expectRefusal(
      try ul2prep(["plan", "--mixture", "openmoe", "--tokens", scratch("stores")]), 66,
      ["stores/arxiv: no such token store, nor one for common_crawl, github"])
    expectRefusal(
      try ul2prep(["plan", "--mixture", "openmoe", "--tokens", scratch("stores/c4")]), 66,
      ["this is a store itself", "pass --tokens \(scratch("stores"))"])
  }

  @Test("Directories without inputs: the message says why")
  func directories() throws {
    let command = [
      "tokenize", "--source", "c4", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"),
    ]
    try makeDirectories(scratch("empty"))
    expectRefusal(
      try ul2prep(command + [scratch("empty")]), 66,
      ["\(scratch("empty")): no input: there is no file in this directory", "nothing published"])
    try scratch.write("a", to: "beside/README.md")
    try scratch.write("a", to: "beside/below/LICENSE")
    try scratch.write("a", to: "beside/.hidden.json")
    expectRefusal(
      try ul2prep(command + [scratch("beside")]), 66,
      [
        "all files in this directory are skipped",
        "got 2 that only accompany inputs (README.md, LICENSE) and 1 hidden (.hidden.json)",
      ])
    // Also if another input has documents.
    expectRefusal(try ul2prep(command + [fixture("c4"), scratch("empty")]), 66, ["no file"])
  }

  @Test("Tables of text: the message says how to convert them", arguments: ["a.csv", "a.tsv", "a"])
  func tables(name: String) throws {
    let separator = name == "a.tsv" ? "\t" : ","
    let path = try scratch.write(
      "id\(separator)text\n1\(separator)\"hello, \"\"world\"\"\nagain\"\n", to: name)
    let result = try ul2prep(["read", "--source", "jsonl", path])
    #expect(result.status == 1)
    let line = try #require(result.errorLines.first.map(String.init))
    #expect(line.contains("python3 -c") && line.contains("--text-field"), "\(line)")
    // The line does what it says.
    let start = try #require(line.firstRange(of: "python3 -c")).lowerBound
    let end = try #require(line.firstRange(of: ", and name the column of its text")).lowerBound
    let converted = try Command(
      "/usr/bin/env", ["-C", directoryName(path), "sh", "-c", String(line[start..<end])]
    ).wait()
    if converted.status == 127 { return }
    #expect(converted.status == 0, "\(converted.errors)")
    let texts = try ul2prep(["read", "--source", "jsonl", path + ".jsonl"])
    #expect(texts.text.contains(#"hello, \"world\"\nagain"#), "\(texts.text)")
  }
}
