/// `tokenize` where something is wrong: input, model, output.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("tokenize, refusals")
struct TokenizeRefusalTests {
  private let scratch = Scratch()

  private func arguments(
    _ input: String, model: String = Model.unigram.path, to output: String,
    _ options: [String] = []
  ) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", model, "--output", output, input,
    ] + options
  }

  @Test("A little bad input is reported, counted and tolerated")
  func littleBadInput() throws {
    let path = try scratch.write(lines(good: 400, bad: 2), to: "lines.jsonl")
    let result = try ul2prep(arguments(path, model: Model.bpe.path, to: scratch("store")))
    expectSuccess(result)
    #expect(result.errorLines.count == 5)
    #expect(result.errorLines[0].hasPrefix("ul2prep: tokenizer engine: fast ("))
    #expect(result.errorLines[1].hasPrefix("ul2prep: \(path):4: invalid JSON"))
    #expect(result.errorLines[2].hasPrefix("ul2prep: \(path):11: invalid JSON"))
    #expect(result.errorLines[3] == "ul2prep: jsonl: skipped 2 × invalid JSON")
    #expect(result.errorLines[4].hasPrefix("ul2prep: jsonl: unknown tokens 0 (0.00 %), "))
    let manifest = try JSONValue.parse(file: scratch("store/manifest.json"))
    #expect(manifest["documents"]?.int == 400)
    #expect(manifest["skipped"]?["bad"]?["invalid JSON"]?.int == 2)
  }

  @Test("Too much bad input publishes nothing, until the limit is raised")
  func muchBadInput() throws {
    let path = try scratch.write(lines(good: 98, bad: 2), to: "lines.jsonl")
    let output = scratch("store")
    expectRefusal(
      try ul2prep(arguments(path, to: output)), 65,
      [
        "too much bad input, nothing published", "2 × invalid JSON: 2.00 % of records",
        "at most 1.00 %", "--max-bad-share",
      ])
    #expect(!exists(output + "/manifest.json"))
    let mixture = try scratch.write(oneSource("store"), to: "mixture.json")
    expectRefusal(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", scratch.path]), 65,
      ["\(output): unfinished token store"])
    expectRefusal(
      try ul2prep(arguments(path, to: output, ["--max-bad-share", "0.019"])), 65, ["2.00 %"])
    expectSuccess(try ul2prep(arguments(path, to: output, ["--max-bad-share", "0.02"])))
    #expect(try TokenStore(output).documentCount == 98)
  }

  @Test("Under --strict any bad input is too much")
  func strict() throws {
    let path = try scratch.write(lines(good: 999, bad: 1), to: "lines.jsonl")
    expectRefusal(
      try ul2prep(arguments(path, to: scratch("store"), ["--strict"])), 1,
      ["bad input, nothing published, got 1 × invalid JSON"])
    #expect(!exists(scratch("store/manifest.json")))
    let good = try scratch.write(lines(good: 10, bad: 0), to: "good.jsonl")
    expectSuccess(try ul2prep(arguments(good, to: scratch("good"), ["--strict"])))
  }

  @Test("Input that cannot be read to the end")
  func damagedInput() throws {
    let bytes = try readFile(fixture("jsonl/notes.jsonl.zst"))
    let path = try scratch.write(Array(bytes.prefix(bytes.count / 2)), to: "notes.jsonl.zst")
    let result = try ul2prep(arguments(path, to: scratch("store")))
    expectRefusal(
      result, 65, ["inputs that could not be read to their end, nothing published, got 1 of 1"])
    #expect(result.errors.contains("\(path):byte "))
    #expect(!exists(scratch("store/manifest.json")))
    // The whole part is ready to be used.
    expectSuccess(
      try ul2prep(arguments(path, to: scratch("store"), ["--max-bad-share", "1"])))
    #expect(try TokenStore(scratch("store")).documentCount > 0)
    expectRefusal(
      try ul2prep(arguments(scratch("missing"), to: scratch("other"))), 66, ["no such input"])
    #expect(!exists(scratch("other")))
  }

  @Test("Files that are not models")
  func unreadableModels() throws {
    let model = try readFile(Model.unigram.path)
    let truncated = try scratch.write(Array(model.prefix(model.count / 2)), to: "truncated.model")
    let text = try scratch.write("This is not a model.\n", to: "text.model")
    let empty = try scratch.write("", to: "empty.model")
    for (path, part) in [
      (truncated, "not a SentencePiece model"), (text, "not a SentencePiece model"),
      (empty, "not a SentencePiece model"), (scratch("missing.model"), "no such file"),
      (scratch.path, "directory"),
    ] {
      let result = try ul2prep(arguments(fixture("jsonl"), model: path, to: scratch("store")))
      expectRefusal(result, 66, [path, part])
      #expect(result.errorLines.count == 1)
    }
    #expect(!exists(scratch("store")))
  }

  @Test("Outputs that cannot be written")
  func unwritable() throws {
    let file = try scratch.write("a file", to: "file")
    for (output, place) in [
      ("/proc/ul2prep", "/proc/ul2prep"), ("/dev/null/store", "/dev/null"), (file + "/store", file),
    ] {
      let result = try ul2prep(arguments(fixture("jsonl"), to: output))
      expectRefusal(result, 73, ["ul2prep: \(place): cannot create directory"])
      #expect(result.errorLines.count == 1)
    }
  }

  @Test("An empty output name is refused, and does not mean the working directory")
  func namelessOutput() throws {
    let result = try ul2prep(arguments(fixture("jsonl"), to: ""), directory: scratch.path)
    expectRefusal(result, 64, ["--output"])
    expectRefusal(
      try ul2prep(
        ["read", "--source", "jsonl", "--output", "", fixture("jsonl")], directory: scratch.path),
      64, ["--output"])
    #expect(try Command("/bin/ls", ["-A", scratch.path]).wait().output.isEmpty)
  }

  @Test("If one output is refused, the others are not made")
  func oneOfMany() throws {
    try scratch.write("precious", to: "stores/github/thesis.tex")
    expectRefusal(
      try ul2prep(tokenizing(openMoE, .unigram, to: scratch("stores"))), 73,
      ["\(scratch("stores/github")): not an output of ul2prep, left alone"])
    #expect(try listDirectory(scratch("stores")) == ["github"])
  }

  @Test("A full disk and a read-only one", .enabled(if: TinyDisk.isPossible, "cannot mount"))
  func fullDisk() throws {
    let disk = try TinyDisk(scratch("disk"), size: "256k")
    let input = try manyInputs(scratch, count: 8)
    let output = disk.path + "/store"
    let result = try ul2prep(
      arguments(input, model: Model.bpe.path, to: output, ["--workers", "1"]))
    expectRefusal(result, 74, [output, "no space left on device", "free some space"])
    #expect(result.errorLines.count == 2, "the engine, and what happened")
    #expect(!exists(output + "/manifest.json"))
    #expect(try listDirectory(output).allSatisfy { !$0.hasSuffix(".tmp") })
    // With more room the same command continues.
    try disk.remount("size=64m")
    expectSuccess(try ul2prep(arguments(input, model: Model.bpe.path, to: output)))
    try disk.remount("ro")
    let readOnly = try ul2prep(arguments(fixture("jsonl"), to: disk.path + "/other"))
    expectRefusal(readOnly, 73, [disk.path + "/other", "read-only"])
    #expect(readOnly.errorLines.count == 1)
    expectSuccess(try ul2prep(arguments(input, model: Model.bpe.path, to: output)))
  }
}
