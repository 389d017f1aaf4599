/// More inputs, and so shards, than a process may have files open.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Many shards, few open files")
struct ManyShardsTests {
  private let scratch = Scratch()

  /// Runs the program with a hard limit of 256 open files.
  private func limited(_ arguments: [String]) throws -> CommandResult {
    try Command(
      "/bin/sh", ["-c", "ulimit -n 256 && exec \"$@\"", "sh", programPath] + arguments,
      environment: separately
    ).wait()
  }

  @Test("1,200 inputs with 256 open files, from tokenize to verify --deep, in seconds")
  func all() throws {
    for i in 0..<1200 {
      let lines = (0...i % 2).map { "{\"text\": \"document \($0) of file \(i), a few words\"}\n" }
      try scratch.write(lines.joined(), to: "in/\(10_000 + i).jsonl")
    }
    let tokenize = [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("stores/notes"), scratch("in"), "--workers", "64", "--append-eod",
    ]
    expectSuccess(try limited(tokenize))
    let mixture = try scratch.write(oneSource("notes"), to: "mixture.json")
    let options = ["--mixture", mixture, "--tokens", scratch("stores"), "--epochs", "2"]
    expectSuccess(try limited(["plan"] + options))
    expectSuccess(
      try limited(["pack", "--output", scratch("shards"), "--workers", "100"] + options))
    for path in ["shards", "stores/notes"] {
      let verified = try limited(["verify", scratch(path), "--deep"])
      expectSuccess(verified)
      #expect(verified.text.contains("sound"))
    }
    for path in ["shards", "stores/notes", "stores/notes/01100.idx"] {
      expectSuccess(try limited(["inspect", scratch(path), "--row", "0"]))
    }
    #expect(try limited(tokenize).errors.contains("done already"))
    // The same bytes as without closing any.
    expectSuccess(try ul2prep(["pack", "--output", scratch("free")] + options))
    #expect(try hashes(below: scratch("free")) == hashes(below: scratch("shards")))
  }
}
