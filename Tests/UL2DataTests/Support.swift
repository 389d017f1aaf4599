/// A plan without a tokenizer: stores and ids made by hand.
import TestSupport
import UL2Data

private let mixtureText = """
  {"sources": {"code": {"weight": 1}, "notes": {"weight": 3, "eod": true}}, "sequence_length": 64,
   "seed": 5, "objectives": [
     {"name": "causal", "weight": 3},
     {"name": "prefix_lm", "weight": 2, "prompt": "[S2S]"},
     {"name": "prefix_lm", "weight": 1, "prefix": {"suffix": 0.25}, "prefix_attention": "causal"},
     {"name": "span_corruption", "weight": 2, "noise_density": 0.15, "mean_span_length": 3}],
   "fim": {"rate": 0.5, "spm_rate": 0.5}}
  """

/// Writes a store of documents of random tokens, each below `limit`.
private func writeStore(
  _ path: String, documents: Int, below limit: Int, endsIn eod: Int?, type: TokenType, key: UInt64
) throws {
  try makeDirectories(path)
  var random = CounterRandom(key: key)
  var writer = try IndexedDatasetWriter(path + "/00000", type: type)
  for _ in 0..<documents {
    var ids = (0..<1 + random.below(150)).map { _ in 10 + random.below(limit - 10) }
    if let eod { ids.append(eod) }
    let bytes = ids.flatMap { id in
      (0..<type.size).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
    }
    try writer.add(bytes, counts: [ids.count])
  }
  _ = try writer.publish()
}

/// - Parameters:
///   - type: of the stores.
///   - vocabulary: of the rows: 65,500 and more makes them int32.
///   - highest: tokens of the stores are below.
///   - width: positions of a row. Of 16 a block is 16,384 rows, some 250,000 tokens.
func resolvedPlan(
  in directory: TemporaryDirectory, type: TokenType = .uint16, vocabulary: Int = 1100,
  highest: Int = 1000, tokens: Int = 30_000, width: Int = 64
) throws -> ResolvedPlan {
  for (name, eod) in [("code", nil), ("notes", 1)] as [(String, Int?)] {
    try writeStore(
      directory(name), documents: 40, below: highest, endsIn: eod, type: type,
      key: UInt64(name.utf8.count))
  }
  let reserved = ReservedTokens(
    vocabularySize: vocabulary, eos: 1, pad: 0, decoderStart: 0,
    sentinels: Sentinels(first: vocabulary - 1, step: -1, count: 50),
    fim: FIMTokens(prefix: 2, suffix: 3, middle: 4, eot: 5))
  let text = mixtureText.replacing("_length\": 64", with: "_length\": \(width)")
  let mixture = try ResolvedMixture(
    Mixture.parse(Array(text.utf8), path: "test"), reserved: reserved,
    prompts: [[], [7, 8, 9], [], []])
  return try ResolvedPlan(
    mixture, stores: ["code", "notes"].map { name in try TokenStore(directory(name)) },
    modelVocabularySize: 1000, limit: .tokens(tokens))
}

/// Writes the rows of a plan as shards, with index and manifest.
///
/// - Parameter rowsPerShard: nil: one shard.
func writeShards(
  _ directory: String, _ resolved: ResolvedPlan, _ format: RowFormat, rowsPerShard: Int? = nil
) throws {
  let plan = try resolved.plan()
  var rows = PlannedRows(resolved, format)
  var samples: [[UInt8]] = []
  for start in plan.blocks {
    try rows.plan(from: start)
    for row in 0..<rows.count {
      let sample = try rows.sample(row)
      guard sample.count == rows.sampleSize(of: row) else {
        throw Problem(.badInput, "a sample of another size than was said")
      }
      samples.append(sample)
    }
  }
  try makeDirectories(directory)
  var shards: [MDSIndex.Shard] = []
  for first in stride(from: 0, to: samples.count, by: rowsPerShard ?? samples.count) {
    let own = samples[first..<min(first + (rowsPerShard ?? samples.count), samples.count)]
    var writer = try MDSShardWriter(
      directory: directory, number: shards.count, format: format.shard,
      sampleSizes: own.map(\.count))
    for sample in own { try writer.write(sample) }
    shards.append(try writer.finish())
  }
  try AtomicFile.write(MDSIndex(shards).text, to: directory + "/index.json")
  try AtomicFile.write(plan.fileBytes, to: directory + "/plan.bin")
  let manifest = DatasetManifest(
    path: directory + "/manifest.json", resolved, plan, planFacts(resolved, plan), format,
    configuration: "none",
    tokenizer: TokenizerIdentity(hash: "none"), fingerprints: try resolved.fingerprints())
  try AtomicFile.write(
    ManifestFile.text(manifest.json), to: directory + "/manifest.json")
}

/// Writes a plan, for tests that need no shards.
func writePlan(_ directory: String, _ resolved: ResolvedPlan) throws {
  let plan = try resolved.plan()
  try makeDirectories(directory)
  try AtomicFile.write(plan.fileBytes, to: directory + "/plan.bin")
  let manifest = try DatasetManifest(
    path: directory + "/manifest.json", resolved, plan, planFacts(resolved, plan),
    tokenizer: TokenizerIdentity(hash: "none"), fingerprints: resolved.fingerprints())
  try AtomicFile.write(
    ManifestFile.text(manifest.json), to: directory + "/manifest.json")
}

/// A manifest's facts about a plan.
func planFacts(_ resolved: ResolvedPlan, _ plan: Plan) -> DatasetManifest.PlanFacts {
  let hash = hexadecimal(xxh3(plan.fileBytes))
  return DatasetManifest.PlanFacts(
    limit: resolved.planner.settings.limit, fingerprint: "plan-" + hash, xxh3: hash)
}

/// A format of shards for the rows of a plan.
func rowFormat(
  _ plan: ResolvedPlan, _ columns: ColumnSet = .compact, compression: String? = nil
) -> RowFormat {
  RowFormat(
    columns: columns, vocabularySize: plan.reserved.vocabularySize,
    sequenceLength: plan.sequenceLength, compression: compression, shardSize: nil)
}

/// The problem that `body` ends with.
func problem(_ body: () throws -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch {
    return error as? Problem
  }
}

/// The tokens of some rows of 64, written into an array without a row in between.
func filledTokens(of dataset: Dataset, _ indexes: [Int]) throws -> [Int32] {
  try [Int32](unsafeUninitializedCapacity: 64 * indexes.count) { output, count in
    var arrays = RowArrays()
    arrays.width = 64
    arrays.tokens = output.baseAddress
    try dataset.fill(arrays, with: indexes)
    count = output.count
  }
}
