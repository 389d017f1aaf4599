/// Outputs that the program of revision 1dde2bb has finished are done already, and those that it has begun
/// are continued: whoever has used it goes on without doing anything again.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Outputs of revision 1dde2bb")
struct EarlierOutputsTests {
  @Test("Finished ones are done already", arguments: ["store", "lines", "shards"])
  func finished(name: String) throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch(name)
    let before = try stamps(below: output)
    #expect(before.count >= 5)
    let result = try earlier.run(EarlierOutputs.command(name, to: name))
    expectSuccess(result)
    #expect(result.errors.contains("\(name): done already"))
    #expect(try stamps(below: output) == before)
    let verified = try earlier.run(["verify", name, "--deep", "--tokens", "."])
    expectSuccess(verified)
  }

  @Test(
    "Stores that were begun are finished, without what is whole being made again",
    arguments: [("ranks", 4), ("killed", 7), ("strict", 8)])
  func begunStores(name: String, done: Int) throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch("begun/\(name)")
    let kept = try stamps(below: output + "/.ul2prep").filter { file in
      !file.key.contains("/") && !file.key.hasSuffix(".done")
        && exists(output + "/.ul2prep/\(file.key.prefix(5)).done")
    }
    #expect(kept.count == done * 8)
    expectSuccess(try earlier.run(EarlierOutputs.command("store", to: "begun/\(name)")))
    #expect(try hashes(below: output) == hashes(below: earlier.scratch("store")))
    #expect(!exists(output + "/.ul2prep"))
    let after = try stamps(below: output)
    for (file, stamp) in kept {
      let held = file.contains(".validation")
      let published =
        held ? "validation/" + file.replacing(".validation", with: "") : file
      #expect(after[published] == stamp, "\(file) was made again")
    }
  }

  @Test("Shards that were begun are finished, without whole blocks being made again")
  func begunShards() throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch("begun/blocks")
    let kept = try stamps(below: output)
    #expect(kept.keys.sorted() == ["00000/index.json", "00000/shard.00000.mds"])
    expectSuccess(try earlier.run(EarlierOutputs.command("blocks", to: "begun/blocks")))
    let after = try stamps(below: output)
    #expect(kept.allSatisfy { after[$0.key] == $0.value })
    // The indexes have the hashes of the shards, which `verify` compares.
    let expected = try hashes(below: earlier.scratch("blocks"))
    #expect(expected.count == 5)
    #expect(try hashes(below: output).filter { !$0.key.hasSuffix(".mds") } == expected)
    expectSuccess(try earlier.run(["verify", "begun/blocks", "--deep", "--tokens", "."]))
    #expect(!exists(output + "/.ul2prep"))
  }

  @Test("Another command does not pass for theirs")
  func others() throws {
    let earlier = try EarlierOutputs()
    for (name, output, state) in [
      ("lines", "begun/killed", "an unfinished"), ("blocks", "shards", "a finished"),
    ] {
      expectFailure(
        try earlier.run(EarlierOutputs.command(name, to: output)), 73,
        ["\(output): \(state) output of another command"])
    }
  }
}
