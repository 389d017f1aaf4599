/// Many small inputs in few shards, and large ones in several: the same documents as from each input alone.
import TestSupport
import Testing
import UL2Pipeline

/// Sizes of shards, units and parts with which each input is a shard and a unit of its own.
let separately = ["UL2PREP_STORE_SIZES": "1:1:\(1 << 40)"]

@Suite("Grouped and divided inputs")
struct GroupedInputTests {
  private let scratch = Scratch()

  private func tokenizing(_ input: String, to output: String, _ options: [String] = []) -> [String]
  {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch(output), scratch(input),
    ] + options
  }

  /// The bytes of all files of that ending, in the order of their shards.
  private func joined(_ store: String, _ ending: String) throws -> [UInt8] {
    let names = try listDirectory(scratch(store)).filter {
      $0.hasSuffix(ending) && (ending == ".meta.bin" || !$0.hasSuffix(".meta.bin"))
    }
    return try names.flatMap { try readFile(scratch("\(store)/\($0)")) }
  }

  private func expectSame(_ a: String, _ b: String) throws {
    for ending in [".bin", ".meta.bin"] {
      #expect(try joined(a, ending) == joined(b, ending), "\(a) and \(b), \(ending)")
    }
  }

  /// Inputs of all sizes: empty ones, some of two bytes, some of more than a part of the run.
  private func inputs(_ count: Int) throws {
    for i in 0..<count {
      let size = i % 7 == 6 ? 2000 : i % 5
      let lines = (0..<size).map {
        "{\"id\": \"\(i)-\($0)\", \"text\": \"line \($0) of input \(i)\"}\n"
      }
      try scratch.write(lines.joined(), to: "in/\(100 + i).jsonl")
    }
  }

  @Test("The same documents in the same order, whatever the shards and however many workers")
  func same() throws {
    try inputs(22)
    expectSuccess(
      try ul2prep(tokenizing("in", to: "each", ["--workers", "1"]), environment: separately))
    #expect(try TokenStore(scratch("each")).shards.count == 22)
    for (i, sizes) in ["1000:3000:50000", "200000:400000:1099511627776"].enumerated() {
      for workers in [1, 2, 7] {
        let output = "grouped\(i)-\(workers)"
        let result = try ul2prep(
          tokenizing("in", to: output, ["--workers", "\(workers)"]),
          environment: ["UL2PREP_STORE_SIZES": sizes])
        expectSuccess(result)
        #expect(result.errors.contains("left out 4 × empty file (\(scratch("in/100.jsonl")), "))
        try expectSame("each", output)
        #expect(
          try hashes(below: scratch(output)) == hashes(below: scratch("grouped\(i)-1")))
      }
      expectSuccess(try ul2prep(["verify", scratch("grouped\(i)-2"), "--deep"]))
    }
    // Parts of large inputs, and groups of small ones.
    let shards = try #require(TokenStore(scratch("grouped0-1")).manifest).shards.map(\.shard)
    #expect(shards.contains { $0.inputs.count > 1 } && shards.contains { $0.inputs[0].part != nil })
  }

  @Test("inspect names a document's file")
  func provenance() throws {
    for i in 0..<4 {
      let lines = (0...i).map { "{\"id\": \"x\", \"text\": \"line \($0) of \(i)\"}\n" }
      try scratch.write(i == 2 ? "" : lines.joined(), to: "in/\(i).jsonl")
    }
    expectSuccess(try ul2prep(tokenizing("in", to: "store")))
    let store = try TokenStore(scratch("store"))
    #expect(store.shards.count == 1)
    let expected = [0, 1, 1, 3, 3, 3, 3].map { scratch("in/\($0).jsonl") }
    #expect(try (0..<7).map { try store.provenance(of: $0).input } == expected)
  }

  @Test("Each input of a group has its own messages, up to twenty")
  func messages() throws {
    for (name, bad) in [("a", 30), ("b", 5), ("c", 0), ("d", 25)] {
      try scratch.write(lines(good: 500, bad: bad), to: "in/\(name).jsonl")
    }
    let result = try ul2prep(tokenizing("in", to: "store", ["--max-bad-share", "0.5"]))
    expectSuccess(result)
    func shown(_ name: String) -> Int {
      result.errorLines.count { $0.contains("\(name).jsonl:") && $0.contains("invalid JSON at") }
    }
    #expect(["a", "b", "c", "d"].map(shown) == [20, 5, 0, 20])
    #expect(result.errors.contains("a.jsonl: 10 more like these; in all 30 × invalid JSON"))
    #expect(result.errors.contains("d.jsonl: 5 more like these; in all 25 × invalid JSON"))
    #expect(result.errors.contains("skipped 60 × invalid JSON"))
  }

  @Test("3,000 inputs with 256 open files")
  func fewFiles() throws {
    for i in 0..<3000 {
      try scratch.write("{\"text\": \"file \(i)\"}\n", to: "in/\(10_000 + i).jsonl")
    }
    let limited = ["-c", "ulimit -n 256 && exec \"$@\"", "sh", programPath]
    for workers in ["1", "64"] {
      let result = try Command(
        "/bin/sh", limited + tokenizing("in", to: "store" + workers, ["--workers", workers])
      ).wait()
      expectSuccess(result)
    }
    #expect(try listDirectory(scratch("store1")).count == 6)
    #expect(try TokenStore(scratch("store1")).documentCount == 3000)
    #expect(try hashes(below: scratch("store1")) == hashes(below: scratch("store64")))
  }

  @Test("Tasks share a large input, one part per unit")
  func tasks() throws {
    let text = (0..<4000).map { "{\"text\": \"a line of number \($0)\"}\n" }.joined()
    try scratch.write(text, to: "in/large.jsonl")
    let sizes = ["UL2PREP_STORE_SIZES": "1000:2000:20000"]
    expectSuccess(try ul2prep(tokenizing("in", to: "one"), environment: sizes))
    for rank in 0..<3 {
      let result = try ul2prep(
        tokenizing("in", to: "ranks", ["--rank", "\(rank)", "--world-size", "3"]),
        environment: sizes)
      expectSuccess(result)
      #expect(result.errors.contains("rank \(rank) of 3: 1 of 1 input"), "\(result.errors)")
    }
    #expect(try hashes(below: scratch("ranks")) == hashes(below: scratch("one")))
    expectSuccess(try ul2prep(["verify", scratch("ranks"), "--deep"]))
    expectSuccess(try ul2prep(tokenizing("in", to: "whole")))
    for ending in [".bin"] { #expect(try joined("one", ending) == joined("whole", ending)) }
    #expect(try TokenStore(scratch("one")).documentCount == 4000)
    // A change of the input is detected in its part.
    var bytes = Array(text.utf8)
    bytes[50_000] ^= 1
    try scratch.write(bytes, to: "in/large.jsonl")
    let verified = try ul2prep(["verify", scratch("one"), "--deep"])
    #expect(verified.status == 1)
    let said = verified.text + verified.errors
    #expect(said.contains("in/large.jsonl: hash differs from what was tokenized into"), "\(said)")
  }

  @Test(
    "A store of more than a thousand shards has its manifest in segments; damage to them is named")
  func segments() throws {
    for i in 0..<1100 {
      try scratch.write("{\"text\": \"file \(i)\"}\n", to: "in/\(10_000 + i).jsonl")
    }
    expectSuccess(try ul2prep(tokenizing("in", to: "stores/notes"), environment: separately))
    let store = scratch("stores/notes")
    #expect(try listDirectory(store + "/manifest") == ["00000.json", "00001.json"])
    expectSuccess(try ul2prep(["verify", store, "--deep"]))
    let again = try ul2prep(tokenizing("in", to: "stores/notes"), environment: separately)
    #expect(again.errors.contains("done already"))
    let mixture = try scratch.write(oneSource("notes"), to: "mixture.json")
    let plan = ["plan", "--mixture", mixture, "--tokens", scratch("stores"), "--epochs", "1"]
    expectSuccess(try ul2prep(plan))
    // Another command's differences are still named.
    try scratch.write("{\"text\": \"longer than before\"}\n", to: "in/10007.jsonl")
    expectRefusal(
      try ul2prep(tokenizing("in", to: "stores/notes"), environment: separately), 73,
      ["in/10007.jsonl: 19 → 31 bytes"])
    var bytes = try readFile(store + "/manifest/00001.json")
    bytes[200] ^= 1
    try scratch.write(bytes, to: "stores/notes/manifest/00001.json")
    try removeFile(store + "/manifest/00000.json")
    let verified = try ul2prep(["verify", store])
    #expect(verified.status == 1)
    let said = verified.text + verified.errors
    #expect(said.contains("manifest/00000.json: a part of the manifest is missing"), "\(said)")
    #expect(said.contains("manifest/00001.json: a part of the manifest has been changed"))
    expectRefusal(try ul2prep(plan), 65, ["manifest/00000.json: a part of the manifest is missing"])
  }
}
