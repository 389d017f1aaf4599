/// `pack` started, interrupted, resumed, repeated, refused.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("pack, more than once")
struct PackResumeTests {
  private let scratch = Scratch()

  /// Blocks that take a while.
  private let slow = ["--seq-length", "64", "--total-tokens", "4M", "--compression", "zstd:12"]

  @Test(
    "Interrupted or killed, the same command gives the bytes of an undisturbed run",
    arguments: [(SIGINT, 75), (SIGTERM, 75), (SIGKILL, 128 + 9)] as [(Int32, Int32)])
  func interrupted(signal: Int32, status: Int32) throws {
    expectSuccess(try ul2prep(packing(to: scratch("whole")) + slow))
    let output = scratch("shards")
    let result = try Command.paused(
      at: "00000.done", packing(to: output) + slow + ["--workers", "2"]
    )
    .end(by: signal)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.output.isEmpty)
    if signal != SIGKILL { #expect(result.errors.contains("ul2prep: interrupted")) }
    #expect(!exists(output + "/manifest.json") && !exists(output + "/index.json"))
    expectRefusal(
      try ul2prep(packing(to: output) + slow + ["--seed", "9"]), 73,
      ["\(output): an unfinished output of another command is here"])
    let kept = try stamps(below: output + "/00000")
    expectSuccess(try ul2prep(packing(to: output) + slow + ["--workers", "1"]))
    #expect(try hashes(below: output) == hashes(below: scratch("whole")))
    #expect(try stamps(below: output + "/00000") == kept, "finished units are not done again")
    #expect(!exists(output + "/.ul2prep"))
  }

  @Test("Finished shards are done already; those of another command are refused")
  func finished() throws {
    let output = scratch("shards")
    let options = ["--seq-length", "64", "--total-tokens", "100K"]
    expectSuccess(try ul2prep(packing(to: output) + options))
    let before = try stamps(below: output)
    let again = try ul2prep(packing(to: output) + options + ["--workers", "1"])
    expectSuccess(again)
    #expect(again.errors.contains("\(output): done already"))
    for other in [
      ["--seed", "1"], ["--columns", "full"], ["--compression", "none"],
      ["--shard-size", "1MiB"], ["--fim-rate", "0.1"],
    ] {
      expectFailure(
        try ul2prep(packing(to: output) + options + other), 73,
        ["\(output): a finished output of another command is here"])
    }
    expectFailure(
      try ul2prep(packing(.bpe, to: output) + options), 73, ["a finished output of another"])
    #expect(try stamps(below: output) == before)
    expectSuccess(try ul2prep(packing(to: output) + options + ["--seed", "1", "--overwrite"]))
    let manifest = try JSONValue.parse(file: output + "/manifest.json")
    #expect(manifest["seed"]?.int == 1)
  }

  @Test("Leftovers of a run killed after publishing are removed")
  func leftovers() throws {
    let output = scratch("shards")
    let options = ["--seq-length", "64", "--total-tokens", "50K"]
    expectSuccess(try ul2prep(packing(to: output) + options))
    let before = try stamps(below: output)
    try scratch.write("0", to: "shards/.ul2prep/configuration")
    expectSuccess(try ul2prep(packing(to: output) + options))
    #expect(!exists(output + "/.ul2prep"))
    #expect(try stamps(below: output) == before)
  }

  @Test("A mixture that cannot be planned leaves nothing that blocks the next command")
  func impossiblePlan() throws {
    let text = String(decoding: try readFile(openMoE), as: UTF8.self)
    let path = try scratch.write(
      text.split(separator: "\"weight\": 67").joined(
        separator: "\"weight\": 67, \"max_epochs\": 1"), to: "mixture.json")
    let output = scratch("shards")
    let options = ["--total-tokens", "2M"]
    expectFailure(
      try ul2prep(packing(to: output, mixture: path) + options), 78,
      ["\(path):sources.common_crawl: used up before the end"])
    #expect(!exists(output))
    expectSuccess(try ul2prep(packing(to: output) + options))
  }

  @Test("A token store is not overwritten by shards")
  func tokenStore() throws {
    for name in ["manifest.json", "00000.bin"] { try scratch.write("{}", to: "store/" + name) }
    expectFailure(
      try ul2prep(packing(to: scratch("store")) + ["--total-tokens", "10K", "--overwrite"]), 73,
      ["\(scratch("store")): "])
    #expect(try listDirectory(scratch("store")) == ["00000.bin", "manifest.json"])
  }

  @Test("A full disk", .enabled(if: TinyDisk.isPossible, "cannot mount"))
  func fullDisk() throws {
    let disk = try TinyDisk(scratch("disk"), size: "256k")
    let options = ["--seq-length", "64", "--total-tokens", "300K", "--compression", "none"]
    let output = disk.path + "/shards"
    let result = try ul2prep(packing(to: output) + options)
    #expect(result.output.isEmpty)
    expectFailure(result, 74, [output, "no space left on device"])
    #expect(!exists(output + "/manifest.json") && !exists(output + "/index.json"))
    try disk.remount("size=64m")
    expectSuccess(try ul2prep(packing(to: output) + options))
  }
}
