/// `--sentencepiece-ids`: the two generations of SentencePiece's ids, through every command that has them.
import TestSupport
import Testing
import UL2Pipeline

@Suite("--sentencepiece-ids")
struct GenerationTests {
  private let scratch = Scratch()
  private let newer = ["--sentencepiece-ids", "0.2.2"]

  private func tokenize(
    _ name: String, _ options: [String] = [], model: Model = .unigram
  ) throws -> CommandResult {
    let input = try scratch.write(
      (0..<60).map { "{\"text\": \"| a | b |\\n|---|---| row \($0)\"}\n" }.joined(), to: "in.jsonl")
    return try ul2prep(
      [
        "tokenize", "--source", "jsonl", "--tokenizer-model", model.path, "--output",
        scratch("stores/\(name)"), input,
      ] + options)
  }

  private func manifest(_ path: String) throws -> JSONValue {
    try JSONValue.parse(file: scratch(path + "/manifest.json"))
  }

  @Test("encode gives the ids and pieces of both, decode takes both")
  func lines() throws {
    for (options, ids, pieces) in [
      ([], "23 2444 247 32", "▁| -- - |"),
      (["--sentencepiece-ids", "0.1"], "23 2444 247 32", "▁| -- - |"),
      (newer, "23 247 2444 32", "▁| - -- |"),
    ] {
      for engine in ["auto", "library"] {
        for (format, expected) in [("id", ids), ("piece", pieces)] {
          let result = try ul2prep(
            [
              "encode", "--tokenizer-model", Model.unigram.path, "--tokenizer-engine", engine,
              "--output-format", format,
            ] + options, stdin: Array("|---|\n".utf8))
          #expect(result.status == 0 && result.errors.isEmpty)
          #expect(result.text == expected + "\n", "\(options), \(engine)")
        }
      }
      let decoded = try ul2prep(
        ["decode", "--tokenizer-model", Model.unigram.path] + options,
        stdin: Array((ids + "\n").utf8))
      #expect(decoded.text == "|---|\n")
    }
    expectRefusal(
      try ul2prep(
        ["encode", "--tokenizer-model", Model.unigram.path, "--sentencepiece-ids", "0.3"], stdin: []
      ),
      64, ["0.3", "0.1", "0.2.2"])
  }

  @Test("A store records its generation, is compared whole, and is not resumed with the other")
  func stores() throws {
    let first = try tokenize("jsonl")
    expectSuccess(first)
    #expect(
      first.errors.contains(
        "Unigram models before 0.2.2; those since: --sentencepiece-ids 0.2.2\n"))
    #expect(try manifest("stores/jsonl")["tokenizer"]?["rules"]?["sentencepiece"] == nil)

    expectRefusal(
      try tokenize("jsonl", newer), 73, ["sentencepiece_ids: \"0.1\" → \"0.2.2\"", "--overwrite"])
    let again = try tokenize("jsonl", newer + ["--overwrite", "--tokenizer-check-share", "1"])
    expectSuccess(again)
    #expect(again.errors.contains("since 0.2.2; those before: --sentencepiece-ids 0.1\n"))
    let reference =
      SentencePieceIDs.ofLibrary == .since022 ? "libsentencepiece" : "the plain search"
    #expect(again.errors.contains("60 documents compared with \(reference)"))
    #expect(try manifest("stores/jsonl")["tokenizer"]?["rules"]?["sentencepiece"] == "0.2.2")
    expectRefusal(try tokenize("jsonl"), 73, ["sentencepiece_ids: \"0.2.2\" → \"0.1\""])

    let tokens = try TokenStore(scratch("stores/jsonl")).shards[0].tokens(of: 0, as: Int64.self)
    let ids = try ul2prep(
      ["encode", "--tokenizer-model", Model.unigram.path] + newer,
      stdin: Array("| a | b | |---|---| row 0\n".utf8))
    #expect(tokens.map { "\($0)" }.joined(separator: " ") + "\n" == ids.text)
    expectSuccess(try ul2prep(["verify", scratch("stores/jsonl")]))
    let shown = try ul2prep(["inspect", "--row", "0", "--json", scratch("stores/jsonl")])
    expectSuccess(shown)
  }

  @Test("Plans and shards record it, with prompts of the same ids; stores of both are refused")
  func mixtures() throws {
    expectSuccess(try tokenize("a", newer))
    expectSuccess(try tokenize("b", newer))
    let mixture = try scratch.write(
      """
      {"sequence_length": 128, "sources": {"a": {"weight": 1}, "b": {"weight": 1}},
       "objectives": [{"name": "causal", "weight": 1, "prompt": "|---|"}]}
      """, to: "mixture.json")
    let arguments = ["--mixture", mixture, "--tokens", scratch("stores")]
    expectSuccess(try ul2prep(["plan"] + arguments + ["--output", scratch("plan")]))
    expectSuccess(try ul2prep(["pack", "--plan", scratch("plan"), "--output", scratch("packed")]))
    expectSuccess(try ul2prep(["pack"] + arguments + ["--output", scratch("shards")]))
    for output in ["plan", "packed", "shards"] {
      let manifest = try manifest(output)
      #expect(manifest["tokenizer"]?["rules"]?["sentencepiece"] == "0.2.2", "\(output)")
      #expect(manifest["objectives"]?.array?[0]["prompt_ids"] == [23, 247, 2444, 32], "\(output)")
    }
    expectSuccess(try ul2prep(["verify", scratch("shards")]))

    expectSuccess(try tokenize("b", ["--overwrite"]))
    for command in ["plan", "pack"] {
      let options = command == "pack" ? ["--output", scratch("both")] : []
      expectRefusal(
        try ul2prep([command] + arguments + options), 78,
        [
          scratch("stores/a"), scratch("stores/b"), "those of 0.1", "those of 0.2.2",
          "--sentencepiece-ids",
        ])
    }
  }

  @Test("BPE models take the option silently")
  func bpe() throws {
    let result = try tokenize("jsonl", newer, model: .bpe)
    expectSuccess(result)
    #expect(!result.errors.contains("SentencePiece"))
    #expect(try manifest("stores/jsonl")["tokenizer"]?["rules"]?["sentencepiece"] == nil)
    // So it is also the other one's store.
    let same = try tokenize("jsonl", model: .bpe)
    expectSuccess(same)
    #expect(same.errors.contains("done already"))
  }
}
