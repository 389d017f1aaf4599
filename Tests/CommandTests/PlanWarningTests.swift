/// The warnings and notes of `plan` and `pack`, and how their tables fit on a terminal.
import TestSupport
import Testing
import UL2Pipeline

@Suite("plan: warnings and wording")
struct PlanWarningTests {
  private let scratch = Scratch()

  /// Stores of documents of given lengths, and a mixture that draws equally from them.
  private func plan(
    _ stores: [String: [Int]], members: String = "", _ options: [String]
  ) throws -> CommandResult {
    for (name, lengths) in stores {
      try writeForeignStore(
        lengths.map { [[UInt16](repeating: 100, count: $0)] }, to: "stores/\(name)/text",
        in: scratch)
    }
    let sources = stores.keys.sorted().map { "\"\($0)\": {\"weight\": 1, \"eod\": false}" }
    let mixture = try scratch.write(
      """
      {"sources": {\(sources.joined(separator: ", "))}\(members),
       "objectives": [{"name": "causal", "weight": 1}]}
      """, to: "mixture.json")
    return try ul2prep(
      [
        "plan", "--mixture", mixture, "--tokens", scratch("stores"), "--tokenizer-model",
        Model.unigram.path,
      ] + options)
  }

  private func warnings(_ result: CommandResult) -> [Substring] {
    expectSuccess(result)
    return result.errorLines.filter { $0.hasPrefix("ul2prep: warning: ") }
  }

  private let short = [Int](repeating: 100, count: 1000)

  @Test("More than four epochs")
  func repetition() throws {
    let stores = ["a": [Int](repeating: 100, count: 100), "b": short]
    let result = try plan(stores, ["--total-tokens", "90K"])
    #expect(
      warnings(result) == [
        "ul2prep: warning: a is used 4.50 times; more than 4 epochs teach little (lower its weight, draw fewer tokens, or set its max_epochs and \"on_exhaustion\": \"renormalize\")"
      ])
    #expect(warnings(try plan(stores, ["--total-tokens", "80K"])).isEmpty)
  }

  @Test("A single long document that moves the total, or a share")
  func longDocument() throws {
    // The last one of a plan that ends with a whole document.
    let total = warnings(try plan(["a": [50_000]], ["--total-tokens", "49K"]))
    #expect(total.count == 1)
    #expect(
      total.first?.contains("2.04 % more tokens than asked for") ?? false
        && total.first?.contains("a has one of 50000 tokens (set max_document_tokens") ?? false)
    #expect(warnings(try plan(["a": [50_000]], ["--total-tokens", "49900"])).isEmpty)
    let share = warnings(
      try plan(["a": [30_000], "b": short], ["--total-tokens", "50K"]))
    #expect(share.count == 1)
    #expect(
      share.first?.contains(
        "a has 60.00 % of the tokens instead of 50.00 %, because of a document of 30000")
        ?? false)
    // One that is made up for moves nothing.
    #expect(warnings(try plan(["a": [30_000], "b": short], ["--total-tokens", "60K"])).isEmpty)
  }

  @Test("pack has the same warnings")
  func pack() throws {
    let options = ["--seq-length", "64", "--total-tokens", "2M"]
    let packed = try ul2prep(packing(to: scratch("shards")) + options)
    let planned = try ul2prep(
      ["plan", "--mixture", "openmoe", "--tokens", try Model.unigram.stores] + options)
    #expect(!warnings(planned).isEmpty)
    #expect(warnings(packed) == warnings(planned))
  }

  @Test("Epochs count only what can be drawn: not empty or skipped documents")
  func drawable() throws {
    // Documents that end in an end-of-document token, and many that lack it.
    for (name, full, empty) in [("a", 200, 15_000), ("b", 100, 0)] {
      let documents =
        [[[UInt16]]](repeating: [[UInt16](repeating: 100, count: 100) + [1]], count: full)
        + [[[UInt16]]](repeating: [[]], count: empty)
      try writeForeignStore(documents, to: "stores/\(name)/text", in: scratch)
    }
    func planned(_ members: String) throws -> CommandResult {
      let mixture = try scratch.write(
        """
        {"sources": {"a": {"weight": 1, "eod": true}, "b": {"weight": 1, "eod": true}}\(members),
         "objectives": [{"name": "causal", "weight": 1}]}
        """, to: "mixture.json")
      return try ul2prep([
        "plan", "--mixture", mixture, "--tokens", scratch("stores"), "--tokenizer-model",
        Model.unigram.path, "--epochs", "1",
      ])
    }
    let result = try planned("")
    expectSuccess(result)
    #expect(result.lines.contains { $0.hasPrefix("a ") && $0.hasSuffix(" 1.00") })
    #expect(result.lines.contains { $0.hasPrefix("b ") && $0.hasSuffix(" 2.00") })
    #expect(result.lines.contains("a lasts longest: used 1 time"))
  }

  @Test("Epochs do not count documents that are too short or too long")
  func filtered() throws {
    // Of `a` a tenth is left, of `b` all.
    let stores = [
      "a": [Int](repeating: 1000, count: 10) + [Int](repeating: 9, count: 10_000),
      "b": [Int](repeating: 500, count: 50),
    ]
    let result = try plan(
      stores, members: #", "min_document_tokens": 10"#, ["--epochs", "1"])
    expectSuccess(result)
    #expect(result.lines.contains("b lasts longest: used 1 time"))
    #expect(result.lines.contains { $0.hasPrefix("a ") && $0.contains(" 2.") })
    #expect(result.lines.contains { $0.hasPrefix("b ") && $0.hasSuffix(" 1.00") })
  }

  @Test("Singular and plural")
  func singular() throws {
    let result = try plan(["a": [100]], ["--epochs", "1"])
    expectSuccess(result)
    #expect(result.text.contains("\n1 row of 2048 in 1 block, fill "))
    #expect(result.text.contains("a lasts longest: used 1 time\n"))
    #expect(result.text.contains("100 raw tokens in 101 positions, "))
  }

  @Test("--fim-rate says where it applies to all sources")
  func fimRate() throws {
    let note = "ul2prep: --fim-rate applies to all sources: the mixture has no fim.sources"
    func planned(_ mixture: String, _ rate: String) throws -> CommandResult {
      try ul2prep([
        "plan", "--mixture", mixture, "--tokens", try Model.unigram.stores, "--total-tokens", "50K",
        "--fim-rate", rate,
      ])
    }
    #expect(try planned("causal", "0.5").errorLines.contains { $0 == note })
    #expect(!(try planned("causal", "0")).errors.contains("--fim-rate"))
    #expect(!(try planned("openmoe", "0.5")).errors.contains("--fim-rate"))
  }
}
