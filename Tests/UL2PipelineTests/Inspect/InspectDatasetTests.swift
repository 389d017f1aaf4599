import Glibc
import TestSupport
import Testing
import UL2Pipeline

/// Stores of two sources and shards with every objective, made once.
private final class MadeData: Sendable {
  static let shared = Result { try MadeData() }

  let root: String
  var stores: String { root + "/stores" }
  var shards: String { root + "/shards" }

  private init() throws {
    root = "/tmp/ul2prep-inspect-\(getpid())"
    try removeTree(root)
    let model = fixture("tokenizers/bpe-8k.model")
    var jobs: [TokenizeJob] = []
    for (source, salt) in [(Source.c4, "grey"), (Source.gitHub, "green")] {
      let input = "\(root)/\(source.name).jsonl"
      var text = ""
      for i in 0..<60 {
        let words = (0..<(5 + i)).map { "\(salt) word\($0 * i % 17)" }.joined(separator: " ")
        let line: JSONValue = [
          "text": .string("\(i): \(words)\n\u{1B}[31mred"),
          "id": .string("\(source.name)-\(i)"),
          "url": .string("https://example.org/\(i)"),
        ]
        text += line.text() + "\n"
      }
      try makeDirectories(root)
      try AtomicFile.write(Array(text.utf8), to: input)
      var options = ReaderOptions()
      options.format = .jsonLines
      jobs.append(
        TokenizeJob(
          source: source, inputs: [input], options: options,
          tokenizer: try Tokenizer(model) { _ in false },
          output: "\(root)/stores/\(source.name)",
          appendsEOD: false))
    }
    let reporter = Reporter.silent
    _ = try Tokenization(
      jobs: jobs, workers: 1, policy: BadInputPolicy(), overwrite: false
    ).run(reporter)
    let mixture = try Mixture.parse(
      Array(
        """
        {"name": "test", "sequence_length": 512,
         "sources": {"c4": {"weight": 1}, "github": {"weight": 1}},
         "objectives": [
           {"name": "causal", "weight": 0.5},
           {"name": "prefix_lm", "weight": 0.2, "prompt": "[S2S] "},
           {"name": "span_corruption", "weight": 0.3, "noise_density": 0.15, "mean_span_length": 3}],
         "fim": {"rate": 0.5, "spm_rate": 0.5, "sources": ["github"]}}
        """.utf8), path: "test.json")
    _ = try Packing(
      .made(PlanRequest(mixture: mixture, tokens: stores, limit: .once)), shards: ShardSettings(),
      output: shards, workers: 1
    ).run(reporter)
  }
}

@Suite("Inspect: shards and stores")
struct InspectDatasetTests {
  private let data: MadeData
  private let dataset: Dataset
  private let manifest: DatasetManifest

  init() throws {
    data = try MadeData.shared.get()
    dataset = try Dataset(data.shards)
    manifest = try dataset.requiredManifest
  }

  private func select(
    row: Int = 0, count: Int? = nil, objective: String? = nil, source: String? = nil
  ) throws -> [(PackedRow, Int)] {
    var found: [(PackedRow, Int)] = []
    try ExampleSelection(
      dataset, row: row, count: count, objective: objective, source: source
    ).forEach(in: dataset) { found.append(($0, $1)) }
    return found
  }

  private func problem(_ body: () throws -> Void) -> Problem? {
    do {
      try body()
      return nil
    } catch {
      return error as? Problem
    }
  }

  @Test("rows decode, and their examples follow one another")
  func rows() throws {
    #expect(dataset.count > 3)
    for index in 0..<dataset.count {
      let row = try dataset[index]
      #expect(row.tokens.count == 512)
      var end = 0
      for example in row.examples {
        #expect(example.start == end)
        end += example.length
      }
      #expect(row.usedLength == end)
    }
  }

  @Test("filters choose by name, from a row on, across rows")
  func filters() throws {
    let first = try dataset[0]
    #expect(try select().count == first.examples.count)
    #expect(try select(count: 1).count == 1)
    #expect(try select(count: first.examples.count + 1).last?.0.index == 1)
    let spans = try select(count: 1000, objective: "span_corruption", source: "github")
    #expect(spans.count > 2)
    for (row, number) in spans {
      let example = row.examples[number]
      #expect(manifest.objectives[example.objective].name == "span_corruption")
      #expect(manifest.sources[example.source].name == "github")
    }
    #expect(try select(source: "c4").count == 1)
    let later = try select(row: 2, objective: "causal")
    #expect(try #require(later.first).0.index >= 2)
    let all = try (0..<dataset.count).reduce(0) { $0 + (try dataset[$1]).examples.count }
    #expect(try select(count: 100_000).count == all)
  }

  @Test("wrong names and rows are errors that help")
  func wrongSelections() throws {
    let name = problem { _ = try select(objective: "prefixlm") }
    #expect(name?.kind == .usage && name?.fix?.contains("prefix_lm") == true)
    let source = problem { _ = try select(source: "c5") }
    #expect(source?.kind == .usage && source?.fix?.contains("c4") == true)
    let row = problem { _ = try select(row: dataset.count) }
    #expect(row?.kind == .usage && row?.expected == "0 to \(dataset.count - 1)")
    #expect(problem { _ = try InspectionTarget(data.root + "/none") }?.kind == .noInput)
    #expect(problem { _ = try InspectionTarget(repositoryRoot + "/Tests") }?.kind == .noInput)
    #expect(problem { _ = try InspectionTarget(data.root + "/c4.jsonl") }?.kind == .noInput)
    #expect(problem { _ = try InspectionTarget(data.stores) }?.kind == .usage)
    let store = problem { _ = try InspectionTarget(data.stores, source: "githob") }
    #expect(store?.fix?.contains("github") == true)
  }

