/// `plan`, and everything that a mixture can get wrong.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("plan")
struct PlanTests {
  private let scratch = Scratch()

  private func plan(
    _ mixture: String, tokens: String? = nil, _ options: [String] = []
  ) throws -> CommandResult {
    let tokens = try tokens ?? Model.unigram.stores
    return try ul2prep(["plan", "--mixture", mixture, "--tokens", tokens] + options)
  }

  @Test("A mixture's file and the built-in one give the same plan")
  func builtIn() throws {
    let expected = try plan(openMoE, ["--total-tokens", "2M", "--json"])
    expectSuccess(expected)
    for name in ["openmoe", "openmoe.json"] {
      let result = try plan(name, ["--total-tokens", "2M", "--json"])
      expectSuccess(result)
      #expect(result.output == expected.output)
    }
    for name in ["causal", "ul2", "openmoe-original"] {
      expectSuccess(try plan(name, ["--total-tokens", "100K"]))
    }
  }

  @Test("Tables show the normalised shares")
  func tables() throws {
    let result = try plan("openmoe", ["--total-tokens", "1.5M"])
    expectSuccess(result)
    for (name, share) in [
      ("common_crawl", "58.01 %"), ("c4", "12.99 %"), ("stackexchange", "1.73 %"),
      ("arxiv", "2.16 %"), ("wikipedia", "3.90 %"), ("github", "3.90 %"), ("the_stack", "17.32 %"),
    ] {
      let line = try #require(result.lines.first { $0.hasPrefix(name + " ") })
      #expect(line.contains("  \(share)  "), "\(line)")
    }
    #expect(result.lines.contains { $0.hasPrefix("all ") && $0.contains("115.5") })
    #expect(result.text.contains("span 0.15, 3") && result.text.contains("fim_psm"))
    #expect(result.text.split(separator: "\n").allSatisfy { $0.count <= 110 })
    // The model has no FIM tokens: those appended are reported.
    #expect(
      result.errorLines.contains(
        "ul2prep: appended 4 FIM tokens (prefix, suffix, middle, end), ids 8100 to 8103"))
  }

  @Test("The plan as JSON")
  func json() throws {
    let result = try plan("openmoe", ["--total-tokens", "1.5M", "--seq-length", "512", "--json"])
    expectSuccess(result)
    let json = try JSONValue.parse(result.output, path: "-")
    #expect(json["sequence_length"]?.int == 512)
    let sources = try #require(json["sources"]?.array)
    #expect(sources.compactMap { $0["name"]?.string } == recipeSources)
    let shares = sources.compactMap { $0["share"]?.double }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(abs(shares[2] - 67 / 115.5) < 1e-12)
    let totals = try #require(json["totals"])
    #expect(try #require(totals["tokens"]?.int) >= 1_500_000)
    #expect(sources.compactMap { $0["tokens"]?.int }.reduce(0, +) == totals["tokens"]?.int)
    #expect(json["tokenizer"]?["sentinels"]?["first"]?.int == 8099)
    #expect(json["ended_by"] == .null)
    // Without a limit nothing repeats, and the plan says which source ends it.
    let once = try JSONValue.parse(plan("openmoe", ["--json"]).output, path: "-")
    #expect(once["ended_by"]?.string == "common_crawl")
    #expect(try #require(once["sources"]?.array).allSatisfy { $0["epochs"]?.int == 1 })
    let twice = try plan("openmoe", ["--epochs", "2", "--json"])
    expectSuccess(twice)
    #expect(try JSONValue.parse(twice.output, path: "-")["ended_by"]?.string != nil)
  }

  @Test("Counts of tokens as people type them", arguments: ["300K", "0.3M", "300000", "0.0003B"])
  func counts(count: String) throws {
    let result = try plan("openmoe", ["--total-tokens", count, "--json"])
    #expect(result.output == (try plan("openmoe", ["--total-tokens", "300K", "--json"])).output)
    expectSuccess(result)
  }

  @Test(
    "A mixture's mistakes are named with key, value and what was expected",
    arguments: [
      (
        #"{"sources": {"c4": {"wieght": 1}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
        ["sources.c4: unknown key, got \"wieght\"", "did you mean \"weight\"?"]
      ),
      (
        #"{"sources": {"c4": {"weight": -1}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
        ["sources.c4.weight: bad value, got -1; expected a number of at least 0"]
      ),
      (
        #"{"sources": {"c4": {}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
        ["sources.c4.weight: missing key"]
      ),
      (
        #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causl", "weight": 1}]}"#,
        ["objectives[0].name: no such choice, got \"causl\"", "did you mean \"causal\"?"]
      ),
      (
        #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 0}]}"#,
        ["objectives: bad weights"]
      ),
      (
        #"{"sources": {"c4": {"weight": 1}}, "sequence_length": "long", "objectives": []}"#,
        ["sequence_length: bad value, got \"long\"; expected a whole number from 8 to 1048576"]
      ),
      (
        #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "span_corruption", "weight": 1, "noise_density": 1.5, "mean_span_length": 3}]}"#,
        ["objectives[0].noise_density: bad value, got 1.5; expected a number between 0 and 1"]
      ),
      (
        #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}], "fim": {"rate": 0.5, "sources": ["c5"]}}"#,
        ["fim.sources: no such source, got \"c5\"", "did you mean \"c4\"?"]
      ),
      ("{\"sources\": {\"c4\": {\"weight\": 1}},\n\"objectives\": [}", [":2: not JSON"]),
      (#"{"objectives": [{"name": "causal", "weight": 1}]}"#, ["sources: missing key"]),
      ("[]", ["not an object"]),
    ])
  func mistakes(mixture: String, parts: [String]) throws {
    let path = try scratch.write(mixture, to: "mixture.json")
    let result = try plan(path)
    expectRefusal(result, 78, ["ul2prep: \(path):"] + parts)
    #expect(result.errorLines.count == 1)
  }

  @Test("A source that cannot meet its share")
  func exhaustion() throws {
    let text = String(decoding: try readFile(openMoE), as: UTF8.self)
    let path = try scratch.write(
      text.split(separator: "\"weight\": 67").joined(
        separator: "\"weight\": 67, \"max_epochs\": 2"), to: "mixture.json")
    expectRefusal(
      try plan(path, ["--total-tokens", "20M"]), 78,
      [
        "\(path):sources.common_crawl: used up before the end",
        "\"on_exhaustion\": \"renormalize\"",
      ])
  }

  @Test("Stores that are missing, or made with another tokenizer")
  func stores() throws {
    expectRefusal(
      try plan("openmoe", tokens: scratch("none")), 66,
      ["\(scratch("none"))/arxiv: no such token store", "ul2prep tokenize"])
    try makeDirectories(scratch("empty/arxiv"))
    expectRefusal(
      try plan("openmoe", tokens: scratch("empty")), 66, ["empty/arxiv: no token store here"])
    for source in recipeSources {
      let model: Model = source == "github" ? .bpe : .unigram
      try scratch.link("mixed/\(source)", to: joined(model.stores, source))
    }
    expectRefusal(
      try plan("openmoe", tokens: scratch("mixed")), 78,
      ["mixed/github: made with another tokenizer than \(scratch("mixed/arxiv"))"])
    expectRefusal(
      try plan("openmoe", ["--tokenizer-model", Model.bpe.path]), 78,
      ["\(Model.bpe.path): not the tokenizer of the token stores"])
  }

  @Test("A mixture from a pipe")
  func pipe() throws {
    let expected = try plan("openmoe", ["--total-tokens", "300K"])
    let result = try ul2prep(
      [
        "plan", "--mixture", "/dev/stdin", "--tokens", Model.unigram.stores, "--total-tokens",
        "300K",
      ], stdin: readFile(openMoE))
    expectSuccess(result)
    #expect(result.output == expected.output)
  }

  @Test("Planning can be interrupted")
  func interrupted() throws {
    let command = try Command(
      programPath,
      [
        "plan", "--mixture", "openmoe", "--tokens", Model.unigram.stores, "--total-tokens", "16B",
        "--seq-length", "64",
      ])
    command.signal(SIGINT) { command.catchesSignals }
    expectRefusal(try command.wait(), 75, ["interrupted"])
  }

  private func plan(_ mixture: String, _ options: [String]) throws -> CommandResult {
    try plan(mixture, tokens: nil, options)
  }
}
