/// Documents that one worker has tokenized, on their way to a shard: bytes as they will stand in its
/// files, so that the thread whose turn it is only has to write them.
package struct TokenBatch: Sendable {
  package let type: TokenType
  /// Tokens of all documents, in elements of `type`.
  package private(set) var tokens: [UInt8] = []
  /// Each document's number of tokens.
  package private(set) var tokenCounts: [Int] = []
  /// `{"id": …, "metadata": {…}}` of all documents.
  package private(set) var provenance: [UInt8] = []
  /// Each document's number of bytes in `provenance`.
  package private(set) var provenanceCounts: [Int] = []
  package private(set) var textBytes = 0
  /// Documents that were encoded by the library too.
  package private(set) var checkedDocuments = 0
  /// How often each protected piece stood in the texts; empty where none did.
  package private(set) var protectedMatches: [Int] = []

  package init(type: TokenType) { self.type = type }

  package var byteCount: Int { tokens.count + provenance.count }

  /// - Parameter ids: of the document's text, each in the range of `type`.
  package mutating func add(_ document: Document, _ ids: [Int32], isChecked: Bool = false) {
    if type == .uint16 {
      appendNarrowed(ids, to: &tokens)
    } else {
      unsafe ids.withUnsafeBytes { unsafe tokens.append(contentsOf: $0) }
    }
    if isChecked { checkedDocuments += 1 }
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

  /// - Parameter matches: of each of the tokenizer's protected pieces.
  package mutating func add(matches: [Int]) {
    if !matches.contains(where: { $0 != 0 }) { return }
    if protectedMatches.isEmpty { protectedMatches = matches.map { _ in 0 } }
    for i in matches.indices { protectedMatches[i] += matches[i] }
  }
}

/// Appends ids as uint16, little-endian: one narrowing loop, which is vectorised.
private func appendNarrowed(_ ids: [Int32], to bytes: inout [UInt8]) {
  bytes.append(addingCapacity: 2 * ids.count) { output in
    unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
      let free = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
      for i in ids.indices {
        unsafe free.storeBytes(
          of: UInt16(truncatingIfNeeded: ids[i]).littleEndian, toByteOffset: 2 * i,
          as: UInt16.self)
      }
      initialized += 2 * ids.count
    }
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
