/// Brotli (RFC 7932) by libbrotlidec, one stream; output in steps. It has no magic number and no
/// checksum, so there is no file format of it here: pages of Parquet and bodies of HTTP.
import CBrotli

@safe package struct BrotliDecoder: ~Copyable {
  /// Invariant: a live decoder, owned. It cannot be reset, only recreated.
  private let decoder: OpaquePointer

  package init() throws(Problem) {
    guard let decoder = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
      throw Problem(.readWrite, "no memory for Brotli")
    }
    unsafe self.decoder = unsafe decoder
  }

  deinit { unsafe BrotliDecoderDestroyInstance(decoder) }

  /// Continues with the stream, whose bytes must continue where the last step stopped consuming.
  package mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    var unread = input.count
    var next = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var free = output.count
    var room = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let result = unsafe BrotliDecoderDecompressStream(decoder, &unread, &next, &free, &room, nil)
    let outcome: DecoderStep.Outcome =
      switch result {
      case BROTLI_DECODER_RESULT_SUCCESS: .ended
      case BROTLI_DECODER_RESULT_ERROR: .failed(DecoderFailure(reason: "broken Brotli data"))
      default: .running
      }
    return DecoderStep(
      consumed: input.count - unread, produced: output.count - free, outcome: outcome)
  }
}
