/// The files of one shard while they are written: tokens, and beside them each document's provenance.
///
/// They stand where the output keeps unfinished work, whole or not at all.
final class ShardSink {
  /// Both are there until `publish`.
  private var tokens: IndexedDatasetWriter?
  private var provenance: IndexedDatasetWriter?
  private var record: ShardRecord

  /// - Parameters:
  ///   - base: path of the files, without their endings.
  ///   - name: the shard's.
  init(_ base: String, name: String, input: String, type: TokenType) throws(Problem) {
    tokens = try IndexedDatasetWriter(base, type: type)
    provenance = try IndexedDatasetWriter(base + ".meta", type: .uint8)
    record = ShardRecord(name: name, input: input, inputFacts: FileFacts(bytes: 0, xxh3: 0))
  }

  func write(_ batch: TokenBatch) throws(Problem) {
    try tokens?.add(batch.tokens, counts: batch.tokenCounts)
    try provenance?.add(batch.provenance, counts: batch.provenanceCounts)
    record.textBytes += batch.textBytes
  }

  /// Makes the files appear, and says what is in them.
  func publish(_ skipped: SkipCounts) throws(Problem) -> ShardRecord {
    guard let tokens = tokens.take(), let provenance = provenance.take() else {
      preconditionFailure("published twice")
    }
    record.documents = tokens.documentCount
    record.tokens = tokens.elementCount
    record.skipped = skipped
    let (data, index) = try tokens.publish()
    let (metaData, metaIndex) = try provenance.publish()
    record.files = [
      (".bin", data), (".idx", index), (".meta.bin", metaData), (".meta.idx", metaIndex),
    ]
    if isRegularFile(record.input) {
      record.inputFacts = FileFacts(
        bytes: try fileSize(record.input), xxh3: try xxh3(ofFile: record.input))
    }
    return record
  }
}
