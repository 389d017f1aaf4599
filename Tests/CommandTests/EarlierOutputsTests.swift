/// Outputs that revision 1dde2bb finished are done already. Unfinished ones start over, since the text of stores and
/// the rows of shards have changed: no output has two formats.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Outputs of revision 1dde2bb")
struct EarlierOutputsTests {
  @Test("Finished outputs are done already", arguments: ["store", "lines", "shards"])
  func finished(name: String) throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch(name)
    let before = try stamps(below: output)
    #expect(before.count >= 5)
    let result = try earlier.run(EarlierOutputs.command(name, to: name))
    expectSuccess(result)
    let kind = name == "shards" ? "its rows are" : "its text is"
    #expect(result.errors.contains("\(name): done already; \(kind) of format 1"))
    #expect(try stamps(below: output) == before)
    let verified = try earlier.run(["verify", name, "--deep", "--tokens", "."])
    expectSuccess(verified)
  }

  @Test(
    "Unfinished stores start over, with a message",
    arguments: ["ranks", "killed", "strict"])
  func begunStores(name: String) throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch("begun/\(name)")
    #expect(try listDirectory(output + "/.ul2prep").contains("00000.done"))
    // A finished unit that does not match its record must not be used.
    try earlier.scratch.write(Array("no index".utf8), to: "begun/\(name)/.ul2prep/00000.idx")
    let begun = try earlier.run(EarlierOutputs.command("store", to: "begun/\(name)"))
    expectSuccess(begun)
    #expect(
      begun.errors.contains(
        "begun/\(name): an earlier version began this output in format 1; starting over"))
    expectSuccess(try earlier.run(EarlierOutputs.command("store", to: "fresh")))
    #expect(try hashes(below: output) == hashes(below: earlier.scratch("fresh")))
    #expect(!exists(output + "/.ul2prep"))
    expectSuccess(try earlier.run(["verify", "begun/\(name)", "--deep"]))
  }

  @Test("Tasks that find an unfinished store at once finish it together, with one format's text")
  func begunByTasks() throws {
    let earlier = try EarlierOutputs()
    expectSuccess(try earlier.run(EarlierOutputs.command("store", to: "fresh")))
    let command = try EarlierOutputs.command("store", to: "begun/killed")
    let tasks = try (0..<4).map { rank in
      try earlier.start(command + ["--rank", "\(rank)", "--world-size", "4"])
    }
    for task in tasks { expectSuccess(try task.wait()) }
    let output = earlier.scratch("begun/killed")
    #expect(try hashes(below: output) == hashes(below: earlier.scratch("fresh")))
  }

  @Test("Every command reads stores of format 1")
  func read() throws {
    let earlier = try EarlierOutputs()
    for command in [
      ["verify", "store", "--deep"], ["inspect", "store", "--count", "2"],
      ["plan", "--mixture", "inputs/lines.json", "--tokens", ".", "--total-tokens", "1K"],
      [
        "pack", "--mixture", "inputs/lines.json", "--tokens", ".", "--total-tokens", "1K",
        "--output", "packed",
      ],
    ] { expectSuccess(try earlier.run(command)) }
  }

  @Test("Unfinished shards start over, with a message; none of their blocks is kept")
  func begunShards() throws {
    let earlier = try EarlierOutputs()
    let output = earlier.scratch("begun/blocks")
    #expect(
      try stamps(below: output).keys.sorted() == ["00000/index.json", "00000/shard.00000.mds"])
    // A block that would not be remade must not count as one of the plan's.
    try earlier.scratch.write("no index", to: "begun/blocks/00009/index.json")
    let begun = try earlier.run(EarlierOutputs.command("blocks", to: "begun/blocks"))
    expectSuccess(begun)
    #expect(
      begun.errors.contains(
        "begun/blocks: an earlier version began this output in format 1; starting over")
    )
    expectSuccess(try earlier.run(EarlierOutputs.command("blocks", to: "fresh")))
    #expect(try hashes(below: output) == hashes(below: earlier.scratch("fresh")))
    expectSuccess(try earlier.run(["verify", "begun/blocks", "--deep", "--tokens", "."]))
    #expect(!exists(output + "/.ul2prep"))
  }

  @Test("Every command reads shards of format 1")
  func readShards() throws {
    let earlier = try EarlierOutputs()
    for command in [
      ["verify", "shards", "--deep", "--tokens", "."], ["inspect", "shards", "--count", "2"],
      ["inspect", "shards", "--objective", "span_corruption", "--json"],
    ] { expectSuccess(try earlier.run(command)) }
  }

  @Test("The output of another command is refused")
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

