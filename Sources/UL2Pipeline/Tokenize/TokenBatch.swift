/// Documents that one worker has tokenized, on their way to a shard: bytes as they will be in its
/// files, so that the thread whose turn it is only has to write them.
package struct TokenBatch: Sendable {
  /// Of all documents, in the store's width.
  package private(set) var tokens: TokenBuffer
  /// Each document's number of tokens.
  package private(set) var tokenCounts: [Int] = []
  /// `{"id": …, "metadata": {…}}` of all documents.
  package private(set) var provenance: [UInt8] = []
  /// Each document's number of bytes in `provenance`.
  package private(set) var provenanceCounts: [Int] = []
  package private(set) var textBytes = 0
  /// Documents that were encoded by the library too.
  package private(set) var checkedDocuments = 0
  /// How often each protected piece occurred in the texts; empty where none did.
  package private(set) var protectedMatches: [Int] = []

  package private(set) var fallbacks = FallbackTokens()

  /// - Parameter type: of the store's tokens: uint16 or int32.
  package init(type: TokenType) {
    precondition(type == .uint16 || type == .int32, "no width of tokens")
    tokens = TokenBuffer(type == .uint16 ? .two : .four)
  }

  package var byteCount: Int { tokens.bytes.count + provenance.count }

  /// - Parameters:
  ///   - isChecked: whether the library encodes the document too.
  ///   - encode: appends the ids of the document's text.
  package mutating func add(
    _ document: Document, isChecked: Bool = false,
    encode: (inout TokenBuffer) throws(Problem) -> Void
  ) throws(Problem) {
    let first = tokens.count
    try encode(&tokens)
    tokenCounts.append(tokens.count - first)
    if isChecked { checkedDocuments += 1 }
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

  /// Adds what an encoder has counted since this was last asked: in texts whose tokens are here.
  package mutating func addCounts(of encoder: TokenEncoder) {
    add(matches: encoder.takeProtectedMatches())
    let counted = encoder.takeFallbacks()
    fallbacks.unknown += counted.unknown
    fallbacks.bytes += counted.bytes
  }

  /// - Parameter matches: of each of the tokenizer's protected pieces.
  package mutating func add(matches: [Int]) {
    if !matches.contains(where: { $0 != 0 }) { return }
    if protectedMatches.isEmpty { protectedMatches = matches.map { _ in 0 } }
    for i in matches.indices { protectedMatches[i] += matches[i] }
  }
}

/// A worker's result for a part: documents to train on, and those held out.
struct StoreShardBatch: Sendable {
  var train: TokenBatch
  var validation: TokenBatch

  init(type: TokenType) {
    train = TokenBatch(type: type)
    validation = train
  }

  var byteCount: Int { train.byteCount + validation.byteCount }
}
