/// A model in libsentencepiece, which encodes and decodes with it: the reference for every other
/// engine.
import CSentencePiece

@safe final class LibraryModel: Sendable {
  /// Invariant: valid until `deinit`; the library's const methods may be called from any thread.
  nonisolated(unsafe) let processor: OpaquePointer

  /// - Parameters:
  ///   - bytes: a serialized ModelProto.
  ///   - path: what errors call it.
  init(_ bytes: [UInt8], path: String) throws(Problem) {
    var reason = [CChar](repeating: 0, count: 512)
    let created = unsafe bytes.withUnsafeBytes { bytes in
      unsafe reason.withUnsafeMutableBufferPointer { reason in
        unsafe spm_create(bytes.baseAddress, bytes.count, reason.baseAddress, reason.count)
      }
    }
    guard let created = unsafe created else {
      let text = String(
        decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw Problem(
        .noInput, "cannot load this model", path: path, got: text,
        expected: "a model that libsentencepiece reads")
    }
    unsafe processor = unsafe created
  }

  deinit { unsafe spm_destroy(processor) }
}

/// Encodes and decodes by the library: one for each thread.
@safe final class LibraryEncoder {
  private let model: LibraryModel
  /// Invariant: made in `init`, destroyed once in `deinit`.
  private let buffer: OpaquePointer

  init(_ model: LibraryModel) {
    self.model = model
    unsafe buffer = spm_buffer_create()
  }

  deinit { unsafe spm_buffer_destroy(buffer) }

  /// The ids of `text`, valid until the next call.
  func encode(_ text: Span<UInt8>) throws(Problem) -> UnsafeBufferPointer<Int32> {
    var result: UnsafePointer<Int32>?
    let count = unsafe text.withUnsafeBytes { bytes in
      unsafe spm_encode(
        model.processor, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count,
        buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(
        .badInput, "libsentencepiece cannot encode this text", got: "\(text.count) bytes")
    }
    return unsafe UnsafeBufferPointer(start: result, count: Int(count))
  }

  /// The text of ids within the vocabulary.
  func decode(_ ids: [Int32]) throws(Problem) -> String {
    var result: UnsafePointer<CChar>?
    let count = unsafe ids.withUnsafeBufferPointer { ids in
      unsafe spm_decode(model.processor, ids.baseAddress, ids.count, buffer, &result)
    }
    guard count >= 0 else {
      throw Problem(.badInput, "libsentencepiece cannot decode these ids", got: "\(ids.count) ids")
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: result, count: Int(count))
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
