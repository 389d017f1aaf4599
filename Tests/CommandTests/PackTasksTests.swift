/// `pack` in several tasks for one output: the same bytes as from one, whatever their number and order, and however
/// they end.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("pack in tasks")
struct PackTasksTests {
  private let scratch = Scratch()
  /// Eight units and more, each a moment of work.
  private let size = ["--seq-length", "32", "--total-tokens", "4M", "--compression", "zstd:9"]

  private func arguments(_ rank: Int?, of worldSize: Int = 1) throws -> [String] {
    try packing(to: scratch("shards")) + size + ["--workers", "1"]
      + (rank.map { ["--rank", "\($0)", "--world-size", "\(worldSize)"] } ?? [])
  }

  private func whole() throws -> [String: UInt64] {
    expectSuccess(try ul2prep(packing(to: scratch("whole")) + size))
    return try hashes(below: scratch("whole"))
  }

  private var done: Int {
    ((try? listDirectory(scratch("shards/.ul2prep"))) ?? []).count { $0.hasSuffix(".done") }
  }

  @Test("One task of several does all the work, and publishes")
  func alone() throws {
    let expected = try whole()
    #expect(Set(expected.keys.map { $0.prefix(5) }).count >= 8)
    let result = try ul2prep(arguments(2, of: 3))
    expectSuccess(result)
    #expect(result.errors.contains("planned in "))
    #expect(try hashes(below: scratch("shards")) == expected)
    #expect(!exists(scratch("shards/.ul2prep")))
    for rank in 0..<2 {
      #expect(try ul2prep(arguments(rank, of: 3)).errors.contains("done already"))
    }
  }

  @Test("All tasks at once, one rank twice, and one without a rank")
  func together() throws {
    let expected = try whole()
    var commands = try [0, 1, 2, 1].map { try Command(programPath, arguments($0, of: 3)) }
    commands.append(try Command(programPath, arguments(nil)))
    for command in commands { expectSuccess(try command.wait()) }
    #expect(try hashes(below: scratch("shards")) == expected)
    #expect(!exists(scratch("shards/.ul2prep")))
    expectSuccess(try ul2prep(["verify", scratch("shards"), "--deep"]))
  }

  @Test("Killed at every stage, with another number of tasks each time")
  func killed() throws {
    let expected = try whole()
    for (round, worldSize) in [2, 5, 1, 3].enumerated() {
      let commands = try (0..<min(2, worldSize)).map {
        try Command(programPath, arguments($0, of: worldSize))
      }
      commands[0].signal(SIGKILL) { done > round }
      for command in commands.dropFirst() { command.signal(SIGKILL) }
      for command in commands { _ = try command.wait() }
      if exists(scratch("shards/manifest.json")) { break }
    }
    expectSuccess(try ul2prep(arguments(0, of: 4)))
    #expect(try hashes(below: scratch("shards")) == expected)
  }

  @Test("status shows what is done; finalize publishes when everything is")
  func statusAndFinalize() throws {
    let expected = try whole()
    let output = scratch("shards")
    let first = try Command.paused(at: "?????.done", count: 2, arguments(0, of: 2))
    let status = try ul2prep(["status", output, "--json"])
    expectSuccess(status)
    let json = try #require(try status.json().first)
    let units = try #require(json["units"]?.int)
    #expect(units >= 8 && json["finished"]?.bool == false && json["kind"]?.string == "shards")
    // It may have been stopped between two units.
    let running = json["running"]?.array?.count ?? 9
    #expect((json["done"]?.int ?? 0) >= 2 && running <= 1)
    expectRefusal(try ul2prep(["finalize", output]), 65, ["not all units are finished"])
    first.signal(SIGKILL)
    _ = try first.wait()
    // All units, but nothing published: as if the last task had been killed at that moment.
    try makeDirectories(scratch("hold"))
    let text = try ul2prep(["status", output])
    #expect(text.text.contains("\(output): \(units) units: "))
    #expect(text.text.contains("running for") == (running > 0))
    _ = try Command.paused(at: "?????.done", count: units - done, arguments(1, of: 2)).end(
      by: SIGKILL)
    #expect(done == units && !exists(output + "/manifest.json"))
    expectSuccess(try ul2prep(["finalize", output]))
    #expect(try hashes(below: output) == expected)
    let finished = try ul2prep(["status", output])
    #expect(finished.text == "\(output): finished\n")
    #expect(try ul2prep(["finalize", output]).errors.contains("published already"))
    expectFailure(try ul2prep(["status", scratch("none")]), 66, ["no such directory"])
  }

  @Test("Bad data: three tries, the other units are made, nothing is published")
  func badData() throws {
    let expected = try whole()
    let stores = scratch("stores")
    #expect(try Command("/bin/cp", ["-r", try Model.unigram.stores, stores]).wait().status == 0)
    let command =
      [
        "pack", "--mixture", "openmoe", "--tokens", stores, "--output", scratch("shards"),
        "--workers", "1",
      ] + size
    let data = stores + "/arxiv/00000.bin"
    let bytes = try readFile(data)
    var damaged = bytes
    for i in 0..<200 { damaged[2 * i] = 0xFF; damaged[2 * i + 1] = 0xFE }
    try AtomicFile.write(damaged, to: data)
    for attempt in 1...3 {
      let result = try ul2prep(command)
      expectFailure(result, 65, ["cannot be made", "nothing published"])
      #expect(result.errors.contains("token beyond the vocabulary"), "try \(attempt)")
    }
    #expect(done >= 1)
    let again = try ul2prep(command)
    expectFailure(again, 65, ["--retry-bad"])
    let status = try #require(try ul2prep(["status", scratch("shards"), "--json"]).json().first)
    #expect((status["bad"]?.array?.count ?? 0) >= 1)
    try AtomicFile.write(bytes, to: data)
    expectFailure(try ul2prep(command), 65, ["--retry-bad"])
    expectSuccess(try ul2prep(command + ["--retry-bad"]))
    let made = try hashes(below: scratch("shards"))
    #expect(made.filter { $0.key.contains("/") } == expected.filter { $0.key.contains("/") })
  }
}
