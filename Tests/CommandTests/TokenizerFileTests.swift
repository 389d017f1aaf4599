/// The whole way with tokenizer files: `encode`, `decode`, stores, plans, shards, `inspect`, `verify`.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Commands with tokenizer files")
struct TokenizerFileTests {
  private let scratch = Scratch()

  private func file(_ name: String) -> String { fixture("tokenizers/files/" + name) }

  @Test(
    "Lines of text to ids and pieces, and back",
    arguments: ["o200k.json", "llama2.json", "t5.json"])
  func lines(_ name: String) throws {
    let text = "The quick brown fox, 1234 times.\nnaïve  <|endoftext|> 漢字\n"
    let model = ["--tokenizer-model", file(name)]
    let ids = try ul2prep(["encode"] + model, stdin: Array(text.utf8))
    expectSuccess(ids)
    let pieces = try ul2prep(
      ["encode", "--output-format", "piece"] + model, stdin: Array(text.utf8))
    expectSuccess(pieces)
    #expect(ids.lines.count == 2 && pieces.lines.count == 2)
    #expect(ids.lines[0].split(separator: " ").count == pieces.lines[0].split(separator: " ").count)
    let fromIDs = try ul2prep(["decode"] + model, stdin: ids.output)
    let fromPieces = try ul2prep(
      ["decode", "--input-format", "piece"] + model, stdin: pieces.output)
    #expect(fromIDs.text == fromPieces.text)
    if name == "o200k.json" { #expect(fromIDs.text == text) }
  }

  @Test(
    "A tiktoken file with unknown ranks needs a pattern: a name or a regular expression"
  )
  func pattern() throws {
    let model = ["encode", "--tokenizer-model", file("ranks.tiktoken")]
    expectRefusal(try ul2prep(model, stdin: [0x61]), 66, ["ranks.tiktoken", "--tiktoken-pattern"])
    let named = try ul2prep(
      model + ["--tiktoken-pattern", "o200k"], stdin: Array("Hello World".utf8))
    expectSuccess(named)
    let own = try ul2prep(
      model + ["--tiktoken-pattern", #"\p{L}+|\s+|[^\s\p{L}]+"#], stdin: Array("Hello World".utf8))
    expectSuccess(own)
    let broken = try ul2prep(model + ["--tiktoken-pattern", "(?<=a)b"], stdin: [0x61])
    expectRefusal(broken, 66, ["pattern", "(?<=a)b"])
  }

  @Test(
    "From raw files to shards: the next command reads the copy of the tokenizer",
    arguments: ["o200k.json", "llama3.json", "ranks.tiktoken"])
  func wholeWay(_ name: String) throws {
    var options = ["--tokenizer-model", file(name)]
    if name == "ranks.tiktoken" { options += ["--tiktoken-pattern", "o200k"] }
    let mixture = try mixture(
      "m.json", name == "ranks.tiktoken" ? #""tokenizer": {"eos": 3},"# : "")
    let stores = scratch("stores")
    let tokenized = try ul2prep(
      [
        "tokenize", "--mixture", mixture, "--output", stores, "--append-eod",
        "--tokenizer-check-share", "0.2",
      ] + options)
    expectSuccess(tokenized)
    let copy = name == "ranks.tiktoken" ? "tokenizer.tiktoken" : "tokenizer.json"
    #expect(try readFile(stores + "/c4/" + copy) == readFile(file(name)))
    let manifest = try JSONValue.parse(file: stores + "/c4/manifest.json")
    #expect(manifest["tokenizer"]?["path"]?.string == copy)
    #expect(manifest["tokenizer"]?["rules"]?["tokenizers"]?.string == "0.23.3")
    expectSuccess(try ul2prep(["verify", "--deep", stores + "/c4"]))
    let plan = scratch("plan")
    expectSuccess(
      try ul2prep([
        "plan", "--mixture", mixture, "--tokens", stores, "--epochs", "1", "--output", plan,
      ]))
    expectSuccess(try ul2prep(["verify", plan]))
    let shards = scratch("shards")
    expectSuccess(try ul2prep(["pack", "--plan", plan, "--output", shards]))
    #expect(try readFile(shards + "/" + copy) == readFile(file(name)))
    expectSuccess(try ul2prep(["verify", "--deep", shards]))
    let shown = try ul2prep(["inspect", shards, "--count", "3", "--full"])
    expectSuccess(shown)
    #expect(!shown.text.contains("Ġ"), "byte-level pieces are shown as text")
    expectSuccess(try ul2prep(["inspect", stores + "/c4", "--count", "2", "--json"]))
  }

  @Test("Special tokens in text stay text, except in a source that allows them")
  func special() throws {
    let text = #"{"text": "<|endoftext|>hi<|im_start|>"}"# + "\n"
    let mixture = try mixture(
      "m.json",
      sources: """
        "chats": {"weight": 1, "allow_special_tokens": true, "path": "chats.jsonl"},
        "pages": {"weight": 1, "path": "pages.jsonl"}
        """)
    for name in ["chats", "pages"] { try scratch.write(text, to: name + ".jsonl") }
    let result = try ul2prep([
      "tokenize", "--mixture", mixture, "--tokenizer-model", file("qwen2.5.json"), "--output",
      scratch("stores"),
    ])
    expectSuccess(result)
    #expect(result.errors.contains("pages: 1 × <|endoftext|> in text left as plain text"))
    #expect(!result.errors.contains("chats: 1 ×"))
    func tokens(_ store: String) throws -> Int {
      try JSONValue.parse(file: scratch("stores/\(store)/manifest.json"))["tokens"]?.int ?? 0
    }
    #expect(try tokens("chats") < tokens("pages"))
  }

  @Test("Too few sentinels are left alone and others appended; sentinels are found by name")
  func sentinels() throws {
    let few = try vocabulary("olmo2.json")
    #expect(few.contains("own 1 sentinels are not used"))
    #expect(few.contains("appended"))
    let many = try vocabulary("llama3.json")
    #expect(!many.contains("sentinels"))
    #expect(!(try vocabulary("deepseek-v3.json")).contains("appended"))
  }

  @Test("Stores of two tokenizers in one mixture are refused")
  func twoTokenizers() throws {
    let mixture = try mixture("m.json", sources: #""a": {"weight": 1}, "b": {"weight": 1}"#)
    for (store, model) in [("a", "gpt2.json"), ("b", "neox.json")] {
      expectSuccess(
        try ul2prep([
          "tokenize", "--source", "c4", "--tokenizer-model", file(model), "--output",
          scratch("stores/" + store), fixture("c4/c4-train.00001-of-01024.json.gz"),
        ]))
    }
    expectFailure(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", scratch("stores"), "--epochs", "1"]),
      78, ["made with another tokenizer than"])
  }

  /// `plan`'s standard error and output for a mixture with span corruption and FIM.
  private func vocabulary(_ name: String) throws -> String {
    let mixture = try mixture("v.json", "")
    let stores = scratch("v-" + name)
    expectSuccess(
      try ul2prep([
        "tokenize", "--mixture", mixture, "--tokenizer-model", file(name), "--output", stores,
      ]))
    let plan = try ul2prep(["plan", "--mixture", mixture, "--tokens", stores, "--epochs", "1"])
    expectSuccess(plan)
    return plan.text + plan.errors
  }

  private func mixture(
    _ name: String, _ members: String = "", sources: String? = nil
  ) throws -> String {
    let path = fixture("c4/c4-train.00001-of-01024.json.gz")
    return try scratch.write(
      """
      {"sequence_length": 256, \(members)
       "sources": {\(sources ?? "\"c4\": {\"weight\": 1, \"path\": \"\(path)\"}")},
       "objectives": [{"name": "causal", "weight": 0.6},
         {"name": "span_corruption", "noise_density": 0.15, "mean_span_length": 3, "weight": 0.4}],
       "fim": {"rate": 0.5, "spm_rate": 0.5}}
      """, to: name)
  }
}
