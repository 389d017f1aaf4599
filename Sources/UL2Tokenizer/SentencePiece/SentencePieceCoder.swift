/// Pieces and texts as bytes, put together by libsentencepiece: what `spm_encode` prints and `spm_decode`
/// makes of it. No `String` is made. Where the library is
/// of another generation than the ids, the plain search cuts a text into pieces.
import CSentencePiece

/// One for each thread.
@safe final class SentencePieceCoder: PieceCoding {
  private let model: SentencePieceModel
  private let buffer: OpaquePointer
  private let plain: PlainEncoder?

  init(_ model: SentencePieceModel) {
    self.model = model
    plain = model.plain.map { PlainEncoder($0) }
    unsafe buffer = spm_buffer_create()
  }

  deinit { unsafe spm_buffer_destroy(buffer) }

  /// Appends the pieces of `text`, with spaces between: an unknown one as it appears in the
  /// normalized text, which ids alone do not tell.
  func append(piecesOf text: [UInt8], to output: inout [UInt8]) throws(Problem) {
    if let plain { return try plain.append(piecesOf: text, to: &output) }
    var result: UnsafePointer<CChar>?
    let count = unsafe text.withUnsafeBytes { bytes in
      unsafe spm_encode_pieces(
        model.library.processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        bytes.count,
        buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(
        .badInput, "libsentencepiece cannot encode this text", got: "\(text.count) bytes")
    }
    unsafe output.append(contentsOf: UnsafeRawBufferPointer(start: result, count: Int(count)))
  }

  /// Appends the text that `ids` represent, each in the vocabulary.
  func append(textOf ids: [Int32], to output: inout [UInt8]) throws(Problem) {
    var result: UnsafePointer<CChar>?
    let count = unsafe ids.withUnsafeBufferPointer { ids in
      unsafe spm_decode(model.library.processor, ids.baseAddress, ids.count, buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(.badInput, "libsentencepiece cannot decode these ids", got: "\(ids.count) ids")
    }
    unsafe output.append(contentsOf: UnsafeRawBufferPointer(start: result, count: Int(count)))
  }

  /// Appends the text of pieces; one that the model does not have is kept as it is.
  ///
  /// - Parameters:
  ///   - pieces: bytes in which they lie.
  ///   - bounds: where each begins, and where it ends.
  func append(
    textOf pieces: [UInt8], bounds: [Int], to output: inout [UInt8]
  ) throws(Problem) {
    var result: UnsafePointer<CChar>?
    let count = unsafe pieces.withUnsafeBytes { bytes in
      unsafe bounds.withUnsafeBytes { bounds in
        unsafe spm_decode_pieces(
          model.library.processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          bounds.baseAddress?.assumingMemoryBound(to: Int.self), bounds.count / 16, buffer, &result
        )
      }
    }
    guard count >= 0 else {
      throw Problem(
        .badInput, "libsentencepiece cannot decode these pieces", got: "\(bounds.count / 2) pieces")
    }
    unsafe output.append(contentsOf: UnsafeRawBufferPointer(start: result, count: Int(count)))
  }
}
