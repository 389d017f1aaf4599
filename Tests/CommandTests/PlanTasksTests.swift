/// `plan --tasks`: what each task of `pack` would do.
import TestSupport
import Testing
import UL2Pipeline

@Suite("plan --tasks")
struct PlanTasksTests {
  private let scratch = Scratch()
  /// Some ten units.
  private let size = ["--seq-length", "32", "--total-tokens", "4M"]

  private func plan(_ options: [String]) throws -> CommandResult {
    try ul2prep(
      ["plan", "--mixture", "openmoe", "--tokens", Model.unigram.stores] + size + options)
  }

  @Test("Tables: one line per task, and the same plan as without --tasks; with --output too")
  func tables() throws {
    let alone = try plan([])
    let result = try plan(["--tasks", "3", "--workers", "2"])
    expectSuccess(result)
    #expect(result.text.hasPrefix(alone.text))
    let lines = result.text.dropFirst(alone.text.count).split(separator: "\n").map(String.init)
    let words = lines.map { $0.split(separator: " ").map(String.init) }
    #expect(
      words[0] == [
        "task", "units", "blocks", "rows", "tokens", "reads", "windows", "writes", "time",
      ])
    #expect(words[1...4].map { $0[0] } == ["0", "1", "2", "all"])
    #expect(lines.count == 8 && lines[7].hasPrefix("time: about, 2 workers at "))
    let kept = try plan(["--tasks", "3", "--workers", "2", "--output", scratch("plan")])
    #expect(kept.output == result.output)
    // An existing plan is shown again.
    let again = try plan(["--tasks", "3", "--workers", "2", "--output", scratch("plan")])
    #expect(again.output == result.output && again.errors.contains("done already"))
  }

  @Test("For many tasks the most, the mean and the least; those without a unit are counted")
  func many() throws {
    let result = try plan(["--tasks", "5000", "--workers", "4"])
    expectSuccess(result)
    let lines = result.lines.suffix(9)
    let firsts = lines.map { String($0.split(separator: " ")[0]) }
    #expect(
      firsts.dropLast() == ["task", "most", "mean", "least", "all", "reads:", "windows:", "time:"])
    #expect(lines.last!.contains(" tasks of 5,000 without a unit: the plan has "))
  }

  @Test("JSON, whose tasks add up to one pack")
  func json() throws {
    let json = try JSONValue.parse(plan(["--tasks", "3", "--json"]).output, path: "-")
    let tasks = try #require(json["tasks"])
    let each = try #require(tasks["each"]?.array)
    func sum(_ key: String) -> Int { each.reduce(0) { $0 + ($1[key]?.int ?? 0) } }
    #expect(tasks["count"]?.int == 3 && each.compactMap { $0["rank"]?.int } == [0, 1, 2])
    #expect(sum("rows") == json["totals"]?["rows"]?.int)
    #expect(sum("tokens") == json["totals"]?["tokens"]?.int)
    #expect(sum("row_bytes") == json["row_bytes"]?.int)
    #expect(each.allSatisfy { ($0["seconds"]?.double ?? 0) > 0 })
    #expect(try JSONValue.parse(plan(["--json"]).output, path: "-")["tasks"] == nil)
    // The units and bytes are those that pack makes, uncompressed.
    expectSuccess(
      try ul2prep(packing(to: scratch("shards")) + size + ["--compression", "none"]))
    let directories = try listDirectory(scratch("shards")).filter { isNumber($0) }
    #expect(directories.count == sum("units"))
    let index = try JSONValue.parse(file: scratch("shards/index.json"))
    let shards = try #require(index["shards"]?.array)
    let bytes = shards.reduce(0) { $0 + ($1["raw_data"]?["bytes"]?.int ?? 0) }
    #expect(sum("row_bytes") < bytes && bytes < sum("row_bytes") + 4096 * shards.count)
  }

  @Test(
    "Tables fit", .enabled(if: exists("/usr/bin/script"), "needs script(1)"), arguments: [60, 80])
  func narrow(columns: Int) throws {
    let stores = try Model.unigram.stores
    let command =
      "stty cols \(columns); '\(programPath)' plan --mixture openmoe --tokens '\(stores)' --seq-length 32 --total-tokens 4M --tasks 12 2>/dev/null"
    let result = try Command("/usr/bin/script", ["-qec", command, "/dev/null"]).wait()
    let text = String(decoding: result.output.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    let table = try #require(text.split(separator: "\n\n").last).split(separator: "\n").prefix(5)
    #expect(table.count == 5 && table[table.startIndex].hasPrefix("task"))
    for line in table { #expect(line.count <= columns, "\(line)") }
  }

  @Test(
    "Wrong usage",
    arguments: [
      (["--tasks", "0"], "--tasks: a number from 1 to 1048576, got 0"),
      (["--tasks", "1048577"], "got 1048577"),
      (["--workers", "2"], "--workers needs --tasks"),
      (["--tasks", "2", "--workers", "0"], "--workers: a number from 1 to 1024, got 0"),
    ])
  func usage(options: [String], message: String) throws {
    expectRefusal(try plan(options), 64, [message])
  }
}
