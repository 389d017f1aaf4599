import CSentencePiece

/// Encodes documents, one after another: one for each worker.
@safe public final class Encoder {
  private let tokenizer: Tokenizer
  private let buffer: OpaquePointer
  /// Ids of 16 bits where they suffice: half the bytes to keep and to move. At most one of the two is there.
  private var narrow: FastEncoder<UInt16>?
  private var wide: FastEncoder<UInt32>?

  public init(_ tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    unsafe buffer = spm_buffer_create()
    if let model = tokenizer.fast, tokenizer.vocabularySize <= 1 << 16 {
      narrow = FastEncoder(model)
    } else if let model = tokenizer.fast {
      wide = FastEncoder(model)
    }
  }

  deinit { unsafe spm_buffer_destroy(buffer) }

  /// Replaces `ids` by those of `text`, without any added at its ends.
  ///
  /// - Parameter text: UTF-8; what is not is taken as U+FFFD.
  public func encode(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    if text.count > Self.longestText {
      try encodeByLibrary(text, into: &ids)
    } else if narrow != nil {
      let found = unsafe text.withUnsafeBufferPointer { unsafe narrow!.encode($0) }
      unsafe widen(found, into: &ids)
    } else if wide != nil {
      let found = unsafe text.withUnsafeBufferPointer { unsafe wide!.encode($0) }
      unsafe widen(found, into: &ids)
    } else {
      try encodeByLibrary(text, into: &ids)
    }
  }

  /// The fast engine counts in 32 bits, and normalization may make a text longer.
  private static let longestText = 1 << 27

  private func widen<ID: FixedWidthInteger>(
    _ found: UnsafeBufferPointer<ID>, into ids: inout [Int32]
  ) {
    ids.removeAll(keepingCapacity: true)
    ids.append(addingCapacity: found.count) { output in
      for i in 0..<found.count { unsafe output.append(Int32(truncatingIfNeeded: found[i])) }
    }
  }

  /// Replaces `ids` by those that libsentencepiece gives, whatever the engine: the reference.
  public func encodeByLibrary(_ text: [UInt8], into ids: inout [Int32]) throws(Problem) {
    ids.removeAll(keepingCapacity: true)
    var result: UnsafePointer<Int32>?
    let count = unsafe text.withUnsafeBytes { bytes in
      unsafe spm_encode(
        tokenizer.processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count,
        buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(
        .badInput, "libsentencepiece cannot encode this text", got: "\(text.count) bytes")
    }
    unsafe ids.append(contentsOf: UnsafeBufferPointer(start: result, count: Int(count)))
  }

  /// How often each of the tokenizer's `protectedPieces` stood in texts encoded since the last call.
  public func takeProtectedMatches() -> [Int] {
    [Int](repeating: 0, count: tokenizer.protectedPieces.count)
  }

  /// The text that `ids` stand for, as libsentencepiece puts it together.
  public func decode(_ ids: [Int32]) throws(Problem) -> String {
    for id in ids where !tokenizer.pieces.indices.contains(Int(id)) {
      throw Problem(
        .badInput, "token beyond the vocabulary", got: "\(id)",
        expected: "below \(tokenizer.vocabularySize)")
    }
    var result: UnsafePointer<CChar>?
    let count = unsafe ids.withUnsafeBufferPointer { ids in
      unsafe spm_decode(tokenizer.processor, ids.baseAddress, ids.count, buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(.badInput, "libsentencepiece cannot decode these ids", got: "\(ids.count) ids")
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: result, count: Int(count))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
