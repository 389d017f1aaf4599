/// XZ by liblzma, which checks the CRC-32, CRC-64 or SHA-256 of every block and of the index.
///
/// The memory limit lets through every dictionary that `xz` itself can make (1.5 GiB): a dictionary
/// is reserved at once but touched only as far as the data goes.
import CLZMA

@safe struct XZDecoder: StreamDecoder, ~Copyable {
  static let format = CompressionFormat.xz
  /// Stream padding, xz specification 2.2.
  static let padding = 4
  static let memoryLimit: UInt64 = 1664 << 20

  /// Invariant: `LZMA_STREAM_INIT` (all zero) or initialized by `lzma_stream_decoder`.
  private let stream: UnsafeMutablePointer<lzma_stream>

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: lzma_stream())
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  func begin() throws(DecoderFailure) {
    guard unsafe lzma_stream_decoder(stream, Self.memoryLimit, 0) == LZMA_OK else {
      throw DecoderFailure(reason: "no memory for the decoder")
    }
  }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = input.count
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = output.count
    let code = unsafe lzma_code(stream, LZMA_RUN)
    return unsafe DecoderStep(
      consumed: input.count - stream.pointee.avail_in,
      produced: output.count - stream.pointee.avail_out, outcome: outcome(code))
  }

  private func outcome(_ code: lzma_ret) -> DecoderStep.Outcome {
    switch code {
    // LZMA_BUF_ERROR says that nothing moved, which the caller sees for itself.
    case LZMA_OK, LZMA_BUF_ERROR: return .running
    case LZMA_STREAM_END: return .ended
    case LZMA_DATA_ERROR: return .failed(DecoderFailure(reason: "its content or checksum is wrong"))
    case LZMA_FORMAT_ERROR: return .failed(DecoderFailure(reason: "an invalid header"))
    case LZMA_OPTIONS_ERROR: return .failed(DecoderFailure(reason: "unknown options"))
    case LZMA_MEM_ERROR: return .failed(DecoderFailure(reason: "no memory for the decoder"))
    case LZMA_MEMLIMIT_ERROR:
      let needed = unsafe lzma_memusage(stream) >> 20
      return .failed(
        DecoderFailure(
          reason: "it needs \(needed) MiB of memory, above the limit of \(Self.memoryLimit >> 20)",
          fix: "compress it again with a smaller dictionary: xz --lzma2=dict=64MiB"))
    default: return .failed(DecoderFailure(reason: "liblzma's error \(code.rawValue)"))
    }
  }
}
