/// Zstandard (RFC 8878) by libzstd, with windows up to 2 GiB: files made with `--long=31` fail in
/// readers that keep the default of 128 MiB. Skippable frames are streams without output.
import CZstd

@safe package struct ZstdDecoder: StreamDecoder, ~Copyable {
  static let format = CompressionFormat.zstd
  static let padding = 0

  /// Invariant: a live context, owned.
  private let context: OpaquePointer

  package init() throws(DecoderFailure) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw DecoderFailure(reason: "no memory for the decoder")
    }
    unsafe self.context = unsafe context
    unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
  }

  deinit { unsafe _ = ZSTD_freeDCtx(context) }

  package func begin() { unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }

  package func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    let outcome: DecoderStep.Outcome =
      if ZSTD_isError(code) != 0 {
        unsafe .failed(DecoderFailure(reason: String(cString: ZSTD_getErrorName(code))))
      } else {
        code == 0 ? .ended : .running
      }
    return unsafe DecoderStep(consumed: source.pos, produced: target.pos, outcome: outcome)
  }
}
