/// LZ4 frames by liblz4. The block and content checksums are checked where the frame has them: a
/// frame without them (`lz4 --no-frame-crc`) shows damage only where its structure breaks.
import CLZ4

@safe struct LZ4Decoder: StreamDecoder, ~Copyable {
  static let format = CompressionFormat.lz4
  static let padding = 0

  /// Invariant: a live context, owned.
  private let context: OpaquePointer

  init() throws(DecoderFailure) {
    var created: OpaquePointer?
    let code = unsafe LZ4F_createDecompressionContext(&created, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(code) == 0, let created = unsafe created else {
      throw DecoderFailure(reason: "no memory for the decoder")
    }
    unsafe context = unsafe created
  }

  deinit { unsafe _ = LZ4F_freeDecompressionContext(context) }

  func begin() { unsafe LZ4F_resetDecompressionContext(context) }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    var consumed = input.count
    var produced = output.count
    let code = unsafe LZ4F_decompress(
      context, output.baseAddress, &produced, input.baseAddress, &consumed, nil)
    if LZ4F_isError(code) != 0 {
      let reason = unsafe String(cString: LZ4F_getErrorName(code))
      // The library does not say how far it came.
      return DecoderStep(
        consumed: 0, produced: 0, outcome: .failed(DecoderFailure(reason: reason)))
    }
    return DecoderStep(
      consumed: consumed, produced: produced, outcome: code == 0 ? .ended : .running)
  }
}
