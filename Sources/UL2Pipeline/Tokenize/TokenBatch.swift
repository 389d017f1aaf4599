/// Documents that one worker has tokenized, on their way to a shard: bytes as they will stand in its
/// files, so that the thread whose turn it is only has to write them.
struct TokenBatch: Sendable {
  let type: TokenType
  /// Tokens of all documents, in elements of `type`.
  private(set) var tokens: [UInt8] = []
  /// Each document's number of tokens.
  private(set) var tokenCounts: [Int] = []
  /// `{"id": …, "metadata": {…}}` of all documents.
  private(set) var provenance: [UInt8] = []
  /// Each document's number of bytes in `provenance`.
  private(set) var provenanceCounts: [Int] = []
  private(set) var textBytes = 0

  init(type: TokenType) { self.type = type }

  var byteCount: Int { tokens.count + provenance.count }

  /// - Parameter ids: of the document's text, each in the range of `type`.
  mutating func add(_ document: Document, _ ids: [Int32]) {
    if type == .uint16 {
      let start = tokens.count
      tokens.append(addingCapacity: 2 * ids.count) { output in
        for id in ids {
          output.append(UInt8(truncatingIfNeeded: id))
          output.append(UInt8(truncatingIfNeeded: id >> 8))
        }
      }
      precondition(tokens.count == start + 2 * ids.count)
    } else {
      unsafe ids.withUnsafeBytes { unsafe tokens.append(contentsOf: $0) }
    }
    tokenCounts.append(ids.count)
    let start = provenance.count
    provenance.append(contentsOf: "{\"id\":".utf8)
    appendJSONString(document.id, to: &provenance)
    provenance.append(contentsOf: ",\"metadata\":".utf8)
    if document.metadata.isEmpty {
      provenance.append(contentsOf: "{}".utf8)
    } else {
      provenance.append(contentsOf: document.metadata)
    }
    provenance.append(UInt8(ascii: "}"))
    provenanceCounts.append(provenance.count - start)
    textBytes += document.text.count
  }
}

/// What a worker makes of a part: documents to train on, and those held out.
struct ShardBatch: Sendable {
  var train: TokenBatch
  var validation: TokenBatch

  init(type: TokenType) {
    train = TokenBatch(type: type)
    validation = train
  }

  var byteCount: Int { train.byteCount + validation.byteCount }
}
