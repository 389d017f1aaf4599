/// The files of an input's shard while they are written, and of its shard of the validation store where
/// there is one. They stand where the output keeps unfinished work, whole or not at all.
final class StoreShardSink {
  /// Both are there until `publish`, but for `validation` where nothing is held out.
  var train: StoreShardWriter?
  var validation: StoreShardWriter?
  private let input: String

  /// - Parameter base: path of the files, without their endings.
  init(_ job: TokenizeJob, _ input: Int, _ base: String) throws(Problem) {
    let name = job.shardName(input)
    self.input = job.inputs[input]
    train = try StoreShardWriter(
      base, name: name, type: job.tokenType,
      protectedPieces: job.tokenizer.protectedPieces)
    validation =
      job.choosing.choice.validationShare == nil
      ? nil
      : try StoreShardWriter(
        base + ".validation", name: name, type: job.tokenType,
        protectedPieces: job.tokenizer.protectedPieces)
  }

  /// Makes the files appear, and says what is in them.
  func publish(_ skipped: SkipCounts) throws(Problem) -> StoreShardRecord {
    guard let train = train.take() else { preconditionFailure("published twice") }
    let input = try StoreInput(examining: input)
    var record = StoreShardRecord(try train.publish(input))
    record.shard.skipped = skipped
    if let validation = validation.take() { record.validation = try validation.publish(input) }
    return record
  }
}

/// Writes tokens, and beside them each document's provenance.
struct StoreShardWriter: ~Copyable {
  private let name: String
  private var tokens: IndexedDatasetWriter
  private var provenance: IndexedDatasetWriter
  private var textBytes = 0
  private var fallbacks = FallbackTokens()
  private var checkedDocuments = 0
  private let protectedPieces: [String]
  private var protectedMatches: [Int]

  init(
    _ base: String, name: String, type: TokenType, protectedPieces: [String]
  ) throws(Problem) {
    let tokens = try IndexedDatasetWriter(base, type: type)
    let provenance = try IndexedDatasetWriter(base + ".meta", type: .uint8)
    self.name = name
    self.tokens = tokens
    self.provenance = provenance
    self.protectedPieces = protectedPieces
    protectedMatches = protectedPieces.map { _ in 0 }
  }

  mutating func add(_ batch: TokenBatch) throws(Problem) {
    try tokens.add(batch.tokens.bytes, counts: batch.tokenCounts)
    try provenance.add(batch.provenance, counts: batch.provenanceCounts)
    textBytes += batch.textBytes
    fallbacks.unknown += batch.fallbacks.unknown
    fallbacks.bytes += batch.fallbacks.bytes
    checkedDocuments += batch.checkedDocuments
    for (i, count) in batch.protectedMatches.enumerated() { protectedMatches[i] += count }
  }

  consuming func publish(_ input: StoreInput) throws(Problem) -> StoreShard {
    var shard = StoreShard(name, inputs: [input])
    shard.documents = tokens.documentCount
    shard.tokens = tokens.elementCount
    shard.textBytes = textBytes
    shard.fallbacks = fallbacks
    shard.checkedDocuments = checkedDocuments
    for (piece, count) in zip(protectedPieces, protectedMatches) where count > 0 {
      shard.protectedMatches[piece, default: 0] += count
    }
    let (data, index) = try tokens.publish()
    let (metaData, metaIndex) = try provenance.publish()
    shard.files = [data, index, metaData, metaIndex]
    return shard
  }
}
