/// The program's outputs, read by readers that share no code with it: `Tests/Python`.
import TestSupport
import Testing
import UL2Pipeline

private let python = repositoryRoot + "/.venv/bin/python"

@Suite(
  "Independent readers",
  .enabled(
    if: exists(python),
    "needs python3 -m venv .venv && .venv/bin/pip install -r Tests/Python/requirements.txt"))
struct PythonTests {
  private let scratch = Scratch()

  private func run(_ script: String, _ arguments: [String]) throws -> CommandResult {
    try Command(python, [repositoryRoot + "/Tests/Python/" + script] + arguments).wait()
  }

  private func pack(_ model: Model, mixture: String, _ options: [String]) throws -> String {
    let output = scratch("\(model)-\(mixture)-\(options.count)")
    expectSuccess(
      try ul2prep(
        packing(model, to: output, mixture: mixture) + ["--total-tokens", "300K"] + options))
    return output
  }

  @Test(
    "Every row keeps its promises",
    arguments: [
      (Model.unigram, "openmoe", ["--seq-length", "512"]), (.bpe, "openmoe", []),
      (.unigram, "ul2", []), (.bpe, "openmoe-original", []),
      (.unigram, "openmoe", ["--seq-length", "256", "--columns", "full"]),
      (.bpe, "causal", ["--compression", "none", "--shard-size", "64KiB"]),
    ])
  func shards(model: Model, mixture: String, options: [String]) throws {
    let output = try pack(model, mixture: mixture, options)
    let result = try run("check_shards.py", [model.stores, output])
    #expect(result.status == 0, "\(result.errors)")
    let summary = try JSONValue.parse(result.output, path: "check_shards.py")
    #expect(summary["problems"]?.int == 0)
    #expect(summary["rows"]?.int == (try MDSDataset(output)).sampleCount)
  }

  @Test("Every id is sentencepiece 0.2.1's", arguments: Model.allCases)
  func tokens(model: Model) throws {
    for source in recipeSources {
      let texts = scratch(source + ".jsonl")
      expectSuccess(
        try ul2prep(["read", "--source", source, "--output", texts, fixture(source)]))
      let result = try run(
        "check_tokens.py", [joined(model.stores, source), model.path, texts])
      #expect(result.status == 0, "\(source): \(result.errors)")
    }
  }

  @Test("The reader of MDS reads what MosaicML wrote")
  func testMDS() throws {
    let result = try run("test_mds.py", [])
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.lines.isEmpty)
  }

  @Test("Both readers of MDS see the same rows")
  func rows() throws {
    let output = try pack(.bpe, mixture: "openmoe", ["--seq-length", "256", "--columns", "full"])
    let result = try run("mds.py", [output])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try result.json()
    let dataset = try MDSDataset(output)
    #expect(rows.count == dataset.sampleCount && rows.count > 1000)
    for (number, row) in rows.enumerated() {
      let sample = try dataset.sample(at: number)
      #expect(row.members?.count == sample.values.count)
      for column in row.members ?? [] {
        let values = column.value.array?.compactMap(\.int)
        #expect(sample.integers(inColumn: column.key) == values, "row \(number), \(column.key)")
      }
    }
  }

  @Test("Both readers of token stores see the same documents")
  func documents() throws {
    for source in ["c4", "github"] {
      let path = try joined(Model.unigram.stores, source)
      let result = try run("indexed.py", [path])
      #expect(result.status == 0, "\(result.errors)")
      let documents = try result.json()
      let store = try TokenStore(path)
      #expect(documents.count == store.documentCount)
      for (number, document) in documents.enumerated() {
        let (shard, index) = store.locate(number)
        let tokens = try shard.tokens(of: index, as: Int.self)
        #expect(document["tokens"]?.array?.compactMap(\.int) == tokens)
        let metadata = try #require(try store.metadata(of: number))
        let own = try JSONValue.parse(Array(metadata.utf8), path: path)
        #expect(document["meta"]?["id"] == own["id"])
      }
    }
  }
}
