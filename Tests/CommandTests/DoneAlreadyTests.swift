/// "Done already" is checked file by file; the rest is made again.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Finished outputs that lack files")
struct DoneAlreadyTests {
  private let scratch = Scratch()

  private func tokenize(_ more: [String] = []) throws -> CommandResult {
    try ul2prep(
      [
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        scratch("store"), scratch("many"),
      ] + more, environment: separately)
  }

  private func writeInputs() throws {
    for i in 0..<4 {
      try scratch.write(lines(good: 40 + i, bad: 0), to: "many/\(i).jsonl")
    }
  }

  private func remove(_ name: String) throws { try removeFile(scratch(name)) }

  private func cut(_ name: String) throws {
    try scratch.write(Array(readFile(scratch(name)).dropLast()), to: name)
  }

  @Test(
    "A store's files that are missing or cut are remade, and no others",
    arguments: [
      ["00000.idx", "00003.meta.bin"], ["tokenizer.model"], ["validation/00001.bin"],
      ["validation/manifest.json", "validation/tokenizer.model"],
      [
        "00000.bin", "00001.bin", "00002.bin", "00003.bin", "validation/00000.meta.idx",
      ],
    ])
  func stores(names: [String]) throws {
    try writeInputs()
    let held = ["--validation-share", "0.2"]
    expectSuccess(try tokenize(held))
    let whole = try hashes(below: scratch("store"))
    for isCut in [false, true] {
      let before = try stamps(below: scratch("store"))
      for name in names { try isCut ? cut("store/" + name) : remove("store/" + name) }
      // An empty manifest does not give its size.
      if isCut, names.contains("validation/manifest.json") {
        try scratch.write("", to: "store/validation/manifest.json")
      }
      let again = try tokenize(held)
      expectSuccess(again)
      let files =
        names.count == 1 ? "1 file is missing or has" : "\(names.count) files are missing or have"
      #expect(
        again.errors.contains("store: done already, but \(files) another size: "),
        "\(again.errors)")
      #expect(again.errors.contains(names[0]), "\(again.errors)")
      #expect(try hashes(below: scratch("store")) == whole)
      #expect(!exists(scratch("store/.ul2prep")))
      let after = try stamps(below: scratch("store"))
      let shards = Set(names.map { baseName($0).prefix(5) })
      for (name, stamp) in before where name.hasSuffix(".bin") || name.hasSuffix(".idx") {
        if !shards.contains(baseName(name).prefix(5)) { #expect(after[name] == stamp, "\(name)") }
      }
      let last = try tokenize(held)
      #expect(last.errors.contains("store: done already\n"))
      #expect(!last.errors.contains("missing"))
    }
  }

  @Test("Several tasks remake what a finished store lacks")
  func ranks() throws {
    try writeInputs()
    func rank(_ rank: Int) throws -> CommandResult {
      let result = try tokenize(["--rank", "\(rank)", "--world-size", "2"])
      expectSuccess(result)
      return result
    }
    _ = try rank(0)
    _ = try rank(1)
    let whole = try hashes(below: scratch("store"))
    for shard in 0..<4 {
      try remove("store/0000\(shard).bin")
      let results = try (0..<2).map { try rank($0) }
      #expect(results[0].errors.contains("1 file is missing"))
      #expect(try hashes(below: scratch("store")) == whole)
    }
  }

  @Test("Finished units of an unfinished store are checked too")
  func units() throws {
    try writeInputs()
    try scratch.write("{\"text\": \"z\"}\n{\n", to: "many/z.jsonl")
    #expect(try tokenize(["--strict"]).status == 1)
    let work = scratch("store/.ul2prep")
    let done = try listDirectory(work).filter { $0.hasSuffix(".bin") && !$0.contains("meta") }
    #expect(done.count >= 2)
    try removeFile(work + "/" + done[0])
    let result = try tokenize(["--max-bad-share", "1"])
    expectSuccess(result)
    #expect(
      result.errors.contains("files of \(done[0].prefix(5)), which was finished, are missing"))
    expectSuccess(try ul2prep(["verify", scratch("store"), "--deep"]))
  }

  @Test("Shards that are missing or cut are remade, and no others")
  func shards() throws {
    let output = scratch("shards")
    let command =
      try packing(to: output) + ["--seq-length", "16", "--total-tokens", "400K"]
    expectSuccess(try ul2prep(command))
    let whole = try hashes(below: output)
    let blocks = try listDirectory(output).filter { isDirectory(joined(output, $0)) }
    #expect(blocks.count >= 2)
    for names in [
      ["plan.bin"], ["00001/shard.00000.mds.zstd"], ["tokenizer.model"],
      ["plan.bin", "00000/shard.00000.mds.zstd", "index.json"],
    ] {
      for isCut in [false, true] {
        let before = try stamps(below: output)
        for name in names { try isCut ? cut("shards/" + name) : remove("shards/" + name) }
        if isCut, names[0] == "plan.bin" { try scratch.write("", to: "shards/" + names[0]) }
        let again = try ul2prep(command)
        expectSuccess(again)
        #expect(
          again.errors.contains("shards: done already, but \(names.count == 1 ? "1 file" : "")"),
          "\(again.errors)")
        #expect(try hashes(below: output) == whole)
        let after = try stamps(below: output)
        let changed = Set(names.map { directoryName($0) })
        for (name, stamp) in before where name.contains("/") {
          if !changed.contains(directoryName(name)) { #expect(after[name] == stamp) }
        }
        #expect(try ul2prep(command).errors.contains("shards: done already\n"))
      }
    }
  }
}
