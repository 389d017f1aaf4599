/// Rows of any length, with the available sentinels.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Sequence lengths")
struct SequenceLengthTests {
  private let scratch = Scratch()

  private func plan(_ mixture: String, _ options: [String]) throws -> CommandResult {
    try ul2prep(
      ["plan", "--mixture", mixture, "--tokens", try Model.unigram.stores] + options)
  }

  @Test(
    "Each built-in mixture runs at each length",
    arguments: ["openmoe", "causal", "ul2", "openmoe-original"])
  func builtIn(mixture: String) throws {
    for length in [512, 2048, 8192, 131_072] {
      let result = try plan(
        mixture, ["--seq-length", "\(length)", "--total-tokens", "300K", "--json"])
      expectSuccess(result)
      let json = try JSONValue.parse(result.output, path: "-")
      let limits = try #require(json["objectives"]?.array).compactMap { $0["sentinel_limit"]?.int }
      #expect(
        limits.isEmpty
          == (mixture == "causal" || length == 512 || length == 2048 && mixture == "openmoe"))
    }
  }

  @Test("plan prints a line for each objective with a limit")
  func lines() throws {
    let result = try plan("openmoe", ["--seq-length", "8192", "--total-tokens", "300K"])
    expectSuccess(result)
    let lines = result.lines.filter { $0.contains("sentinels would lift the limit") }
    #expect(lines.count == 2)
    #expect(
      lines.first?.hasPrefix(
        "span 0.15, 3: chunks of at most 2,009 tokens with 100 sentinels, ") ?? false)
    #expect(lines.first?.hasSuffix(" % of raw tokens; 372 sentinels would lift the limit") ?? false)
    #expect(!(try plan("openmoe", ["--total-tokens", "300K"])).text.contains("would lift"))
  }

  @Test("The number of sentinels that a plan names lifts the limit, and one less does not")
  func lifting() throws {
    let text = String(decoding: try readFile(openMoE), as: UTF8.self)
    for (extra, limited) in [(372, false), (371, true)] {
      let path = try scratch.write(
        text.split(separator: "\"seed\"").joined(
          separator: "\"tokenizer\": {\"extra_ids\": \(extra)}, \"seed\""),
        to: "mixture.json")
      let result = try plan(path, ["--seq-length", "8192", "--total-tokens", "300K"])
      expectSuccess(result)
      #expect(result.text.contains("would lift") == limited)
      // The model has its own sentinels; appended ones come after four places for FIM markers.
      #expect(result.errors.contains("appended \(extra) sentinels, ids 8104 to \(8103 + extra)"))
    }
  }

  @Test("too_few_sentinels: append and error")
  func rules() throws {
    let text = String(decoding: try readFile(openMoE), as: UTF8.self)
    func mixture(_ rule: String) throws -> String {
      try scratch.write(
        text.split(separator: "\"seed\"").joined(
          separator: "\"too_few_sentinels\": \"\(rule)\", \"seed\""), to: "\(rule).json")
    }
    let appended = try plan(
      mixture("append"), ["--seq-length", "8192", "--total-tokens", "300K"])
    expectSuccess(appended)
    #expect(appended.errors.contains("appended 372 sentinels, ids 8104 to 8475"))
    #expect(!appended.text.contains("would lift"))
    expectRefusal(
      try plan(mixture("error"), ["--seq-length", "8192", "--total-tokens", "300K"]), 78,
      [
        "objectives[2]: too few sentinels, got 100 sentinels for chunks of up to", "expected 372",
        "\"max_chunk_tokens\": 2009", "{\"extra_ids\": 372}", "\"too_few_sentinels\"",
      ])
    expectRefusal(
      try plan(mixture("limt"), ["--total-tokens", "300K"]), 78,
      ["too_few_sentinels: no such choice", "did you mean \"limit\"?"])
  }

  @Test(
    "Limited chunks pass verify --deep, and their rows can be inspected", arguments: [8192, 32_768])
  func verified(length: Int) throws {
    let output = scratch("shards")
    expectSuccess(
      try ul2prep(
        packing(.bpe, to: output, mixture: "ul2") + [
          "--seq-length", "\(length)", "--total-tokens", "1M", "--columns", "full",
        ]))
    expectSuccess(try ul2prep(["verify", output, "--deep"]))
    expectSuccess(
      try ul2prep(["inspect", output, "--objective", "span_corruption", "--count", "1"]))
    // A limit that does not follow from the sentinels is no limit.
    let path = output + "/manifest.json"
    let manifest = String(decoding: try readFile(path), as: UTF8.self)
    let changed = manifest.split(separator: "\"sentinel_limit\": 602").joined(
      separator: "\"sentinel_limit\": 603")
    #expect(changed != manifest)
    try AtomicFile.write(Array(changed.utf8), to: path)
    let verified = try ul2prep(["verify", output])
    #expect(verified.status == 1)
    #expect(
      (verified.errors + verified.text).contains("sentinel_limit: not what the sentinels allow"))
  }
}
