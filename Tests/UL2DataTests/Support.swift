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
func resolvedPlan(
  in directory: TemporaryDirectory, type: TokenType = .uint16, vocabulary: Int = 1100,
  highest: Int = 1000, tokens: Int = 30_000
) throws -> ResolvedPlan {
  for (name, eod) in [("code", nil), ("notes", 1)] as [(String, Int?)] {
    try writeStore(
      directory(name), documents: 40, below: highest, endsIn: eod, type: type,
      key: UInt64(name.utf8.count))
  }
  let special = SpecialTokens(
    vocabularySize: vocabulary, eos: 1, pad: 0, decoderStart: 0,
    sentinels: Sentinels(first: vocabulary - 1, step: -1, count: 50),
    fim: FIMTokens(prefix: 2, suffix: 3, middle: 4, eot: 5))
  let mixture = try ResolvedMixture(
    Mixture.parse(Array(mixtureText.utf8), path: "test"), special: special,
    prompts: [[], [7, 8, 9], [], []])
  return try ResolvedPlan(
    mixture, stores: ["code", "notes"].map { name in try TokenStore(directory(name)) },
    modelVocabularySize: 1000, limit: .tokens(tokens))
}

/// Writes the rows of a plan as one shard, with what belongs to it.
func writeShards(_ directory: String, _ resolved: ResolvedPlan, _ format: RowFormat) throws {
  let plan = try resolved.plan()
  var rows = PlannedRows(resolved, format)
  var samples: [[UInt8]] = []
  for start in plan.blocks {
    try rows.plan(start)
    for row in 0..<rows.count {
      let sample = try rows.sample(row)
      guard sample.count == rows.sampleSize(of: row) else {
        throw Problem(.badInput, "a sample of another size than was said")
      }
      samples.append(sample)
    }
  }
  try makeDirectories(directory)
  var writer = try MDSShardWriter(
    directory: directory, number: 0, format: format.shard, sampleSizes: samples.map(\.count))
  for sample in samples { try writer.write(sample) }
  try AtomicFile.write(MDSIndex([writer.finish()]).text, to: directory + "/index.json")
  let manifest = DatasetManifest(
    path: directory + "/manifest.json", resolved, plan, planFacts(plan), format,
    configuration: "none",
    modelHash: "none", fingerprints: try resolved.fingerprints())
  try AtomicFile.write(
    ManifestFile.text(manifest.json), to: directory + "/manifest.json")
}

/// What a manifest says of a plan; nobody asks for its fingerprint.
func planFacts(_ plan: Plan) -> DatasetManifest.PlanFacts {
  DatasetManifest.PlanFacts(
    limit: .once, fingerprint: "none", xxh3: hexadecimal(xxh3(plan.fileBytes)))
}
