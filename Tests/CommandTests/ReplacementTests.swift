/// Outputs in the place of a command's own: differences, starting over, replacing.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Outputs of other commands")
struct ReplacementTests {
  private let scratch = Scratch()
  /// Blocks that take a while.
  private let slow = ["--seq-length", "64", "--total-tokens", "4M", "--compression", "zstd:12"]

  private func arguments(_ input: String, _ options: [String] = []) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), input,
    ] + options
  }

  /// With a unit for each input.
  private func ul2prep(_ arguments: [String]) throws -> CommandResult {
    try Command(programPath, arguments, environment: separately).wait()
  }

  // MARK: What differs

  @Test("A finished store: the message names the keys and inputs that differ")
  func finishedStore() throws {
    try scratch.write(lines(good: 10, bad: 0), to: "in/a.jsonl")
    try scratch.write(lines(good: 10, bad: 0), to: "in/b.jsonl")
    expectSuccess(try ul2prep(arguments(scratch("in"), ["--text-field", "text"])))
    expectRefusal(
      try ul2prep(arguments(scratch("in"), ["--text-field", "body", "--append-eod"])), 73,
      [
        "\(scratch("store")): a finished output of another command is here; what differs: ",
        #"text_field: "text" → "body""#, "append_eod: false → true", "--overwrite",
        "nothing published",
      ])
    expectRefusal(
      try ul2prep(arguments(scratch("in"), ["--text-field", "text", "--language", "en"])), 73,
      [#"language: none → ["en"]"#])
    let before = try fileSize(scratch("in/a.jsonl"))
    try scratch.write(lines(good: 20_000, bad: 0), to: "in/a.jsonl")
    try removeFile(scratch("in/b.jsonl"))
    try scratch.write(lines(good: 1, bad: 0), to: "in/c.jsonl")
    let after = try fileSize(scratch("in/a.jsonl"))
    let grouped = "\(after / 1000),\(String(after % 1000 + 1000).dropFirst())"
    expectRefusal(
      try ul2prep(arguments(scratch("in"), ["--text-field", "text"])), 73,
      [
        "in/a.jsonl: \(before) → \(grouped) bytes", "in/c.jsonl is new", "in/b.jsonl is missing",
      ])
  }

  @Test("Finished shards likewise")
  func finishedShards() throws {
    let options = ["--seq-length", "64", "--total-tokens", "50K"]
    expectSuccess(try ul2prep(packing(to: scratch("shards")) + options))
    for (other, part) in [
      (["--seed", "1"], "seed: 0 → 1"), (["--columns", "full"], #"columns: "compact" → "full""#),
      (["--compression", "none"], #"compression: "zstd:1" → none"#),
      (["--fim-rate", "0.1"], "fim.rate: 0.5 → 0.1"),
      (["--shard-size", "1MiB"], "the size of shards; now 1048576"),
    ] {
      let result = try ul2prep(packing(to: scratch("shards")) + options + other)
      expectFailure(result, 73, ["what differs: ", part])
    }
    let tokens = try scratch.write("x", to: "stores/x")
    _ = tokens
    expectFailure(
      try ul2prep(packing(.bpe, to: scratch("shards")) + options), 73,
      ["tokenizer: ", "the store of arxiv is different"])
  }

  @Test("An unfinished output likewise; ranks are not offered --overwrite")
  func unfinished() throws {
    let input = try manyInputs(scratch, count: 2)
    // Its units are done, and one record is more than it tolerates.
    try AtomicFile.write(Array("{\"text\": \"z\"}\n{\n".utf8), to: input + "/z.jsonl")
    #expect(try ul2prep(arguments(input, ["--strict"])).status == 1)
    let refused = try ul2prep(
      arguments(input, ["--append-eod", "--rank", "1", "--world-size", "2"]))
    expectRefusal(
      refused, 73,
      ["an unfinished output of another command", "append_eod: false → true", "remove it yourself"])
    #expect(!refused.errors.contains("--overwrite"))
    expectRefusal(
      try ul2prep(arguments(input, ["--append-eod"])), 73,
      ["append_eod: false → true", "--overwrite"])
  }

  // MARK: Begun anew

  @Test("Another command's output without a finished unit starts over")
  func abandoned() throws {
    let input = try manyInputs(scratch, count: 8)
    _ = try Command.paused(
      at: "configuration", arguments(input, ["--workers", "1"]), environment: separately
    ).end(by: SIGKILL)
    let result = try ul2prep(arguments(input, ["--append-eod"]))
    expectSuccess(result)
    #expect(result.errors.contains("starting over"), "\(result.errors)")
    #expect(try TokenStore(scratch("store")).manifest?.appendsEOD == true)
  }

  @Test("Not while its process runs, and not by one task of several")
  func running() throws {
    let input = try manyInputs(scratch, count: 8)
    let command = try Command.paused(
      at: "configuration", arguments(input, ["--workers", "1"]), environment: separately)
    let other = try ul2prep(arguments(input, ["--append-eod"]))
    expectRefusal(other, 73, ["an unfinished output of another command is here"])
    expectRefusal(
      try ul2prep(arguments(input, ["--append-eod", "--overwrite"])), 73,
      ["another process is writing this output"])
    _ = try command.end(by: SIGKILL)
    expectRefusal(
      try ul2prep(arguments(input, ["--append-eod", "--rank", "0", "--world-size", "2"])), 73,
      ["an unfinished output of another command"])
  }

  // MARK: Replaced

  @Test(
    "--overwrite leaves a store as it is until the new one is whole, and continues after an interruption"
  )
  func replacedStore() throws {
    let input = try manyInputs(scratch, count: 24)
    expectSuccess(try ul2prep(arguments(input, ["--append-eod"])))
    let expected = try hashes(below: scratch("store"))
    try removeTree(scratch("store"))
    expectSuccess(try ul2prep(arguments(input)))
    let old = try hashes(below: scratch("store"))
    let replacing = arguments(input, ["--append-eod", "--overwrite"])
    let result = try Command.paused(
      at: "00003.done", replacing + ["--workers", "1"], environment: separately
    ).end(by: SIGINT)
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains("nothing published yet; "), "\(result.errors)")
    #expect(try hashes(below: scratch("store")).filter { !$0.key.hasPrefix(".") } == old)
    expectSuccess(try ul2prep(["verify", scratch("store")]))
    let kept = try stamps(below: scratch("store/.ul2prep")).filter { $0.key.hasPrefix("00003.bin") }
    expectSuccess(try ul2prep(replacing))
    #expect(try hashes(below: scratch("store")) == expected)
    #expect(!exists(scratch("store/.ul2prep")))
    let after = try stamps(below: scratch("store"))
    #expect(kept.allSatisfy { after[$0.key] == $0.value } && kept.count == 1)
  }

  @Test("A store of the same command is remade too")
  func sameCommand() throws {
    let input = try manyInputs(scratch, count: 2)
    expectSuccess(try ul2prep(arguments(input)))
    let before = try stamps(below: scratch("store"))
    let contents = try hashes(below: scratch("store"))
    expectSuccess(try ul2prep(arguments(input, ["--overwrite"])))
    #expect(try hashes(below: scratch("store")) == contents)
    #expect(try stamps(below: scratch("store")) != before)
  }

  @Test("Shards are replaced the same way")
  func replacedShards() throws {
    let output = scratch("shards")
    expectSuccess(try ul2prep(packing(to: scratch("whole")) + slow))
    expectSuccess(
      try ul2prep(packing(to: output) + ["--seq-length", "64", "--total-tokens", "50K"]))
    let old = try hashes(below: output)
    let replacing = try packing(to: output) + slow + ["--overwrite"]
    let result = try Command.paused(
      at: "00000.done", replacing + ["--workers", "1"], environment: separately
    ).end(by: SIGTERM)
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains("units are kept: the same command does the others"))
    #expect(try hashes(below: output).filter { !$0.key.hasPrefix(".") } == old)
    expectSuccess(try ul2prep(["verify", output]))
    let kept = try stamps(below: output + "/.ul2prep/new/00000")
    expectSuccess(try ul2prep(replacing))
    #expect(try hashes(below: output) == hashes(below: scratch("whole")))
    #expect(try stamps(below: output + "/00000") == kept)
  }

  @Test("A swap killed half-way is finished by the same command", arguments: [false, true])
  func halfSwap(hasMark: Bool) throws {
    let output = scratch("shards")
    let options = ["--seq-length", "64", "--total-tokens", "300K"]
    expectSuccess(try ul2prep(packing(to: scratch("whole")) + options))
    expectSuccess(
      try ul2prep(packing(to: output) + ["--seq-length", "32", "--total-tokens", "50K"]))
    // As if it had been killed between the renames.
    let work = output + "/.ul2prep"
    try makeDirectories(work + "/old")
    try makeDirectories(work + "/new")
    for name in try listDirectory(output) where hasMark || name == "manifest.json" {
      try rename(output + "/" + name, to: "\(work)/old/\(name)")
    }
    let manifest = try JSONValue.parse(file: scratch("whole/manifest.json"))
    let configuration = try #require(manifest["configuration"]?.string)
    try AtomicFile.write(Array(configuration.utf8), to: work + "/configuration")
    let copied = try Command(
      "/bin/cp",
      ["-r"] + ["00000", "index.json", "tokenizer.model"].map { scratch("whole/" + $0) }
        + [work + "/new/"]
    ).wait()
    #expect(copied.status == 0)
    if hasMark {
      try AtomicFile.write([], to: work + "/moved")
      try rename(work + "/new/index.json", to: output + "/index.json")
    }
    expectSuccess(try ul2prep(packing(to: output) + options))
    #expect(try hashes(below: output) == hashes(below: scratch("whole")))
    #expect(!exists(work))
  }

  @Test("An interrupted replacement is no obstacle to a third command")
  func third() throws {
    let input = try manyInputs(scratch, count: 24)
    expectSuccess(try ul2prep(arguments(input)))
    _ = try Command.paused(
      at: "?????.done", arguments(input, ["--append-eod", "--overwrite", "--workers", "1"])
    ).end(by: SIGKILL)
    expectSuccess(
      try ul2prep(arguments(input, ["--append-eod", "--overwrite", "--validation-share", "0.2"])))
    #expect(exists(scratch("store/validation/manifest.json")))
    #expect(!exists(scratch("store/.ul2prep")))
  }
}

@Suite("Space for an output")
struct FreeSpaceTests {
  private let scratch = Scratch()

  @Test(
    "Shards that do not fit are refused before the work, and the replaced ones stay",
    .enabled(if: TinyDisk.isPossible, "cannot mount"))
  func replaced() throws {
    let disk = try TinyDisk(scratch("disk"), size: "1m")
    let options = ["--seq-length", "64", "--compression", "none"]
    let output = disk.path + "/shards"
    expectSuccess(try ul2prep(packing(to: output) + options + ["--total-tokens", "50K"]))
    // The same size fits into an empty disk, but not beside the other output.
    let result = try ul2prep(
      packing(to: output) + options + ["--total-tokens", "150K", "--overwrite"])
    expectFailure(
      result, 74,
      ["the output that it replaces stays until the end", "bytes free"])
    expectSuccess(try ul2prep(["verify", output]))
  }
}
