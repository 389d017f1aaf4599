/// Messages while a run works, and after it was stopped.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Progress and messages")
struct ProgressTests {
  private let scratch = Scratch()

  private func tokenizing(_ input: String) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), input,
    ]
  }

  private func progress(_ result: CommandResult) throws -> [JSONValue] {
    try result.errorLines.filter { $0.hasPrefix("{") }.map {
      try JSONValue.parse(Array($0.utf8), path: "-")
    }
  }

  @Test("As JSON: bytes of all inputs, percent, rate, time left, current file")
  func json() throws {
    let input = try manyInputs(scratch, count: 3)
    let bytes = try listDirectory(input).reduce(0) { try $0 + fileSize(joined(input, $1)) }
    let result = try ul2prep(tokenizing(input) + ["--progress", "json"])
    #expect(result.status == 0, "\(result.errors)")
    let last = try #require(try progress(result).last)
    #expect(last["done"]?.int == bytes && last["total"]?.int == bytes, "\(last.text())")
    #expect(last["unit"]?.string == "B" && last["percent"]?.int == 100)
    #expect(last["file"]?.int == 3 && last["files"]?.int == 3)
    #expect(last["rate"] != nil && last["eta_seconds"]?.double == 0 && last["seconds"] != nil)
  }

  @Test(
    "Every form of input is counted to its end",
    arguments: ["c4", "the_stack", "stackexchange", "wikipedia", "arxiv", "github"])
  func forms(source: String) throws {
    let result = try ul2prep([
      "read", "--count", "--source", source, "--progress", "json", fixture(source),
    ])
    #expect(result.status == 0, "\(result.errors)")
    let last = try #require(try progress(result).last)
    #expect(last["done"]?.int == last["total"]?.int, "\(last.text())")
  }

  @Test("Planning shows its progress")
  func planning() throws {
    for command in ["plan", "pack"] {
      let output = command == "pack" ? ["--output", scratch("shards")] : []
      let result = try ul2prep(
        [
          command, "--mixture", "openmoe", "--tokens", Model.unigram.stores, "--total-tokens",
          "3M", "--seq-length", "64", "--progress", "json",
        ] + output)
      #expect(result.status == 0, "\(result.errors)")
      let plan = try progress(result).filter { $0["phase"]?.string == "planning" }
      #expect(try #require(plan.last?["total"]?.int) == 3_000_000)
      #expect(plan.last?["unit"]?.string == "tokens")
    }
  }

  @Test(
    "On a terminal: one line that fits, and a new line for messages after Ctrl-C",
    .enabled(if: exists("/usr/bin/script")), arguments: [60, 80])
  func terminal(columns: Int) throws {
    let input = try manyInputs(scratch, count: 800)
    let line = tokenizing(input).map { "'\($0)'" }.joined(separator: " ")
    // Ctrl-C is typed once there are finished units and the line, which appears after a tenth of a second.
    let script = """
      stty cols \(columns); '\(programPath)' \(line) --workers 1 & \
      while ! test -e '\(scratch("store/.ul2prep/00010.done"))'; do sleep 0.05; done; sleep 0.5; \
      kill -INT $!; wait $!
      """
    let result = try Command(
      "/usr/bin/script", ["-qec", script, "/dev/null"], environment: separately
    ).wait()
    let text = result.text
    // The lines drawn over each other, and those that follow.
    let drawn = text.split { $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
      .map { $0.replacing("\u{1B}[K", with: "") }
    let progress = drawn.filter { $0.contains(" left") }
    #expect(!progress.isEmpty, "\(text)")
    for line in progress {
      #expect(line.count < columns, "\(line)")
      #expect(line.contains(/^\d+ %, .*\/s, .* left, file \d+/), "\(line)")
    }
    let last = try #require(drawn.last { $0.contains("interrupted") })
    #expect(last.hasPrefix("ul2prep: interrupted; nothing published yet; "), "\(last)")
    let ownLine = /left, file[^\r\n]*\x1B\[K\r\nul2prep: interrupted/
      .matchingSemantics(.unicodeScalar)
    #expect(text.contains(ownLine), "\(text.suffix(400))")
  }

  @Test("At most twenty messages per input, then the number of others")
  func manyProblems() throws {
    let input = try scratch.write(lines(good: 5000, bad: 200), to: "lines.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", "--count", input])
    #expect(result.status == 1)
    let named = result.errorLines.filter { $0.contains("\(input):") && $0.contains("byte") }
    #expect(named.count == 20, "\(result.errors)")
    #expect(
      result.errors.contains("\(input): 180 more like these; in all 200 × invalid JSON"),
      "\(result.errors)")
  }

  @Test("Fewer are all printed, and nothing is added")
  func fewProblems() throws {
    let input = try scratch.write(lines(good: 500, bad: 20), to: "lines.jsonl")
    let result = try ul2prep(["read", "--source", "jsonl", "--count", input])
    #expect(result.errorLines.filter { $0.contains("byte") }.count == 20)
    #expect(!result.errors.contains("more like these"))
  }

  @Test("A failed run says what is kept and what running it again will do")
  func kept() throws {
    let input = try manyInputs(scratch, count: 24)
    let result = try Command.paused(
      at: "00004.done", tokenizing(input) + ["--workers", "1"], environment: separately
    ).end(by: SIGINT)
    let last = String(result.errorLines.last ?? "")
    #expect(
      last.contains(
        /^ul2prep: interrupted; nothing published yet; \d+ of 24 inputs are kept: the same command does the others, each from its beginning$/
      ), "\(last)")
    expectRefusal(
      try ul2prep(tokenizing(scratch("nowhere"))), 66, ["no such input; nothing published"])
    expectFailure(
      try ul2prep(packing(to: scratch("shards"), mixture: "nothing")), 66, ["; nothing published"])
  }
}
