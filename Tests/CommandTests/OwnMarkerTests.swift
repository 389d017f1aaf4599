/// Pieces that a mixture itself names as markers, sentinels or the end of documents: `tokenize --mixture` keeps them
/// out of raw text; `pack` and `verify` detect those that were not.
import TestSupport
import Testing
import UL2Pipeline

@Suite("A mixture's own markers")
struct OwnMarkerTests {
  private let scratch = Scratch()
  private static let names = ["<|pre|>", "<|suf|>", "<|mid|>", "<|eom|>", "<|endoftext|>"]

  /// The fixtures' model with the markers as user-defined pieces: the fields of a message may follow it.
  private func makeModel(_ model: Model = .unigram) throws -> (path: String, first: Int) {
    var bytes = try readFile(model.path)
    for name in Self.names {
      let text = Array(name.utf8)
      let piece = [0x0A, UInt8(text.count)] + text + [0x15, 0, 0, 0, 0, 0x18, 4]
      bytes += [0x0A, UInt8(piece.count)] + piece
    }
    let path = try scratch.write(bytes, to: "\(model.rawValue).model")
    return (path, try model.tokenizer().vocabularySize)
  }

  /// A third of the texts hold all markers.
  private func makeInput() throws -> String {
    try scratch.write(
      (0..<300).map { i in
        let marks = i % 3 == 0 ? "  # \(Self.names.joined(separator: " "))" : ""
        return "{\"text\": \"def f\(i)(x): return x + \(i)\(marks) and more words\"}\n"
      }.joined(), to: "in.jsonl")
  }

  private func writeMixture(_ tokens: String, spans: Bool = false, rate: Int = 1) throws -> String {
    let objective =
      spans
      ? "{\"name\": \"span_corruption\", \"weight\": 1, \"noise_density\": 0.15, \"mean_span_length\": 3}"
      : "{\"name\": \"causal\", \"weight\": 1}"
    return try scratch.write(
      """
      {"sequence_length": 128, "sources": {"jsonl": {"weight": 1, "path": "in.jsonl", "format": "jsonl"}},
       "objectives": [\(objective)], "fim": {"rate": \(spans ? 0 : rate), "spm_rate": 0.5},
       "tokenizer": {\(tokens)}}
      """, to: "mix.json")
  }

  private let byName =
    "\"fim_prefix\": \"<|pre|>\", \"fim_suffix\": \"<|suf|>\", \"fim_middle\": \"<|mid|>\", \"fim_eot\": \"<|eom|>\""

  @Test(
    "Markers and the end of documents are protected by name and by id", arguments: Model.allCases)
  func protected(model: Model) throws {
    let (path, first) = try makeModel(model)
    _ = try makeInput()
    let byID = [("prefix", 0), ("suffix", 1), ("middle", 2), ("eot", 3)].map {
      "\"fim_\($0)\": \(first + $1)"
    }.joined(separator: ", ")
    for (name, markers) in [("name", byName), ("id", byID)] {
      let mixture = try writeMixture("\"eos\": \(first + 4), \(markers)")
      let stores = scratch(name)
      let result = try ul2prep([
        "tokenize", "--mixture", mixture, "--tokenizer-model", path, "--output", stores,
        "--append-eod",
      ])
      expectSuccess(result)
      #expect(result.errors.contains("jsonl: 100 × <|mid|> in text left as plain text"))
      #expect(result.errors.contains("jsonl: 100 × <|endoftext|> in text left as plain text"))
      let store = try TokenStore(stores + "/jsonl")
      #expect(store.manifest?.appendedEOS == first + 4)
      for document in 0..<store.documentCount {
        let (shard, index) = store.locate(document)
        let ids = try shard.tokens(of: index, as: Int.self)
        #expect(ids.last == first + 4 && !ids.dropLast().contains { $0 >= first })
      }
      expectSuccess(try ul2prep(["verify", stores]))
      let shards = scratch(name + "-shards")
      let packed = try ul2prep([
        "pack", "--mixture", mixture, "--tokens", stores, "--output", shards,
      ])
      expectSuccess(packed)
      #expect(!packed.errors.contains("a trainer mistakes for real ones"))
      for options in [[], ["--deep"]] {
        let verified = try ul2prep(["verify", shards] + options)
        expectSuccess(verified)
        #expect(verified.text.contains(": sound: "), "\(verified.text)")
      }
    }
  }