  @Test("the JSON of an example has its keys, and the chunk's text")
  func json() throws {
    let tokenizer = try #require(try dataset.tokenizer())
    let names = TokenNames(tokenizer, reserved: manifest.reserved)
    let origins = OriginStores(manifest)
    for objective in ["causal", "prefix_lm", "span_corruption", "fim_psm", "fim_spm"] {
      let (row, number) = try #require(try select(objective: objective, source: nil).first)
      let record = ExampleRecord(row, number, manifest, origins)
      let json = try record.json(names, TokenEncoder(tokenizer))
      #expect(
        json.members?.map(\.key) == [
          "row", "example", "examples_in_row", "objective", "source", "epoch", "document", "offset",
          "length", "cu_seqlens", "prefix_len", "loss_start", "tokens", "pieces", "text", "origin",
        ])
      #expect(json["objective"]?["name"]?.string == objective)
      #expect(json["tokens"]?.array?.count == record.example.length)
      #expect(json["pieces"]?.array?.count == record.example.length)
      #expect(record.parts.first?.range.lowerBound == 0)
      #expect(record.parts.last?.range.upperBound == record.example.length)
      #expect(record.parts.reduce(0) { $0 + $1.range.count } == record.example.length)
      let document = try #require(json["document"]?.int)
      #expect(json["origin"]?["id"]?.string?.isEmpty == false)
      let prefix = try #require(json["text"]?["prefix"]?.string)
      let target = try #require(json["text"]?["target"]?.string)
      switch objective {
      case "causal":
        #expect(target.hasPrefix("\(document): ") && target.hasSuffix("<eos>"))
        #expect(prefix.isEmpty)
      case "prefix_lm":
        #expect(json["text"]?["prompt"]?.string == "[S2S]")
        #expect((prefix + target).contains("\u{1B}[31m"))
        #expect(record.parts.map(\.name) == ["prompt", "prefix", "target"])
        #expect(record.parts.map(\.isBidirectional) == [true, true, false])
        #expect(record.parts.map(\.hasLoss) == [false, false, true])
      case "span_corruption":
        #expect(prefix.contains("<extra_id_0>") && target.hasPrefix("<extra_id_0>"))
      default:
        for marker in ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"] {
          #expect(target.contains(marker))
        }
      }
    }
  }

  @Test("shards are read without their stores, and say so")
  func origins() throws {
    let (row, number) = try #require(try select(count: 1).first)
    let gone = OriginStores(manifest, directory: data.root + "/moved")
    let record = ExampleRecord(row, number, manifest, gone)
    #expect(record.origin.unreachable == "missing now")
    // Of another source: as many documents, another content.
    let entry = manifest.sources.firstIndex { $0.name == "c4" }
    try makeDirectories(data.root + "/swapped")
    unlink(data.root + "/swapped/c4")
    #expect(symlink(data.stores + "/github", data.root + "/swapped/c4") == 0)
    let other = OriginStores(manifest, directory: data.root + "/swapped")
    let found = other.provenance(source: try #require(entry), document: 0)
    #expect(found.unreachable == "another store is there now")
  }

  @Test("documents of a store, and of one of its shards")
  func documents() throws {
    guard case .documents(let all) = try InspectionTarget(data.stores, source: "c4"),
      case .documents(let shard) = try InspectionTarget(data.stores + "/c4/00000.idx")
    else {
      Issue.record("not documents")
      return
    }
    #expect(all.range == 0..<60 && shard.range == 0..<60)
    let tokenizer = try #require(try all.tokenizer(nil))
    let names = TokenNames(tokenizer, reserved: nil)
    let json = try shard.document(7).json(names, TokenEncoder(tokenizer))
    #expect(
      json.members?.map(\.key) == [
        "document", "documents", "source", "length", "tokens", "pieces", "text", "origin",
      ])
    #expect(json["text"]?.string?.hasPrefix("7: grey word") == true)
    #expect(json["source"]?.string == "c4")
    #expect(problem { _ = try all.document(60) }?.kind == .usage)
  }

  @Test("damaged rows are problems with their place")
  func damage() throws {
    let copy = data.root + "/damaged"
    try removeTree(copy)
    try makeDirectories(copy + "/00000")
    for name in ["manifest.json", "index.json", "00000/shard.00000.mds.zstd"] {
      try AtomicFile.write(readFile(joined(data.shards, name)), to: joined(copy, name))
    }
    let path = copy + "/00000/shard.00000.mds.zstd"
    var bytes = try readFile(path)
    bytes[bytes.count / 2] ^= 0x55
    try AtomicFile.write(bytes, to: path)
    #expect(problem { for i in 0..<3 { _ = try Dataset(copy)[i] } }?.kind == .badInput)
    try AtomicFile.write(Array(bytes.dropLast(9)), to: path)
    #expect(problem { _ = try Dataset(copy)[0] }?.kind == .badInput)
    try removeFile(path)
    #expect(problem { _ = try Dataset(copy)[0] }?.kind == .noInput)
    try AtomicFile.write(Array("{\"kind\": \"shards\"}".utf8), to: copy + "/manifest.json")
    #expect(problem { _ = try Dataset(copy) }?.kind == .badInput)
  }

  @Test("datasets of other programs show their columns")
  func foreign() throws {
    guard case .samples(let samples) = try InspectionTarget(fixture("mds/plain")) else {
      Issue.record("not samples")
      return
    }
    let json = try samples.sample(at: 0).json()
    let names = samples.index.shards[0].format.columns.map(\.name)
    #expect(json.members?.map(\.key) == names.sorted())
  }
}
