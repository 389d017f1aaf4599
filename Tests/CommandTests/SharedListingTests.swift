/// Tasks that share an output list its inputs once.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Inputs are listed once")
struct SharedListingTests {
  private let scratch = Scratch()

  private func task(_ inputs: [String], _ rank: Int, of count: Int = 2) -> [String] {
    [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), "--rank", "\(rank)", "--world-size", "\(count)",
    ] + inputs
  }

  /// A task that does all units and publishes nothing, since it tolerates no bad input.
  private func begin(_ inputs: [String], environment: [String: String]) throws {
    let result = try ul2prep(task(inputs, 0) + ["--strict"], environment: environment)
    #expect(result.status == 1, "\(result.errors)")
    #expect(exists(scratch("store/.ul2prep/inputs.json.zst")))
  }

  private let goesOn = ["--max-bad-share", "1"]

  /// Two inputs, and one that is bad.
  private func writeInputs() throws {
    for name in ["a", "b"] {
      try scratch.write("{\"text\": \"\(name)\"}\n", to: "in/\(name).jsonl")
    }
    try scratch.write("{\"text\": \"z\"}\n{\n", to: "in/z.jsonl")
  }

  @Test(
    "A task does not ask a server for what another has listed",
    .enabled(if: systemPython != nil, "needs /usr/bin/python3 and /usr/bin/openssl"))
  func remote() throws {
    let bad = try scratch.write("{\"text\": \"z\"}\n{\n", to: "z.jsonl")
    let inputs = try (0..<4).map { try WebServer.address("small.jsonl?listed\($0)") } + [bad]
    var environment = try WebServer.environment(separately)
    environment["UL2PREP_STORE_SIZES"] = "1:1:\(1 << 40)"
    func asked() throws -> Int {
      try WebServer.shared.get().requests("?listed").count { $0["range"]?.string == "bytes=0-0" }
    }
    try begin(inputs, environment: environment)
    #expect(try asked() == 4)
    expectSuccess(try ul2prep(task(inputs, 1) + goesOn, environment: environment))
    #expect(try asked() == 4)
    #expect(try TokenStore(scratch("store")).shards.count == 5)
  }

  @Test(
    "Tasks share a large remote file, each reading its parts",
    .enabled(if: systemPython != nil, "needs /usr/bin/python3 and /usr/bin/openssl"))
  func remoteParts() throws {
    var environment = try WebServer.environment()
    environment["UL2PREP_STORE_SIZES"] = "1000:1000:300000"
    let address = try WebServer.address("a.jsonl?parts")
    for rank in 0..<2 {
      expectSuccess(try ul2prep(task([address], rank), environment: environment))
    }
    let store = try TokenStore(scratch("store"))
    let file = try readFile(WebServer.shared.get().root("a.jsonl"))
    #expect(store.shards.count == (file.count + 299_999) / 300_000 && store.shards.count > 1)
    #expect(store.documentCount == 5000)
    for document in [0, 1777, 3210, 4999] {
      #expect(try store.provenance(of: document).id == "doc-\(document)")
    }
    // The whole is requested once, to find its format, and cut off; else each task requests what it needs.
    let ranges = try WebServer.shared.get().requests("?parts").compactMap { $0["range"]?.string }
    #expect(ranges.contains { $0.hasPrefix("bytes=299999-") }, "\(ranges)")
  }

  @Test("New files in a directory do not make it another command for later tasks")
  func frozen() throws {
    try writeInputs()
    try begin([scratch("in")], environment: separately)
    try scratch.write("{\"text\": \"c\"}\n", to: "in/c.jsonl")
    expectSuccess(try ul2prep(task([scratch("in")], 1) + goesOn, environment: separately))
    #expect(try TokenStore(scratch("store")).documentCount == 3)
  }

  @Test("An input that has since changed is named")
  func changed() throws {
    try writeInputs()
    try begin([scratch("in")], environment: separately)
    try removeFile(scratch("store/.ul2prep/00001.done"))
    try scratch.write("{\"text\": \"another\"}\n", to: "in/b.jsonl")
    let again = task([scratch("in")], 1) + goesOn
    expectRefusal(
      try ul2prep(again, environment: separately), 74,
      ["in/b.jsonl: the input has changed since it was listed, got 20 bytes; expected 14"])
    try removeFile(scratch("in/b.jsonl"))
    #expect(try ul2prep(again, environment: separately).errors.contains("in/b.jsonl"))
  }

  @Test("A damaged list, or one of another request, is remade")
  func damaged() throws {
    try writeInputs()
    try begin([scratch("in")], environment: separately)
    try scratch.write("no zstd", to: "store/.ul2prep/inputs.json.zst")
    expectRefusal(
      try ul2prep(task([scratch("in/a.jsonl")], 1), environment: separately), 73,
      ["an unfinished output of another command", "in/b.jsonl"])
    expectSuccess(try ul2prep(task([scratch("in")], 1) + goesOn, environment: separately))
    #expect(try TokenStore(scratch("store")).documentCount == 3)
  }

  @Test("A refused task leaves no trace")
  func noTrace() throws {
    try scratch.write("words, no JSON", to: "in/a.jsonl")
    let result = try ul2prep(task([scratch("in")], 0))
    #expect(result.status == 65, "\(result.errors)")
    #expect(!exists(scratch("store")))
    expectFailure(try ul2prep(task([scratch("nothing")], 0)), 66, ["no such input"])
    #expect(!exists(scratch("store")))
    try scratch.write("precious", to: "home/thesis.tex")
    var command = task([scratch("in")], 0)
    command[command.firstIndex(of: scratch("store"))!] = scratch("home")
    #expect(try ul2prep(command).status == 73)
    #expect(
      try listDirectory(scratch("home")) == ["thesis.tex"] && !exists(scratch("home/.ul2prep")))
  }
}
