/// Encodes documents, one after another: one for each thread, which it works in without locks.
///
/// It keeps the ids of words it has met, 10 to 20 MB, so that the first megabyte is slower than the rest.
/// It does not keep the tokenizer, which keeps some encoders itself.
public final class TokenEncoder {
  private let encoder: any DocumentEncoder
  private let vocabularySize: Int

  public init(_ tokenizer: Tokenizer) {
    vocabularySize = tokenizer.vocabularySize
    encoder =
      switch tokenizer.model {
      case .sentencePiece(let model): SentencePieceEncoder(model)
      case .file(let model): FileEncoder(model)
      }
  }

  /// Appends the ids of `text`, without any added at its ends, in the width of `tokens`: once copied where
  /// that is the engine's.
  ///
  /// - Parameters:
  ///   - text: UTF-8; what is not is taken as U+FFFD.
  ///   - tokens: whose width can hold every id of the vocabulary.
  /// - Throws: a problem of kind `badInput` where a text cannot be encoded.
  package func encode(
    _ text: Span<UInt8>, appendingTo tokens: inout TokenBuffer
  ) throws(Problem) {
    precondition(tokens.width == .four || vocabularySize <= 1 << 16, "ids too large for the width")
    try encoder.encode(text, appendingTo: &tokens)
  }

  /// Appends the ids of `text`.
  public func encode(_ text: Span<UInt8>, appendingTo ids: inout [Int32]) throws(Problem) {
    try encoder.encode(text, appendingTo: &ids)
  }

  /// Replaces `ids` by those of `text`.
  public func encode(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    ids.removeAll(keepingCapacity: true)
    try encode(text.span, appendingTo: &ids)
  }

  /// Appends the ids of a text as those of a huge one are found; false where the fast engine cannot.
  ///
  /// - Parameter window: bytes that are encoded at a time.
  package func encode(
    _ text: Span<UInt8>, inWindowsOf window: Int, appendingTo ids: inout [Int32]
  ) -> Bool {
    encoder.encode(text, inWindowsOf: window, appendingTo: &ids)
  }

  /// Replaces `ids` by those of the reference, whatever the engine: those that every other must give.
  package func encodeByReference(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    ids.removeAll(keepingCapacity: true)
    try encoder.encodeByReference(text, appendingTo: &ids)
  }

  /// How often each of the tokenizer's `protectedPieces` occurred in texts encoded since the last
  /// call.
  public func takeProtectedMatches() -> [Int] { encoder.takeProtectedMatches() }

  /// How many of the tokens given since the last call are unknown, and how many are single bytes of characters
  /// that the model lacks.
  package func takeFallbacks() -> (unknown: Int, bytes: Int) { encoder.takeFallbacks() }

  /// The text that `ids` are, as the model's own library puts it together.
  ///
  /// - Throws: a problem of kind `badInput` for an id beyond the vocabulary.
  public func decode(_ ids: [Int32]) throws(Problem) -> String {
    for id in ids where !(0..<vocabularySize).contains(Int(id)) {
      throw Problem(
        .badInput, "token beyond the vocabulary", got: "\(id)",
        expected: "below \(vocabularySize)")
    }
    return String(decoding: try encoder.decode(ids), as: UTF8.self)
  }
}
