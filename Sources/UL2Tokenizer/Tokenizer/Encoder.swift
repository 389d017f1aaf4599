/// Encodes documents, one after another: one for each thread, which it works in without locks.
///
/// It keeps the ids of words it has met, about 10 MB, so that the first megabyte is slower than the rest.
package final class Encoder {
  package let tokenizer: Tokenizer
  private let core: EncoderCore

  package init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    core = tokenizer.makeCore()
  }

  /// Replaces `ids` by those of `text`, without any added at its ends.
  ///
  /// - Parameter text: UTF-8; what is not is taken as U+FFFD.
  /// - Throws: a problem of kind `badInput` where libsentencepiece cannot encode a text.
  package func encode(_ text: Span<UInt8>, into ids: inout [Int32]) throws(Problem) {
    try core.encode(text, into: &ids)
  }

  /// Replaces `ids` by those of `text`.
  package func encode(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    try core.encode(text.span, into: &ids)
  }

  /// Replaces `ids` by those that libsentencepiece gives, whatever the engine: the reference.
  package func encodeByLibrary(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    try core.library.encode(text.span, into: &ids)
  }

  /// How often each of the tokenizer's `protectedPieces` stood in texts encoded since the last call.
  package func takeProtectedMatches() -> [Int] { core.counter?.take() ?? [] }

  /// The text that `ids` stand for, as libsentencepiece puts it together.
  ///
  /// - Throws: a problem of kind `badInput` for an id beyond the vocabulary.
  package func decode(_ ids: [Int32]) throws(Problem) -> String {
    for id in ids where !tokenizer.pieces.indices.contains(Int(id)) {
      throw Problem(
        .badInput, "token beyond the vocabulary", got: "\(id)",
        expected: "below \(tokenizer.vocabularySize)")
    }
    return try core.library.decode(ids)
  }
}

/// What an encoder works with; it does not keep the tokenizer, which keeps some of these.
@safe final class EncoderCore {
  let library: LibraryEncoder
  var counter: PieceCounter?
  /// Ids of 16 bits where they suffice: half the bytes to keep and to move. At most one of the two is there.
  private var narrow: FastEncoder<UInt16>?
  private var wide: FastEncoder<UInt32>?

  init(_ library: LibraryModel, _ fast: FastModel?, vocabularySize: Int, counted: [String]) {
    self.library = LibraryEncoder(library)
    counter = PieceCounter(counted)
    if let fast, vocabularySize <= 1 << 16 {
      narrow = FastEncoder(fast)
    } else if let fast {
      wide = FastEncoder(fast)
    }
  }

  func encode(_ text: Span<UInt8>, into ids: inout [Int32]) throws(Problem) {
    counter?.count(text)
    let isFast =
      unsafe text.withUnsafeBufferPointer { text in
        if narrow != nil, let found = unsafe narrow!.encode(text) {
          unsafe widen(found, into: &ids)
        } else if wide != nil, let found = unsafe wide!.encode(text) {
          unsafe widen(found, into: &ids)
        } else {
          return false
        }
        return true
      }
    if !isFast { try library.encode(text, into: &ids) }
  }

  private func widen<ID: FixedWidthInteger>(
    _ found: UnsafeBufferPointer<ID>, into ids: inout [Int32]
  ) {
    ids.removeAll(keepingCapacity: true)
    ids.append(addingCapacity: found.count) { output in
      for i in 0..<found.count { unsafe output.append(Int32(truncatingIfNeeded: found[i])) }
    }
  }
}
