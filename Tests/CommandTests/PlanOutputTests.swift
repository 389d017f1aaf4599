/// `plan --output`: a plan is a dataset that can be inspected, verified and packed.
import TestSupport
import Testing
import UL2Pipeline

@Suite("plan --output")
struct PlanOutputTests {
  private let scratch = Scratch()
  private let size = ["--seq-length", "64", "--total-tokens", "2M"]

  /// A copy of the shared stores, which a test may damage or move.
  private func stores() throws -> String {
    let path = scratch("stores")
    let copied = try Command("/bin/cp", ["-r", try Model.unigram.stores, path]).wait()
    #expect(copied.status == 0)
    return path
  }

  private func plan(_ tokens: String, to output: String = "plan") throws -> CommandResult {
    try ul2prep(
      ["plan", "--mixture", openMoE, "--tokens", tokens, "--output", scratch(output)] + size)
  }

  @Test("Packing from it gives the same bytes as packing without it")
  func packed() throws {
    let tokens = try stores()
    expectSuccess(try plan(tokens))
    let planned = scratch("plan")
    #expect(
      try listDirectory(planned) == ["manifest.json", "plan.bin", "tokenizer.model"])
    let again = try plan(tokens)
    expectSuccess(again)
    #expect(again.errors.contains("\(planned): done already"))
    expectSuccess(
      try ul2prep(
        ["pack", "--mixture", openMoE, "--tokens", tokens, "--output", scratch("direct")] + size))
    expectSuccess(try ul2prep(["pack", "--plan", planned, "--output", scratch("shards")]))
    let expected = try hashes(below: scratch("direct")).filter { $0.key != "manifest.json" }
    #expect(
      try hashes(below: scratch("shards")).filter { $0.key != "manifest.json" } == expected)
    let (a, b) = try (manifest("direct"), manifest("shards"))
    for key in ["configuration", "plan", "totals", "objectives", "mixture", "tokenizer"] {
      #expect(a[key] == b[key], "\(key)")
    }
    #expect(a["plan"]?["fingerprint"] == (try manifest("plan"))["configuration"])
    // The same command with other paths: done already.
    let done = try ul2prep(
      ["pack", "--mixture", openMoE, "--tokens", tokens, "--output", scratch("shards")] + size)
    expectSuccess(done)
    #expect(done.errors.contains("done already"))
    for path in ["plan", "shards"] {
      let text = try ul2prep(["verify", scratch(path), "--deep"])
      expectSuccess(text)
      #expect(text.text.contains("sound"))
    }
  }

  private func manifest(_ name: String) throws -> JSONValue {
    try .parse(file: scratch(name + "/manifest.json"))
  }

  @Test("Its rows are the shards' rows")
  func rows() throws {
    let tokens = try stores()
    expectSuccess(try plan(tokens))
    expectSuccess(try ul2prep(["pack", "--plan", scratch("plan"), "--output", scratch("shards")]))
    let rows = try #require(try manifest("plan")["totals"]?["rows"]?.int)
    for row in [0, 16_383, 16_384, rows - 1] {
      let shown = try ["plan", "shards"].map { name in
        try ul2prep(["inspect", scratch(name), "--row", "\(row)", "--json"])
      }
      for result in shown { expectSuccess(result) }
      #expect(shown[0].text == shown[1].text && !shown[0].text.isEmpty)
    }
    expectFailure(
      try ul2prep(["inspect", scratch("plan"), "--row", "\(rows)"]), 64, ["no such row"])
    // A trainer's view of both: a run over the plan continues over its shards.
    let (planned, packed) = try (Dataset(scratch("plan")), Dataset(scratch("shards")))
    #expect(planned.fingerprint == packed.fingerprint && planned.count == packed.count)
    var made = try DataLoader(planned, globalBatchSize: 100, order: .shuffled, seed: 4)
    for skipped in [0, 9000, rows] {
      try made.skip(samples: skipped)
      var read = try DataLoader(packed, globalBatchSize: 100, state: made.state)
      #expect(try made.next()?.rows == read.next()?.rows)
    }
  }

  @Test("Moved with its stores, or without them")
  func moved() throws {
    let tokens = try stores()
    expectSuccess(try plan(tokens))
    expectSuccess(try ul2prep(["pack", "--plan", scratch("plan"), "--output", scratch("a")]))
    try makeDirectories(scratch("elsewhere"))
    for name in ["plan", "stores"] { try rename(scratch(name), to: scratch("elsewhere/" + name)) }
    expectSuccess(
      try ul2prep(["pack", "--plan", scratch("elsewhere/plan"), "--output", scratch("b")]))
    #expect(try rowFiles("a") == rowFiles("b"))
    try rename(scratch("elsewhere/stores"), to: scratch("tokens"))
    expectRefusal(
      try ul2prep(["pack", "--plan", scratch("elsewhere/plan"), "--output", scratch("c")]), 66,
      ["sources.arxiv: the store that the plan was made from is missing", "--tokens"])
    expectSuccess(
      try ul2prep([
        "pack", "--plan", scratch("elsewhere/plan"), "--tokens", scratch("tokens"), "--output",
        scratch("c"),
      ]))
    #expect(try rowFiles("a") == rowFiles("c"))
  }

  private func rowFiles(_ name: String) throws -> [String: UInt64] {
    try hashes(below: scratch(name)).filter { $0.key.contains("/") }
  }

  @Test("Changed stores or a damaged plan: one line, and nothing is packed")
  func changed() throws {
    let tokens = try stores()
    expectSuccess(try plan(tokens))
    let pack = ["pack", "--plan", scratch("plan"), "--output", scratch("shards")]
    let file = scratch("plan/plan.bin")
    let bytes = try readFile(file)
    var damaged = bytes
    damaged[200] ^= 4
    try AtomicFile.write(damaged, to: file)
    expectRefusal(try ul2prep(pack), 65, ["\(file): the plan has been changed"])
    expectFailure(try ul2prep(["verify", scratch("plan")]), 1, ["not sound"])
    try removeFile(file)
    expectRefusal(try ul2prep(pack), 66, [file])
    try AtomicFile.write(bytes, to: file)
    let store = tokens + "/c4"
    let manifest = try readFile(store + "/manifest.json")
    // Another hash of a data file, which is part of the store's fingerprint.
    var other = String(decoding: manifest, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(other.lastIndex { $0.contains("\"xxh3\": \"") })
    other[line].replace(#/"[0-9a-f]{16}"/#, with: "\"0123456789abcdef\"")
    try AtomicFile.write(Array(other.joined(separator: "\n").utf8), to: store + "/manifest.json")
    expectRefusal(
      try ul2prep(pack), 65, ["\(store):manifest.json: not the store that the plan was made from"])
    expectFailure(try ul2prep(["verify", scratch("plan")]), 1, ["not sound"])
    try AtomicFile.write(manifest, to: store + "/manifest.json")
    let data = store + "/00000.bin"
    let tokensOfShard = try readFile(data)
    try AtomicFile.write(tokensOfShard + [0, 0], to: data)
    expectRefusal(
      try ul2prep(pack), 65, ["\(data): token store differs from its manifest, got "])
    try AtomicFile.write(tokensOfShard, to: data)
    #expect(!exists(scratch("shards/manifest.json")))
    expectSuccess(try ul2prep(pack))
  }

  @Test("Options that the plan fixes are refused")
  func settled() throws {
    expectFailure(
      try ul2prep(["pack", "--plan", scratch("plan"), "--output", scratch("x"), "--seed", "1"]), 64,
      ["--seed: the plan fixes it"])
    expectFailure(
      try ul2prep(["pack", "--plan", scratch("none"), "--output", scratch("x")]), 66,
      ["no such plan"])
    expectFailure(try ul2prep(["pack", "--output", scratch("x")]), 64, ["--plan"])
  }
}
