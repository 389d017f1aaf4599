/// `tokenize`: the stores' contents, which depend only on input and configuration.
import TestSupport
import Testing
import UL2Pipeline

@Suite("tokenize")
struct TokenizeTests {
  private let scratch = Scratch()

  @Test("Every document has the ids that libsentencepiece gives", arguments: Model.allCases)
  func ids(model: Model) throws {
    let tokenizer = try model.tokenizer()
    let encoder = TokenEncoder(tokenizer)
    var expected: [Int32] = []
    for source in recipeSources {
      let documents = try ul2prep(["read", "--source", source, fixture(source)]).json()
      let store = try TokenStore(joined(model.stores, source))
      #expect(store.documentCount == documents.count && !documents.isEmpty, "\(source)")
      for (i, document) in documents.enumerated() {
        try encoder.encode(Array(try #require(document["text"]?.string).utf8), into: &expected)
        let (shard, index) = store.locate(i)
        let ids: [Int32] = try shard.tokens(of: index)
        guard ids == expected else {
          Issue.record("\(source), document \(i): \(ids.prefix(20)), not \(expected.prefix(20))")
          break
        }
        if i % 50 == 0 {
          let provenance = try #require(try store.metadata(of: i))
          let json = try JSONValue.parse(Array(provenance.utf8), path: source)
          #expect(json["id"] == document["id"] && json["metadata"] == document["metadata"])
        }
      }
    }
  }

  @Test("The same bytes for any number of workers")
  func workers() throws {
    let expected = try hashes(below: Model.unigram.stores)
    #expect(
      expected.count == 7 * 2 + 7 * 4, "a manifest and a model a store, and a shard of four files")
    for workers in ["1", "7"] {
      let output = scratch(workers)
      let result = try ul2prep(tokenizing(openMoE, .unigram, to: output) + ["--workers", workers])
      expectSuccess(result)
      #expect(try hashes(below: output) == expected)
      #expect(recipeSources.allSatisfy { !exists("\(output)/\($0)/.ul2prep") })
    }
  }

  @Test("The summary is the result, and a manifest agrees with it")
  func summary() throws {
    let result = try ul2prep([
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.bpe.path, "--output",
      scratch("store"), fixture("jsonl"),
    ])
    expectSuccess(result)
    #expect(result.lines.count == 2 && result.lines[0].hasPrefix("source"))
    let cells = result.lines[1].split(separator: " ")
    #expect(cells[0] == "jsonl" && cells[1] == "321")
    let manifest = try JSONValue.parse(file: scratch("store/manifest.json"))
    #expect(manifest["documents"]?.int == 321)
    #expect(manifest["tokens"]?.int == Int(cells[2].filter { $0 != "," }))
    #expect(manifest["eod_appended"] == false)
    let shard = try #require(manifest["shards"]?.array?.first)
    for file in try #require(shard["files"]?.members) {
      let hash = try xxh3(ofFile: scratch("store/" + file.key))
      #expect(file.value["xxh3"]?.string == hexadecimal(hash))
    }
  }

  @Test("An end-of-document token after each document")
  func appendEOD() throws {
    let result = try ul2prep([
      "tokenize", "--source", "github", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("eod"), "--append-eod", fixture("github"),
    ])
    expectSuccess(result)
    let eos = try #require(try Model.unigram.tokenizer().eos)
    let plain = try TokenStore(joined(Model.unigram.stores, "github"))
    let store = try TokenStore(scratch("eod"))
    #expect(store.manifest?.appendsEOD == true)
    #expect(store.documentCount == plain.documentCount)
    for document in 0..<store.documentCount {
      let (shard, index) = store.locate(document)
      let (plainShard, plainIndex) = plain.locate(document)
      let expected = try plainShard.tokens(of: plainIndex, as: Int.self) + [eos]
      #expect(try shard.tokens(of: index, as: Int.self) == expected)
    }
  }