  @Test("pack and verify detect markers in raw text", arguments: [1, 0])
  func seen(rate: Int) throws {
    let (path, first) = try makeModel()
    let input = try makeInput()
    let mixture = try writeMixture("\"eos\": \(first + 4), \(byName)", rate: rate)
    let stores = scratch("open")
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", path, "--output", stores + "/jsonl",
        "--protect-piece", "<|pre|>", "--protect-piece", "<|suf|>", "--protect-piece", "<|mid|>",
        "--protect-piece", "<|eom|>", input,
      ]))
    // Without FIM only the end of documents is left, which is known by its id.
    let shards = scratch("shards")
    let packed = try ul2prep([
      "pack", "--mixture", mixture, "--tokens", stores, "--output", shards,
    ])
    #expect(!packed.errors.contains("examples have sentinels"))
    try removeTree(stores)
    try removeTree(shards)
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", path, "--output", stores + "/jsonl",
        "--allow-special-tokens", input,
      ]))
    let open = try ul2prep(["pack", "--mixture", mixture, "--tokens", stores, "--output", shards])
    expectSuccess(open)
    #expect(
      open.errors.contains(
        "ul2prep: warning: 100 examples have sentinels, FIM markers or ends of documents within the raw text"
      ), "\(open.errors)")
    for options in [[], ["--deep"]] {
      let verified = try ul2prep(["verify", shards] + options)
      expectSuccess(verified)
      #expect(
        verified.text.contains(": sound but for 100 examples with markers in their raw text: "),
        "\(verified.text)")
      #expect(verified.errors.contains("100 examples"))
    }
    let json = try JSONValue.parse(
      try ul2prep(["verify", shards, "--json"]).output, path: "verify")
    #expect(json["examples_with_markers"]?.int == 100)
  }

  @Test("Sentinels that a mixture names are protected")
  func sentinels() throws {
    let (path, first) = try makeModel()
    _ = try makeInput()
    let mixture = try writeMixture(
      "\"eos\": \(first + 4), \"sentinels\": {\"first\": \(first), \"step\": 1, \"count\": 4}",
      spans: true)
    let stores = scratch("sentinels")
    let result = try ul2prep([
      "tokenize", "--mixture", mixture, "--tokenizer-model", path, "--output", stores,
    ])
    expectSuccess(result)
    for name in Self.names {
      #expect(result.errors.contains("jsonl: 100 × \(name) in text left as plain text"))
    }
    #expect(try TokenStore(stores + "/jsonl").manifest?.appendedEOS == nil)
  }

  @Test("Markers that the model lacks are named before anything is tokenized")
  func refused() throws {
    let (path, first) = try makeModel()
    _ = try makeInput()
    func run(_ tokens: String, _ options: [String] = []) throws -> CommandResult {
      let mixture = try writeMixture(tokens)
      return try ul2prep(
        [
          "tokenize", "--mixture", mixture, "--tokenizer-model", path, "--output", scratch("none"),
        ] + options)
    }
    expectRefusal(
      try run(
        "\"fim_prefix\": \"<|pre|>\", \"fim_suffix\": \"<|x|>\", \"fim_middle\": \"<|mid|>\""),
      78, ["mix.json:tokenizer.fim_suffix: no such piece in the tokenizer, got \"<|x|>\""])
    expectRefusal(
      try run("\"eos\": \(first + 5)", ["--append-eod"]), 78,
      ["--append-eod: the mixture's eos is beyond the model's pieces, got \(first + 5)"])
    #expect(!exists(scratch("none")))
  }
}
