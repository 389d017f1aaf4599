/// The version, and messages about command lines that are wrong.
import TestSupport
import Testing

@Suite("Usage")
struct UsageTests {
  @Test("The version")
  func version() throws {
    let result = try ul2prep(["--version"])
    #expect(result.status == 0)
    #expect(result.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(
    "Wrong usage is one line and exit code 64",
    arguments: [
      (["read", "--source", "c4", "--colour", "x"], "--colour"),
      (["read"], "--source"),
      (["read", "--source", "c4"], "<input>"),
      (["read", "--source", "c4", "--limit", "0", "x"], "--limit: at least 1, got 0"),
      (["read", "--source", "c4", "--limit", "ten", "x"], "ten"),
      (["tokenize", "x"], "--tokenizer-model"),
      (["tokenize", "--tokenizer-model", "m", "--output", "o", "x"], "--source"),
      (["tokenize", "--source", "c4", "--tokenizer-model", "m", "--output", "o"], "no input"),
      (
        [
          "tokenize", "--source", "c4", "--tokenizer-model", "m", "--output", "o", "--workers", "0",
        ],
        "--workers: a number from 1 to 1024, got 0"
      ),
      (
        [
          "tokenize", "--source", "c4", "--tokenizer-model", "m", "--output", "o",
          "--max-bad-share",
          "2", "x",
        ], "--max-bad-share: a number from 0 to 1, got 2"
      ),
      (["encode"], "--tokenizer-model"),
      (["encode", "--tokenizer-model", "m", "--output-format", "proto"], "proto"),
      (["decode", "--tokenizer-model", "m", "--input-format", "proto"], "proto"),
      (["plan", "--tokens", "x"], "--mixture"),
      (["plan", "--mixture", "openmoe"], "--tokens"),
      (["pack", "--mixture", "openmoe", "--tokens", "x"], "--output"),
      (["sing"], "sing"),
    ])
  func wrongUsage(arguments: [String], part: String) throws {
    let result = try ul2prep(arguments)
    expectRefusal(result, 64, [part, "--help"])
    #expect(result.errorLines.count == 1)
  }

  @Test(
    "Wrong values of tokenize's options",
    arguments: [
      (["--tokenizer-engine", "fast"], "fast"),
      (["--tokenizer-check-share", "1.5"], "--tokenizer-check-share: a number from 0 to 1"),
      (["--rank", "1"], "--rank needs --world-size"),
      (["--world-size", "2"], "--world-size needs --rank"),
      (["--rank", "2", "--world-size", "2"], "--rank: a number from 0 to 1, got 2"),
      (["--rank", "-1", "--world-size", "2"], "--rank: a number from 0 to 1, got -1"),
      (["--rank", "0", "--world-size", "0"], "--world-size: a number from 1"),
      (["--rank", "x", "--world-size", "2"], "x"),
      (
        ["--rank", "0", "--world-size", "2", "--overwrite"],
        "--overwrite cannot be used with --rank"
      ),
    ])
  func wrongTokenizeValues(options: [String], part: String) throws {
    let command = ["tokenize", "--source", "c4", "--tokenizer-model", "m", "--output", "o", "x"]
    let result = try ul2prep(command + options)
    expectRefusal(result, 64, [part])
    #expect(result.errorLines.count == 1)
  }

  @Test(
    "Wrong values of pack's and plan's options",
    arguments: [
      (["--total-tokens", "1M", "--epochs", "2"], "--total-tokens and --epochs"),
      (["--total-tokens", "1.5X"], "1.5X"), (["--total-tokens", "0"], "--total-tokens"),
      (["--total-tokens", "-5"], "--total-tokens"), (["--epochs", "0"], "--epochs"),
      (["--seq-length", "7"], "--seq-length"), (["--seed", "-1"], "--seed"),
      (["--fim-rate", "1.5"], "--fim-rate"), (["--compression", "gzip"], "--compression"),
      (["--compression", "zstd:23"], "--compression"), (["--shard-size", "1KB"], "--shard-size"),
      (["--shard-size", "4GiB"], "--shard-size"), (["--columns", "some"], "some"),
    ])
  func wrongValues(options: [String], part: String) throws {
    for command in [["plan"], ["pack", "--output", "/nonexistent/x"]] {
      let result = try ul2prep(command + ["--mixture", "openmoe", "--tokens", "x"] + options)
      expectRefusal(result, 64, [part])
      #expect(result.errorLines.count == 1)
    }
  }

  @Test("Misspelt names are answered with the nearest known one")
  func nearestNames() throws {
    expectRefusal(
      try ul2prep(["read", "--source", "wikipdia", "x"]), 64,
      ["no such source, got wikipdia", "did you mean wikipedia?"])
    expectRefusal(
      try ul2prep(["read", "--source", "c4", "--format", "parket", fixture("c4")]), 64,
      ["no such format, got parket", "did you mean parquet?"])
    expectRefusal(
      try ul2prep(["plan", "--mixture", "openmo", "--tokens", "x"]), 66,
      ["openmo: no such mixture", "did you mean openmoe?"])
    expectRefusal(
      try ul2prep(
        tokenizing(openMoE, .unigram, to: "/nonexistent/x") + ["--input", "githb=\(fixture("c4"))"]),
      64, ["no such source in the mixture, got githb", "did you mean github?"])
  }
}