@Suite("Outputs of revision a194df1: stores of format 2, with one shard per input")
struct Format2Tests {
  private let earlier = Result { try EarlierOutputs(fixture("outputs-a194df1")) }

  @Test("A finished output is done already, verifies and can be packed")
  func finished() throws {
    let earlier = try earlier.get()
    let before = try stamps(below: earlier.scratch("store"))
    let result = try earlier.run(EarlierOutputs.command("store", to: "store"))
    expectSuccess(result)
    #expect(result.errors.contains("store: done already; it is of format 2, "), "\(result.errors)")
    #expect(try stamps(below: earlier.scratch("store")) == before)
    for command in [
      ["verify", "store", "--deep"], ["inspect", "store", "--count", "2"],
      ["plan", "--mixture", "small.json", "--tokens", ".", "--total-tokens", "1K"],
    ] {
      try earlier.scratch.write(oneSource("store"), to: "small.json")
      expectSuccess(try earlier.run(command))
    }
    // The same documents and tokens as now.
    expectSuccess(try earlier.run(EarlierOutputs.command("store", to: "fresh")))
    let (old, new) = (
      try TokenStore(earlier.scratch("store")), try TokenStore(earlier.scratch("fresh"))
    )
    #expect(old.shards.count == 8 && new.shards.count == 1)
    #expect(old.documentCount == new.documentCount && old.tokenCount == new.tokenCount)
    for document in 0..<old.documentCount {
      #expect(try old.metadata(of: document) == new.metadata(of: document))
      #expect(try old.provenance(of: document).input == new.provenance(of: document).input)
    }
  }

  @Test("One with missing files cannot be completed")
  func incomplete() throws {
    let earlier = try earlier.get()
    try removeFile(earlier.scratch("store/00003.bin"))
    expectFailure(
      try earlier.run(EarlierOutputs.command("store", to: "store")), 73,
      ["an earlier version made it", "format 2", "--overwrite"])
  }

  @Test(
    "An unfinished one starts over, with a message, by one task or several", arguments: [1, 2])
  func begun(tasks: Int) throws {
    let earlier = try earlier.get()
    var said = ""
    for rank in 0..<tasks {
      let ranks = tasks == 1 ? [] : ["--rank", "\(rank)", "--world-size", "\(tasks)"]
      let result = try earlier.run(EarlierOutputs.command("store", to: "begun/ranks") + ranks)
      expectSuccess(result)
      said += result.errors
    }
    #expect(
      said.contains(
        "begun/ranks: an earlier version began this output in format 2; starting over"))
    expectSuccess(try earlier.run(EarlierOutputs.command("store", to: "fresh")))
    #expect(
      try hashes(below: earlier.scratch("begun/ranks")) == hashes(below: earlier.scratch("fresh")))
  }

  @Test("The output of another command is refused, with the differences")
  func others() throws {
    let earlier = try earlier.get()
    expectFailure(
      try earlier.run(EarlierOutputs.command("store", to: "begun/ranks") + ["--append-eod"]), 73,
      ["an unfinished output of another command", "append_eod: false → true"])
  }

  @Test("Manifests are written with the same bytes", arguments: ["store", "store/validation"])
  func manifests(name: String) throws {
    let path = try earlier.get().scratch(name + "/manifest.json")
    #expect(try ManifestFile.text(StoreManifest(file: path).json) == readFile(path))
  }
}
