/// Encodes by `SentencePieceSearch`: the library normalizes a text, as it does for every engine, and what the path's tokens
/// are called is put together as the library puts it. One for each thread.
import CSentencePiece

/// A model for the plain search, used where the library has the other generation's rule; shared by
/// all encoders.
package final class PlainModel: Sendable {
  let search: SentencePieceSearch
  /// Gives back the normalized text in pieces.
  let normalizer: LibraryModel
  let unknown: Int32
  /// The ids of bytes; empty without byte fallback.
  let bytes: [Int32]
  let pieces: [Piece]

  /// - Parameters:
  ///   - model: one that the library has loaded, with protected pieces unused.
  ///   - path: what errors call it.
  package init(_ model: ModelProto, _ rule: SentencePieceIDs, path: String) throws(Problem) {
    // The library's own search for such pieces ends at the zero, and what it then makes of a text is not known.
    let cut = model.pieces.first { $0.kind == .userDefined && $0.text.utf8.contains(0) }
    if let cut {
      throw Problem(
        .noInput, "a user-defined piece contains a zero byte", path: path,
        got: "\"\(Problem.printable(cut.text))\"",
        expected: "none, for ids of another SentencePiece than the library at hand")
    }
    search = try SentencePieceSearch(model, rule, path: path)
    normalizer = try LibraryModel(model.normalizing, path: path)
    unknown = Int32(truncatingIfNeeded: model.pieces.firstIndex { $0.kind == .unknown } ?? 0)
    var bytes: [Int32] = []
    if model.trainer.hasByteFallback {
      bytes = [Int32](repeating: unknown, count: 256)
      for (id, piece) in model.pieces.enumerated() where piece.kind == .byte {
        let digits = piece.text.dropFirst(3).dropLast()
        if let byte = UInt8(digits, radix: 16) {
          bytes[Int(byte)] = Int32(truncatingIfNeeded: id)
        }
      }
    }
    self.bytes = bytes
    pieces = model.pieces
  }
}

@safe package final class PlainEncoder {
  private let model: PlainModel
  /// Invariant: made in `init`, destroyed once in `deinit`.
  private let buffer: OpaquePointer
  private var ids = Scratch<Int32>(capacity: 1 << 10)
  private var count = 0

  package init(_ model: PlainModel) {
    self.model = model
    unsafe buffer = spm_buffer_create()
  }

  deinit { unsafe spm_buffer_destroy(buffer) }

  /// The ids of `text`, valid until the next call.
  func encode(_ text: Span<UInt8>) throws(Problem) -> UnsafeBufferPointer<Int32> {
    let normalized = unsafe try normalize(text)
    let steps = unsafe model.search.path(normalized)
    ids.shrink(to: 1 << 20)
    // No token has fewer bytes than ids.
    ids.reserve(normalized.count)
    count = 0
    var start = 0
    var isAfterUnknown = false
    for step in steps {
      if let id = step.id {
        put(Int32(truncatingIfNeeded: id))
      } else if !model.bytes.isEmpty {
        for i in start..<step.end { put(model.bytes[unsafe Int(normalized[i])]) }
      } else if !isAfterUnknown {
        put(model.unknown)
      }
      isAfterUnknown = step.id == nil
      start = step.end
    }
    return unsafe UnsafeBufferPointer(start: ids.base, count: count)
  }

  /// Appends the ids of `text`.
  package func encode(_ text: [UInt8], appendingTo ids: inout [Int32]) throws(Problem) {
    unsafe ids.append(contentsOf: try encode(text.span))
  }

  /// Appends the pieces of `text`, with spaces between: unknown characters, those side by side as
  /// one, as they are in the normalized text.
  func append(piecesOf text: [UInt8], to output: inout [UInt8]) throws(Problem) {
    let normalized = unsafe try normalize(text.span)
    var start = 0
    var isAfterUnknown = false
    for step in unsafe model.search.path(normalized) {
      if step.id == nil, !model.bytes.isEmpty {
        for i in start..<step.end {
          let id = Int(model.bytes[unsafe Int(normalized[i])])
          if start > 0 || i > start { output.append(0x20) }
          output.append(contentsOf: model.pieces[id].text.utf8)
        }
      } else {
        if start > 0, step.id != nil || !isAfterUnknown { output.append(0x20) }
        unsafe output.append(contentsOf: normalized[start..<step.end])
      }
      isAfterUnknown = step.id == nil
      start = step.end
    }
  }

  private func put(_ id: Int32) {
    unsafe ids.base[count] = id
    count += 1
  }

  /// The text as the library searches it, valid until the next call.
  private func normalize(_ text: Span<UInt8>) throws(Problem) -> UnsafeBufferPointer<UInt8> {
    var result: UnsafePointer<CChar>?
    let count = unsafe text.withUnsafeBytes { bytes in
      unsafe spm_normalize(
        model.normalizer.processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        bytes.count, buffer, &result)
    }
    guard count >= 0, count < Int64(Int32.max) else {
      throw Problem(
        .badInput, "libsentencepiece cannot normalize this text", got: "\(text.count) bytes")
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: result, count: Int(count))
    return unsafe bytes.assumingMemoryBound(to: UInt8.self)
  }
}
