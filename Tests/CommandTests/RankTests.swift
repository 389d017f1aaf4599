/// `tokenize` in several tasks for one output: whatever their order, and whatever ends them, the bytes of
/// one task.
import Glibc
import TestSupport
import Testing
import UL2Input
import UL2Pipeline

@Suite("tokenize in ranks")
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

  private static func orders(_ count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    return orders(count - 1).flatMap { order in
      (0..<count).map { i in Array(order[..<i]) + [count - 1] + order[i...] }
    }
  }

  @Test("One, two, three tasks, in every order", arguments: 1...3)
  func orders(worldSize: Int) throws {
    let input = try manyInputs(scratch, count: 5)
    let expected = try whole(input)
    for order in Self.orders(worldSize) {
      for (i, rank) in order.enumerated() {
        let result = try ul2prep(arguments(input, rank, of: worldSize), environment: separately)
        expectSuccess(result)
        let isLast = i == order.count - 1
        #expect(result.output.isEmpty == !isLast, "only the last has a result")
        #expect(result.errors.contains("of all 5 are not yet") == !isLast, "\(result.errors)")
        #expect(exists(scratch("store/manifest.json")) == isLast)
        if !isLast { #expect(try listDirectory(scratch("store")).isEmpty) }
      }
      #expect(try hashes(below: scratch("store")) == expected)
      #expect(!exists(scratch("store/.ul2prep")))
      // Any of them again: done already.
      let again = try ul2prep(arguments(input, order[0], of: worldSize), environment: separately)
      expectSuccess(again)
      #expect(again.errors.contains("done already"))
      try removeTree(scratch("store"))
    }
  }

  @Test("All at once, again and again", arguments: 0..<4)
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
    #expect(try hashes(below: scratch("store")) == expected)
    #expect(!exists(scratch("store/.ul2prep")))
  }

  @Test("More tasks than inputs: some have nothing to do")
  func manyRanks() throws {
    let input = try manyInputs(scratch, count: 2)
    let expected = try whole(input)
    for rank in (0..<7).reversed() {
      let result = try ul2prep(arguments(input, rank, of: 7), environment: separately)
      expectSuccess(result)
      #expect(result.errors.contains("rank \(rank) of 7: \(rank < 2 ? 1 : 0) of 2 inputs"))
    }
    #expect(try hashes(below: scratch("store")) == expected)
  }

  @Test("Killed and started again; finished units are not done again")
  func killed() throws {
    let input = try manyInputs(scratch, count: 24)
    let expected = try whole(input)
    let work = scratch("store/.ul2prep")
    let first = try Command(
      programPath, arguments(input, 0, of: 2) + ["--workers", "2"], environment: separately)
    first.signal(SIGKILL) { doneUnits(work) >= 3 }
    _ = try first.wait()
    expectSuccess(try ul2prep(arguments(input, 1, of: 2), environment: separately))
    #expect(!exists(scratch("store/manifest.json")))
    // A unit is finished when it has a record, not when its files are there.
    let kept = try stamps(below: work).filter {
      $0.key.hasSuffix(".bin") && exists("\(work)/\($0.key.prefix(5)).done")
    }
    #expect(kept.count >= 24 && kept.count < 48)
    // Another number of tasks, or one alone, finishes what is left.
    expectSuccess(try ul2prep(arguments(input, 0, of: 1), environment: separately))
    #expect(try hashes(below: scratch("store")) == expected)
    let after = try stamps(below: scratch("store"))
    #expect(kept.allSatisfy { after[$0.key] == $0.value })
  }

  private func doneUnits(_ work: String) -> Int {
    ((try? listDirectory(work)) ?? []).count { $0.hasSuffix(".done") }
  }

  @Test("The same rank twice at once is refused; killed, it gives its place back")
  func sameRank() throws {
    let input = try manyInputs(scratch, count: 24)
    let first = try Command(
      programPath, arguments(input, 0, of: 2) + ["--workers", "1"], environment: separately)
    var refused: CommandResult?
    first.signal(SIGSTOP) { doneUnits(scratch("store/.ul2prep")) >= 1 }
    refused = try ul2prep(arguments(input, 0, of: 2), environment: separately)
    expectRefusal(
      try #require(refused), 73,
      ["\(scratch("store")): another process is writing this output, as rank 0 of 2"])
    first.signal(SIGKILL)
    _ = try first.wait()
    expectSuccess(try ul2prep(arguments(input, 0, of: 2), environment: separately))
    expectSuccess(try ul2prep(arguments(input, 1, of: 2), environment: separately))
    #expect(try hashes(below: scratch("store")) == whole(input))
  }

  @Test("A task of another configuration is refused")
  func otherConfiguration() throws {
    let input = try manyInputs(scratch, count: 2)
    expectSuccess(try ul2prep(arguments(input, 0, of: 2), environment: separately))
    expectRefusal(
      try ul2prep(arguments(input, 1, of: 2) + ["--append-eod"], environment: separately), 73,
      ["an unfinished output of another command stands here"])
  }

  @Test("Bad input is weighed over all tasks, by the one that would publish")
  func badInput() throws {
    for (name, bad) in [("a", 0), ("b", 30)] {
      try scratch.write(lines(good: 100, bad: bad), to: "in/\(name).jsonl")
    }
    expectSuccess(try ul2prep(arguments(scratch("in"), 0, of: 2), environment: separately))
    expectRefusal(
      try ul2prep(arguments(scratch("in"), 1, of: 2), environment: separately), 65,
      ["too much bad input"])
    #expect(!exists(scratch("store/manifest.json")))
    let expected = try whole(scratch("in"), ["--max-bad-share", "0.5"])
    expectSuccess(
      try ul2prep(
        arguments(scratch("in"), 0, of: 2) + ["--max-bad-share", "0.5"], environment: separately))
    #expect(try hashes(below: scratch("store")) == expected)
  }

  @Test("A mixture's inputs are dealt as one")
  func mixture() throws {
    let command = tokenizing(openMoE, .unigram, to: scratch("stores"))
    for rank in 0..<2 {
      expectSuccess(try ul2prep(command + ["--rank", "\(rank)", "--world-size", "2"]))
      #expect(exists(scratch("stores/c4/manifest.json")) == (rank == 1))
    }
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