  @Test("Raw text cannot forge sentinels, unless --allow-special-tokens is given")
  func protection() throws {
    let path = try scratch.write("{\"text\": \"a <extra_id_0> b\"}\n", to: "forged.jsonl")
    let first = try #require(try Model.unigram.tokenizer().id(ofPiece: "<extra_id_0>"))
    for (options, forged) in [([], false), (["--allow-special-tokens"], true)] {
      let output = scratch("forged-\(forged)")
      let result = try ul2prep(
        [
          "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
          output, path,
        ] + options)
      expectSuccess(result)
      let ids: [Int] = try TokenStore(output).shards[0].tokens(of: 0)
      #expect(ids.contains(first) == forged)
    }
    expectRefusal(
      try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        scratch("none"), "--protect-piece", "no such piece", path,
      ]), 64, ["--protect-piece: no such piece in the model, got no such piece"])
  }

  @Test("Protected pieces in raw text are counted, in the log and the manifest")
  func protectedMatches() throws {
    let text = "{\"text\": \"a <extra_id_0> b <extra_id_7> <extra_id_0>\"}\n"
    let path = try scratch.write(text + "{\"text\": \"none\"}\n", to: "forged.jsonl")
    for workers in ["1", "3"] {
      let output = scratch("counted-\(workers)")
      let result = try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        output, "--workers", workers, path,
      ])
      expectSuccess(result)
      #expect(result.errors.contains("jsonl: 2 × <extra_id_0> in text left as plain text"))
      let manifest = try JSONValue.parse(file: output + "/manifest.json")
      let expected: JSONValue = ["<extra_id_0>": 2, "<extra_id_7>": 1]
      #expect(manifest["tokenizer"]?["protected_matches"] == expected)
    }
  }

  @Test(
    "Either engine gives the same bytes, resumes the other's work, and is named in the manifest"
  )
  func engines() throws {
    func arguments(_ output: String, _ engine: String) -> [String] {
      [
        "tokenize", "--source", "github", "--tokenizer-model", Model.unigram.path, "--output",
        scratch(output), "--tokenizer-engine", engine, "--tokenizer-check-share", "1",
        fixture("github"),
      ]
    }
    for (engine, tier) in [("auto", "fast"), ("library", "library")] {
      let result = try ul2prep(arguments(engine, engine))
      expectSuccess(result)
      #expect(result.errors.contains("ul2prep: tokenizer engine: \(tier) ("))
      let tokenizer = try #require(
        try JSONValue.parse(file: scratch(engine + "/manifest.json"))["tokenizer"])
      #expect(tokenizer["engine"]?["tier"]?.string == tier)
      #expect(tokenizer["engine"]?["reason"]?.string?.isEmpty == false)
      let documents = try TokenStore(scratch(engine)).documentCount
      #expect(tokenizer["checked_documents"]?.int == (tier == "fast" ? documents : 0))
    }
    var expected = try hashes(below: scratch("auto"))
    var found = try hashes(below: scratch("library"))
    expected["manifest.json"] = nil
    found["manifest.json"] = nil
    #expect(found == expected)
    let again = try ul2prep(arguments("auto", "library"))
    expectSuccess(again)
    #expect(again.errors.contains("done already"))
  }

  @Test("A mixture's inputs by name")
  func namedInputs() throws {
    let mixture = try scratch.write(oneSource("notes"), to: "mixture.json")
    expectRefusal(
      try ul2prep(tokenizing(mixture, .unigram, to: scratch("out"))), 64,
      ["\(mixture):sources.notes: no input for this source", "--input notes=PATH"])
    #expect(!exists(scratch("out")))
    let result = try ul2prep(
      tokenizing(mixture, .unigram, to: scratch("out")) + ["--input", "notes=\(fixture("jsonl"))"])
    expectSuccess(result)
    #expect(try TokenStore(scratch("out/notes")).documentCount == 321)
  }

  @Test(
    "A mixture's source of any name whose format is text: every file of its directory is a document"
  )
  func ownTextFiles() throws {
    let mixture = try scratch.write(
      oneSource("handbook", members: #", "format": "text""#), to: "mixture.json")
    for name in ["README.md", "a/guide.md", "a/notes.txt"] {
      try scratch.write("Some words of \(name).\n", to: "texts/" + name)
    }
    let result = try ul2prep(
      tokenizing(mixture, .unigram, to: scratch("out")) + [
        "--input", "handbook=\(scratch("texts"))",
      ])
    expectSuccess(result)
    let store = try TokenStore(scratch("out/handbook"))
    #expect(store.documentCount == 3)
    for (number, name) in ["README.md", "a/guide.md", "a/notes.txt"].enumerated() {
      #expect(try store.metadata(of: number)?.contains("\"\(name)\"") == true, "\(name)")
    }
  }
}
