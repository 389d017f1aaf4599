/// Warnings of `tokenize` about a model that changes texts or lacks pieces for them.
import TestSupport
import Testing
import UL2Pipeline

@Suite("What a model does to text")
struct TextLossTests {
  private let scratch = Scratch()

  private func tokenizing(
    _ source: String, _ model: String, _ inputs: [String], to output: String,
    _ options: [String] = []
  ) throws -> CommandResult {
    try ul2prep(
      ["tokenize", "--source", source, "--tokenizer-model", model, "--output", scratch(output)]
        + options + inputs)
  }

  private func warnings(_ result: CommandResult) -> [String] {
    result.errorLines.filter { $0.hasPrefix("ul2prep: warning: ") }.map { String($0.dropFirst(18)) }
  }

  @Test("A warning about newlines that become spaces names the sources of code")
  func newlines() throws {
    let result = try tokenizing("github", Model.unigram.path, [fixture("github")], to: "code")
    expectSuccess(result)
    let lines = warnings(result)
    #expect(
      lines.contains(
        "this model turns newlines into spaces: code in github cannot be restored"))
    #expect(lines.count { $0.contains("turns tabs into spaces") } == 1)
    #expect(lines.count { $0.contains("turns runs of spaces into one space") } == 1)
    #expect(lines.count { $0.contains("replaces some characters") } == 1)
    #expect(lines.count { $0.contains("has no pieces for") } == 1)
    #expect(lines.count == 5)
    let again = try tokenizing("github", Model.unigram.path, [fixture("github")], to: "code")
    #expect(warnings(again).isEmpty, "what is done already is not said again")
    let text = try tokenizing("c4", Model.unigram.path, [fixture("c4")], to: "text")
    #expect(
      warnings(text).contains(
        "this model turns newlines into spaces: lines and paragraphs in c4 cannot be restored"))
  }

  @Test("A mixture's sources of code are named together")
  func mixture() throws {
    let result = try ul2prep([
      "tokenize", "--mixture", openMoE, "--tokenizer-model", Model.unigram.path, "--output",
      scratch("stores"),
    ])
    expectSuccess(result)
    #expect(
      warnings(result).contains(
        "this model turns newlines into spaces: code in github and the_stack cannot be restored"))
    #expect(result.errors.contains("\nul2prep: the_stack: unknown tokens "))
  }

  @Test("A model that loses nothing has no warnings")
  func lossless() throws {
    let result = try tokenizing("github", Model.bpe.path, [fixture("github")], to: "code")
    expectSuccess(result)
    #expect(warnings(result).isEmpty, "\(result.errors)")
  }

  @Test(
    "Real models", .enabled(if: realData != nil, "\(needsRealFiles)"),
    arguments: [
      ("kitoken_mistral01", []),
      ("modalities_en_32k_tokenizer", ["this model replaces some characters"]),
      (
        "sentencepiece_test_model",
        ["this model has no piece for newlines", "this model has no pieces for"]
      ),
      ("seqio_sentencepiece", ["this model turns newlines into spaces"]),
    ])
  func realModels(name: String, expected: [String]) throws {
    let model = realFile("tokenizers/\(name).model")
    let result = try tokenizing("github", model, [fixture("github")], to: name)
    expectSuccess(result)
    let lines = warnings(result)
    #expect(lines.isEmpty == expected.isEmpty, "\(lines)")
    for text in expected { #expect(lines.contains { $0.hasPrefix(text) }, "\(lines)") }
    try checkCounts(scratch(name), model)
  }

  @Test(
    "Unknown tokens and byte tokens are counted, in the manifest too, for any workers",
    arguments: Model.allCases)
  func counts(model: Model) throws {
    let held = ["--validation-share", "0.2"]
    for (output, options) in [("one", ["--workers", "1"]), ("seven", ["--workers", "7"])] {
      let result = try tokenizing(
        "github", model.path, [fixture("github")], to: output, held + options)
      expectSuccess(result)
      try checkCounts(scratch(output), model.path)
      try checkCounts(scratch(output + "/validation"), model.path)
    }
    for rank in 0..<3 {
      expectSuccess(
        try tokenizing(
          "github", model.path, [fixture("github")], to: "ranks",
          held + ["--rank", "\(rank)", "--world-size", "3"]))
    }
    let expected = try hashes(below: scratch("one"))
    #expect(try hashes(below: scratch("seven")) == expected)
    #expect(try hashes(below: scratch("ranks")) == expected)
  }

  /// Compares a store's counts with its tokens.
  private func checkCounts(_ path: String, _ model: String) throws {
    let pieces = try Tokenizer(model, engine: .library).pieces
    let store = try TokenStore(path)
    let manifest = try JSONValue.parse(file: path + "/manifest.json")
    var (unknown, bytes, tokens) = (0, 0, 0)
    for document in 0..<store.documentCount {
      let (shard, index) = store.locate(document)
      for id in try shard.tokens(of: index, as: Int.self) {
        tokens += 1
        if pieces[id].kind == .unknown { unknown += 1 }
        if pieces[id].kind == .byte { bytes += 1 }
      }
    }
    #expect(manifest["unknown_tokens"]?.int == unknown, "\(path)")
    #expect(manifest["byte_tokens"]?.int == bytes, "\(path)")
    let textBytes = try #require(manifest["text_bytes"]?.int)
    let ratio = try #require(manifest["bytes_per_token"]?.double)
    #expect(abs(ratio - Double(textBytes) / Double(tokens)) < 0.001)
    let shards = try #require(manifest["shards"]?.array)
    #expect(shards.reduce(0) { $0 + ($1["unknown_tokens"]?.int ?? -1) } == unknown)
    #expect(shards.reduce(0) { $0 + ($1["byte_tokens"]?.int ?? -1) } == bytes)
  }

  @Test("More than one percent of unknown tokens is a warning, above the limit an error")
  func share() throws {
    let path = try scratch.write(
      (0..<200).map { "{\"text\": \"plain words and \($0 % 10 == 0 ? "日本" : "more")\"}\n" }
        .joined(),
      to: "han.jsonl")
    let clean = try scratch.write("{\"text\": \"plain words\"}\n", to: "clean.jsonl")
    let model = Model.unigram.path
    let warned = try tokenizing("jsonl", model, [path], to: "warned")
    expectSuccess(warned)
    #expect(
      warnings(warned).contains {
        $0.hasPrefix("jsonl: ") && $0.contains(" % of the tokens are unknown to this model")
      })
    let fine = try tokenizing("jsonl", model, [clean], to: "clean", ["--max-unknown-share", "0"])
    expectSuccess(fine)
    #expect(!fine.errors.contains("are unknown to this model"))
    #expect(fine.errors.contains("jsonl: unknown tokens 0 (0.00 %), byte tokens 0 (0.00 %), "))

    expectRefusal(
      try tokenizing("jsonl", model, [path], to: "refused", ["--max-unknown-share", "0.005"]), 65,
      [
        "unigram-8k.model: too many unknown tokens in jsonl, nothing published, got ",
        "; expected at most 0.50 % (", "--max-unknown-share raises the limit)",
      ])
    #expect(!exists(scratch("refused/manifest.json")))
    // Finished work is kept.
    let later = try tokenizing(
      "jsonl", model, [path], to: "refused", ["--max-unknown-share", "0.5"])
    expectSuccess(later)
    #expect(!later.errors.contains("tokenizer engine"))
    #expect(exists(scratch("refused/manifest.json")))

    let held = try tokenizing(
      "jsonl", model, [path], to: "held",
      ["--max-unknown-share", "0.005", "--validation-share", "0.5"])
    #expect(held.status == 65, "those held out count too")
    expectFailure(
      try tokenizing("jsonl", model, [path], to: "wrong", ["--max-unknown-share", "1.5"]), 64, [])
    let bytes = try tokenizing(
      "jsonl", Model.bpe.path, [path], to: "bytes", ["--max-unknown-share", "0"])
    expectSuccess(bytes)
  }
}
