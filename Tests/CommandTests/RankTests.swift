/// `tokenize` in several tasks for one output: the same bytes as from one, whatever their order, and however they end.
import Glibc
import TestSupport
import Testing
import UL2Input
import UL2Pipeline

@Suite("tokenize as ranks")
struct RankTests {
  private let scratch = Scratch()

  private func arguments(_ input: String, _ rank: Int, of worldSize: Int) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), "--rank", "\(rank)", "--world-size", "\(worldSize)", input,
    ]
  }

  private func whole(_ input: String, _ options: [String] = []) throws -> [String: UInt64] {
    expectSuccess(
      try ul2prep(
        [
          "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
          scratch("whole"), input,
        ] + options, environment: separately))
    return try hashes(below: scratch("whole"))
  }

  @Test("One task of many does all the work", arguments: 1...3)
  func alone(worldSize: Int) throws {
    let input = try manyInputs(scratch, count: 5)
    let expected = try whole(input)
    for rank in 0..<worldSize {
      let result = try ul2prep(arguments(input, rank, of: worldSize), environment: separately)
      expectSuccess(result)
      #expect(!result.output.isEmpty)
      #expect(try hashes(below: scratch("store")) == expected)
      #expect(!exists(scratch("store/.ul2prep")))
      // Any of them again: done already.
      for other in 0..<worldSize {
        let again = try ul2prep(arguments(input, other, of: worldSize), environment: separately)
        expectSuccess(again)
        #expect(again.errors.contains("done already"))
      }
      try removeTree(scratch("store"))
    }
  }

  @Test("All tasks at once, again and again", arguments: 0..<4)
  func concurrently(round: Int) throws {
    let input = try manyInputs(scratch, count: 6)
    let expected = try whole(input)
    let commands = try (0..<4).map {
      try Command(programPath, arguments(input, $0, of: 4), environment: separately)
    }
    let results = try commands.map { try $0.wait() }
    for result in results { expectSuccess(result) }
    #expect(results.contains { !$0.output.isEmpty }, "one at least has published")
    #expect(Set(results.map(\.output)).subtracting([[]]).count == 1)
    expectSuccess(try ul2prep(["verify", scratch("store"), "--deep"]))
    #expect(try hashes(below: scratch("store")) == expected)
    #expect(!exists(scratch("store/.ul2prep")))
  }

  @Test("More tasks than inputs: some have none")
  func manyRanks() throws {
    let input = try manyInputs(scratch, count: 2)
    let expected = try whole(input)
    let commands = try (0..<7).map {
      try Command(programPath, arguments(input, $0, of: 7), environment: separately)
    }
    let results = try commands.map { try $0.wait() }
    for result in results { expectSuccess(result) }
    let own = results.map { result in
      ["0 of 2 inputs", "1 of 2 inputs"].firstIndex { result.errors.contains($0) }
    }
    #expect(own.compactMap { $0 }.reduce(0, +) <= 2)
    #expect(try hashes(below: scratch("store")) == expected)
  }

  @Test("Killed and started again; finished units are not done again")
  func killed() throws {
    let input = try manyInputs(scratch, count: 24)
    let expected = try whole(input)
    let work = scratch("store/.ul2prep")
    _ = try Command.paused(
      at: "?????.done", count: 3, arguments(input, 0, of: 2) + ["--workers", "2"],
      environment: separately
    ).end(by: SIGKILL)
    #expect(!exists(scratch("store/manifest.json")))
    // A unit is finished when it has a record, not when its files are there.
    let kept = try stamps(below: work).filter {
      $0.key.hasSuffix(".bin") && exists("\(work)/\($0.key.prefix(5)).done")
    }
    #expect(kept.count >= 6 && kept.count < 48)
    // Another number of tasks finishes what is left.
    expectSuccess(try ul2prep(arguments(input, 4, of: 5), environment: separately))
    #expect(try hashes(below: scratch("store")) == expected)
    let after = try stamps(below: scratch("store"))
    #expect(kept.allSatisfy { after[$0.key] == $0.value })
  }

  private func doneUnits(_ work: String) -> Int {
    ((try? listDirectory(work)) ?? []).count { $0.hasSuffix(".done") }
  }

  @Test("The same rank twice: the second does what is left")
  func sameRank() throws {
    let input = try manyInputs(scratch, count: 24)
    let first = try Command.paused(
      at: "?????.done", arguments(input, 0, of: 2) + ["--workers", "1"], environment: separately)
    let status = try ul2prep(["status", scratch("store"), "--json"])
    let json = try #require(try status.json().first)
    #expect(json["units"]?.int == 24 && json["kind"]?.string == "token_store")
    expectSuccess(try ul2prep(arguments(input, 0, of: 2), environment: separately))
    #expect(try hashes(below: scratch("store")) == whole(input))
    // It finds its place gone, and the store finished.
    first.signal(SIGCONT)
    expectSuccess(try first.wait())
    #expect(try hashes(below: scratch("store")) == whole(input))
    #expect(!exists(scratch("store/.ul2prep")))
  }

  @Test("Published by hand")
  func finalize() throws {
    let input = try manyInputs(scratch, count: 6)
    let expected = try whole(input, ["--validation-share", "0.2"])
    let command = arguments(input, 0, of: 2) + ["--validation-share", "0.2", "--workers", "1"]
    _ = try Command.paused(at: "?????.done", count: 2, command, environment: separately).end(
      by: SIGKILL)
    expectRefusal(
      try ul2prep(["finalize", scratch("store")]), 65, ["not all units are finished"])
    _ = try Command.paused(at: "?????.done", count: 4, command, environment: separately).end(
      by: SIGKILL)
    #expect(doneUnits(scratch("store/.ul2prep")) == 6)
    expectSuccess(try ul2prep(["finalize", scratch("store")]))
    #expect(try hashes(below: scratch("store")) == expected)
  }

  @Test("A task of another configuration is refused")
  func otherConfiguration() throws {
    let input = try manyInputs(scratch, count: 2)
    _ = try Command.paused(
      at: "?????.done", arguments(input, 0, of: 2) + ["--workers", "1"], environment: separately
    ).end(by: SIGKILL)
    expectRefusal(
      try ul2prep(arguments(input, 1, of: 2) + ["--append-eod"], environment: separately), 73,
      ["an unfinished output of another command is here"])
  }

  @Test("Bad input is summed over all tasks, by the one that would publish")
  func badInput() throws {
    for (name, bad) in [("a", 0), ("b", 30)] {
      try scratch.write(lines(good: 100, bad: bad), to: "in/\(name).jsonl")
    }
    for rank in 0..<2 {
      expectRefusal(
        try ul2prep(arguments(scratch("in"), rank, of: 2), environment: separately), 65,
        ["too much bad input"])
    }
    #expect(!exists(scratch("store/manifest.json")))
    let expected = try whole(scratch("in"), ["--max-bad-share", "0.5"])
    expectSuccess(
      try ul2prep(
        arguments(scratch("in"), 0, of: 2) + ["--max-bad-share", "0.5"], environment: separately))
    #expect(try hashes(below: scratch("store")) == expected)
  }

  @Test("The inputs of all sources of a mixture are shared out together")
  func mixture() throws {
    let command = tokenizing(openMoE, .unigram, to: scratch("stores"))
    let tasks = try (0..<2).map {
      try Command(programPath, command + ["--rank", "\($0)", "--world-size", "2"])
    }
    for task in tasks { expectSuccess(try task.wait()) }
    #expect(try hashes(below: scratch("stores")) == hashes(below: Model.unigram.stores))
  }

  @Test("Held-out documents are published too")
  func validation() throws {
    let input = try manyInputs(scratch, count: 4)
    let options = ["--validation-share", "0.2"]
    let expected = try whole(input, options)
    for rank in 0..<2 {
      expectSuccess(
        try ul2prep(arguments(input, rank, of: 2) + options, environment: separately))
    }
    #expect(try hashes(below: scratch("store")) == expected)
    #expect(expected["validation/manifest.json"] != nil)
  }

  @Test("--rank auto takes Slurm's array or a completion index, and says so")
  func automatic() throws {
    let input = try manyInputs(scratch, count: 2)
    var command = arguments(input, 0, of: 2)
    command.removeSubrange(command.firstIndex(of: "--rank")!...command.firstIndex(of: "2")!)
    let slurm = [
      "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "3", "SLURM_ARRAY_TASK_MAX": "4",
      "SLURM_ARRAY_TASK_COUNT": "2",
    ]
    let first = try ul2prep(
      command + ["--rank", "auto"], environment: slurm.merging(separately) { $1 })
    expectSuccess(first)
    #expect(first.errors.contains("--rank auto: rank 1 of 2, from Slurm's array 3-4"))
    let second = try ul2prep(
      command + ["--rank", "auto", "--world-size", "2"],
      environment: ["JOB_COMPLETION_INDEX": "0"].merging(separately) { $1 })
    expectSuccess(second)
    #expect(second.errors.contains("--rank auto: rank 0 of 2, from JOB_COMPLETION_INDEX"))
    #expect(exists(scratch("store/manifest.json")))
    expectRefusal(
      try ul2prep(command + ["--rank", "auto"]), 64, ["nothing in the environment says which"])
  }

  @Test("--rank auto says that it works alone in an array of one, and what to do in one with holes")
  func oddArrays() throws {
    let command = ["tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path]
    let input = try manyInputs(scratch, count: 2)
    func run(_ first: Int, _ last: Int, _ count: Int) throws -> CommandResult {
      try ul2prep(
        command + ["--rank", "auto", "--output", scratch("auto"), input],
        environment: [
          "SLURM_ARRAY_TASK_ID": "\(last)", "SLURM_ARRAY_TASK_MIN": "\(first)",
          "SLURM_ARRAY_TASK_MAX": "\(last)", "SLURM_ARRAY_TASK_COUNT": "\(count)",
        ])
    }
    expectRefusal(
      try run(0, 2, 2), 64,
      [
        "--rank auto: Slurm's array has holes", "got 2 of the numbers 0 to 2;",
        "(submit the whole array again: what is finished is skipped; or pass --rank and --world-size yourself)",
      ])
    #expect(!exists(scratch("auto")))
    let alone = try run(1, 1, 1)
    expectSuccess(alone)
    #expect(
      alone.errors.contains(
        "--rank auto: rank 0 of 1, from Slurm's array 1-1: this task does all the work "
          + "(sbatch --array=0-7 shares it among 8)"))
    #expect(exists(scratch("auto/manifest.json")))
  }

  @Test("Ranks cannot share standard input")
  func standardInput() throws {
    expectRefusal(
      try ul2prep(
        arguments("-", 0, of: 2), stdin: Array("{\"text\": \"a\"}\n".utf8), environment: separately),
      64,
      ["-: ranks cannot share this input"])
    #expect(!exists(scratch("store")))
  }
}
