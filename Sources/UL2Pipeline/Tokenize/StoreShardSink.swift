import UL2Input

/// The files of a shard while they are written, and of its shard of the validation store where
/// there is one. They are where the output keeps unfinished work, whole or not at all.
final class StoreShardSink {
  /// Both are there until `publish`, except for `validation` where nothing is held out.
  private var train: StoreShardWriter?
  private var validation: StoreShardWriter?
  private let inputs: [(entry: InputListing.Entry, part: Range<Int>?)]

  /// - Parameters:
  ///   - pieces: what the shard is made of.
  ///   - base: path of the files, without their endings.
  init(
    _ job: TokenizeJob, _ pieces: [StoreLayout.Piece], name: String, base: String
  ) throws(Problem) {
    inputs = pieces.map { (job.listing.entries[$0.input], $0.part) }
    train = try StoreShardWriter(
      base, name: name, type: job.tokenType, inputCount: pieces.count,
      protectedPieces: job.tokenizer.protectedPieces)
    validation =
      job.filters.documents.validationShare == nil
      ? nil
      : try StoreShardWriter(
        base + ".validation", name: name, type: job.tokenType, inputCount: pieces.count,
        protectedPieces: job.tokenizer.protectedPieces)
  }

  func add(_ batch: StoreShardBatch, ofFile file: Int) throws(Problem) {
    try train?.add(batch.train, ofInput: file)
    try validation?.add(batch.validation, ofInput: file)
  }

  /// Makes the files appear, and says what is in them.
  func publish(_ skipped: SkipCounts) throws(Problem) -> StoreShardRecord {
    guard let train = train.take() else { preconditionFailure("published twice") }
    var examined: [StoreInput] = []
    for input in inputs { examined.append(try StoreInput(examining: input.entry, input.part)) }
    var record = StoreShardRecord(try train.publish(examined))
    record.shard.skipped = skipped
    if let validation = validation.take() { record.validation = try validation.publish(examined) }
    return record
  }
}

/// Writes tokens, and beside them each document's provenance.
struct StoreShardWriter: ~Copyable {
  private let name: String
  private var tokens: IndexedDatasetWriter
  private var provenance: IndexedDatasetWriter
  /// Of each input.
  private var documents: [Int]
  private var textBytes = 0
  private var fallbacks = FallbackTokens()
  private var checkedDocuments = 0
  private let protectedPieces: [String]
  private var protectedMatches: [Int]

  init(
    _ base: String, name: String, type: TokenType, inputCount: Int, protectedPieces: [String]
  ) throws(Problem) {
    let tokens = try IndexedDatasetWriter(base, type: type)
    let provenance = try IndexedDatasetWriter(base + ".meta", type: .uint8)
    self.name = name
    self.tokens = tokens
    self.provenance = provenance
    self.protectedPieces = protectedPieces
    protectedMatches = protectedPieces.map { _ in 0 }
    documents = Array(repeating: 0, count: inputCount)
  }

  mutating func add(_ batch: TokenBatch, ofInput input: Int) throws(Problem) {
    documents[input] += batch.tokenCounts.count
    try tokens.add(batch.tokens.bytes, counts: batch.tokenCounts)
    try provenance.add(batch.provenance, counts: batch.provenanceCounts)
    textBytes += batch.textBytes
    fallbacks.unknown += batch.fallbacks.unknown
    fallbacks.bytes += batch.fallbacks.bytes
    checkedDocuments += batch.checkedDocuments
    for (i, count) in batch.protectedMatches.enumerated() { protectedMatches[i] += count }
  }

  consuming func publish(_ inputs: [StoreInput]) throws(Problem) -> StoreShard {
    var shard = StoreShard(name, inputs: inputs)
    for (i, count) in documents.enumerated() { shard.inputs[i].documents = count }
    shard.documents = tokens.documentCount
    shard.tokens = tokens.tokenCount
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
