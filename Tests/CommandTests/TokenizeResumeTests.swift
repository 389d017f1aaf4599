/// `tokenize` started, interrupted, resumed, repeated.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("tokenize, more than once")
struct TokenizeResumeTests {
  private let scratch = Scratch()

  private func arguments(_ input: String, to output: String, _ options: [String] = []) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output", output,
      input,
    ] + options
  }

  @Test("A finished store is done already, and not touched")
  func finished() throws {
    let output = scratch("store")
    let first = try ul2prep(arguments(fixture("jsonl"), to: output))
    let before = try stamps(below: output)
    let again = try ul2prep(arguments(fixture("jsonl"), to: output, ["--workers", "1"]))
    expectSuccess(again)
    #expect(again.errors.contains("\(output): done already"))
    #expect(again.output == first.output)
    #expect(try stamps(below: output) == before)
  }

  @Test("Another configuration is refused without --overwrite")
  func otherConfiguration() throws {
    let output = scratch("store")
    expectSuccess(try ul2prep(arguments(fixture("jsonl"), to: output)))
    let before = try stamps(below: output)
    for options in [["--append-eod"], ["--text-field", "body"], ["--protect-piece", "s"]] {
      expectRefusal(
        try ul2prep(arguments(fixture("jsonl"), to: output, options)), 73,
        ["\(output): a finished output of another command is here", "--overwrite"])
    }
    #expect(try stamps(below: output) == before)
    expectSuccess(
      try ul2prep(arguments(fixture("jsonl"), to: output, ["--append-eod", "--overwrite"])))
    #expect(try TokenStore(output).manifest?.appendsEOD == true)
  }

  @Test("A directory or file that ul2prep did not make is left alone, even with --overwrite")
  func somebodyElses() throws {
    try scratch.write("precious", to: "home/thesis.tex")
    try scratch.write("{}", to: "json/manifest.json")
    let file = try scratch.write("precious", to: "file")
    for output in [scratch("home"), scratch("json"), file] {
      for options in [[], ["--overwrite"]] {
        expectRefusal(
          try ul2prep(arguments(fixture("jsonl"), to: output, options)), 73, ["\(output): "])
      }
    }
    #expect(try listDirectory(scratch("home")) == ["thesis.tex"])
    #expect(try listDirectory(scratch("json")) == ["manifest.json"])
    #expect(try readFile(file) == Array("precious".utf8))
  }

  @Test(
    "Interrupted or killed, the same command gives the bytes of an undisturbed run",
    arguments: [(SIGINT, 75), (SIGTERM, 75), (SIGUSR1, 75), (SIGKILL, 128 + 9)] as [(Int32, Int32)])
  func interrupted(signal: Int32, status: Int32) throws {
    let input = try manyInputs(scratch, count: 24)
    expectSuccess(try ul2prep(arguments(input, to: scratch("whole")), environment: separately))
    let output = scratch("store")
    let result = try Command.paused(
      at: "00004.done", arguments(input, to: output, ["--workers", "2"]), environment: separately
    ).end(by: signal)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.output.isEmpty)
    if signal != SIGKILL {
      #expect(result.errorLines.last?.hasPrefix("ul2prep: interrupted") == true)
      #expect(try listDirectory(output).allSatisfy { !$0.hasSuffix(".tmp") })
    }
    #expect(!exists(output + "/manifest.json"))
    // An unfinished store is refused as such.
    let mixture = try scratch.write(oneSource("store"), to: "mixture.json")
    expectRefusal(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", scratch.path]), 65,
      ["\(output): unfinished token store"])
    // Another command does not resume it.
    expectRefusal(
      try ul2prep(arguments(input, to: output, ["--append-eod"]), environment: separately), 73,
      ["\(output): an unfinished output of another command is here"])
    #expect(try listDirectory(output).isEmpty, "what is unfinished stays out of sight")
    let kept = try stamps(below: output + "/.ul2prep").filter {
      $0.key.hasPrefix("00004.") && !$0.key.hasSuffix(".done")
    }
    #expect(kept.count == 4)
    expectSuccess(
      try ul2prep(arguments(input, to: output, ["--workers", "1"]), environment: separately))
    #expect(try hashes(below: output) == hashes(below: scratch("whole")))
    #expect(!exists(output + "/.ul2prep"))
    let after = try stamps(below: output)
    #expect(kept.allSatisfy { after[$0.key] == $0.value }, "finished units are not done again")
  }

  @Test("Standard input is never assumed to be a finished store's input")
  func standardInput() throws {
    let command = [
      "tokenize", "--source", "jsonl", "--tokenizer-model",
      fixture("tokenizers/unigram-8k.model"), "--output", scratch("stdin"), "-",
    ]
    expectSuccess(try ul2prep(command, stdin: Array("{\"text\": \"a\"}\n".utf8)))
    expectRefusal(
      try ul2prep(command, stdin: Array("{\"text\": \"b\"}\n".utf8)), 73, ["standard input"])
    expectSuccess(
      try ul2prep(command + ["--overwrite"], stdin: Array("{\"text\": \"b\"}\n".utf8)))
  }

  @Test("A damaged record of a finished unit is not used")
  func damagedRecord() throws {
    let input = try manyInputs(scratch, count: 12)
    expectSuccess(try ul2prep(arguments(input, to: scratch("whole")), environment: separately))
    let output = scratch("store")
    _ = try Command.paused(
      at: "00002.done", arguments(input, to: output, ["--workers", "1"]), environment: separately
    ).end(by: SIGKILL)
    try scratch.write("0123456789abcdef\n{\"shards\": []}", to: "store/.ul2prep/00002.done")
    expectSuccess(try ul2prep(arguments(input, to: output), environment: separately))
    #expect(try hashes(below: output) == hashes(below: scratch("whole")))
  }
}
