/// A small store and its shards, made in the test's own directory, and ways to damage them.
import TestSupport
import UL2Pipeline

/// Words in sentences, the same in every run.
private func text(_ words: Int, _ random: inout CounterRandom) -> String {
  let vocabulary = ["the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "and", "code"]
  return (0..<words).map { _ in vocabulary[random.below(vocabulary.count)] }
    .joined(separator: " ")
}

private let mixtureText = """
  {"sources": {"notes": {"weight": 3}, "code": {"weight": 1}}, "sequence_length": 128, "seed": 5,
   "objectives": [
     {"name": "causal", "weight": 3},
     {"name": "prefix_lm", "weight": 2, "prompt": "[S2S] "},
     {"name": "prefix_lm", "weight": 1, "prefix": {"suffix": 0.25}, "prefix_attention": "causal"},
     {"name": "span_corruption", "weight": 2, "noise_density": 0.15, "mean_span_length": 3,
      "prompt": "[NLU] "}],
   "fim": {"rate": 0.5, "spm_rate": 0.5}}
  """

struct Corpus {
  let directory: TemporaryDirectory
  var stores: String { directory("stores") }
  var shards: String { directory("shards") }

  /// - Parameter marker: text that some documents contain.
  init(
    columns: ColumnSet = .compact, compression: String? = "zstd:1", appendsEOD: Bool = false,
    tokens: Int = 20_000, marker: String? = nil, model name: String = "unigram-8k"
  ) throws {
    directory = TemporaryDirectory()
    let protection = ProtectedPieces(allowsAll: marker != nil)
    let model = fixture("tokenizers/\(name).model")
    let tokenizer = try Tokenizer(model) { protection.contains($0) }
    var random = CounterRandom(key: 1)
    var jobs: [TokenizeJob] = []
    for name in ["notes", "code"] {
      var inputs: [String] = []
      for file in 0..<2 {
        var lines = ""
        for i in 0..<30 {
          let words = i == 3 ? 600 : i == 4 ? 1 : 5 + random.below(60)
          let mark = i % 5 == 0 ? marker.map { " \($0) " } ?? "" : ""
          lines +=
            "{\"text\": \"\(text(words, &random))\(mark)\(text(4, &random))\", \"id\": \"\(i)\"}\n"
        }
        try directory.write(Array(lines.utf8), "raw/\(name)\(file).jsonl")
        inputs.append(directory("raw/\(name)\(file).jsonl"))
      }
      var job = TokenizeJob(
        source: .jsonLines, inputs: inputs, options: ReaderOptions(), tokenizer: tokenizer,
        output: directory("stores/" + name), appendsEOD: appendsEOD)
      // A shard for each input.
      job.sizes = StoreLayout.Sizes(shard: 1, unit: 1)
      jobs.append(job)
    }
    let reporter = Reporter.silent
    _ = try Tokenization(jobs: jobs, workers: 2, policy: BadInputPolicy(), overwrite: false)
      .run(reporter)
    let mixture = try Mixture.parse(Array(mixtureText.utf8), path: "test")
    let settings = ShardSettings(
      columns: columns, compression: compression, shardSize: .limit(20_000))
    _ = try Packing(
      .made(PlanRequest(mixture: mixture, tokens: stores, limit: .tokens(tokens))),
      shards: settings, output: shards, workers: 2
    ).run(reporter)
  }
}

func verify(
  _ path: String, isDeep: Bool = false, tokens: String? = nil, workers: Int = 2
) throws(Problem) -> VerifyReport {
  try Verification(path: path, isDeep: isDeep, tokens: tokens, workers: workers)
    .run(Reporter.silent)
}

// MARK: Damage that hashes do not show

/// A row's columns, to be changed.
typealias Columns = [String: [Int]]

/// Writes the shards again, whole in every hash, with some rows changed.
///
/// - Parameter change: given each row's number and its columns.
func rewrite(_ shards: String, _ change: (Int, inout Columns) -> Void) throws {
  let dataset = try MDSDataset(shards)
  var row = 0
  var entries: [MDSIndex.Shard] = []
  for (number, entry) in dataset.index.shards.enumerated() {
    let shard = try MDSShard(entry, directory: shards)
    var samples: [[UInt8]] = []
    var builder = SampleBuilder(entry.format)
    for i in 0..<shard.count {
      let sample = try shard.sample(i)
      var columns: Columns = [:]
      for column in entry.format.columns {
        columns[column.name] = sample.integers(inColumn: column.name)
      }
      change(row, &columns)
      builder.begin()
      for column in entry.format.columns {
        append(columns[column.name] ?? [], column.encoding, to: &builder)
      }
      samples.append(builder.bytes)
      row += 1
    }
    var writer = try MDSShardWriter(
      directory: shards + "/00000", number: number, format: entry.format,
      sampleSizes: samples.map(\.count))
    for sample in samples { try writer.write(sample) }
    entries.append(try writer.finish())
  }
  try AtomicFile.write(
    MDSIndex(entries.map { $0.moved(below: "00000") }).text, to: shards + "/index.json")
}

private func append(_ values: [Int], _ encoding: MDSEncoding, to builder: inout SampleBuilder) {
  func put<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type) {
    let numbers = values.map { T(truncatingIfNeeded: $0) }
    if encoding.fixedSize == nil {
      builder.append(variable: numbers)
    } else {
      builder.append(fixed: numbers)
    }
  }
  guard case .array(let number?, _) = encoding else { return }
  switch number {
  case .uint8: put(UInt8.self)
  case .uint16: put(UInt16.self)
  case .uint32: put(UInt32.self)
  case .int32: put(Int32.self)
  default: put(UInt64.self)
  }
}

/// Changes a manifest, with the checksum that it then has.
func editManifest(_ directory: String, _ edit: (inout JSONValue) -> Void) throws {
  let path = directory + "/manifest.json"
  var manifest = try JSONValue.parse(file: path)
  edit(&manifest)
  var members = manifest.members!.filter { $0.key != "checksum" }
  let sum = hexadecimal(xxh3(JSONValue.object(members).bytes()))
  members.append(.init("checksum", .string(sum)))
  try AtomicFile.write(JSONValue.object(members).bytes(.indented) + [0x0A], to: path)
}

extension JSONValue {
  /// Replaces what is at a path of keys and indexes.
  mutating func set(_ path: [String], _ value: JSONValue) {
    guard let key = path.first else {
      self = value
      return
    }
    let rest = Array(path.dropFirst())
    switch self {
    case .object(var members):
      if let i = members.firstIndex(where: { $0.key == key }) {
        members[i].value.set(rest, value)
      } else {
        members.append(Member(key, value))
      }
      self = .object(members)
    case .array(var values):
      values[Int(key)!].set(rest, value)
      self = .array(values)
    default: self = value
    }
  }
}
