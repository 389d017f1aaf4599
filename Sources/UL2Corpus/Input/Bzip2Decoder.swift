/// Bzip2 by libbz2: 60 MB/s of output, the slowest of the formats by far. Each block and each stream
/// carries a CRC-32, which the library checks.
import CBzip2

@safe struct Bzip2Decoder: Decoder, ~Copyable {
  static let format = CompressionFormat.bzip2
  static let padding = 0

  /// Invariant: initialized by `BZ2_bzDecompressInit` where `isOpen`. The library keeps this address.
  private let stream: UnsafeMutablePointer<bz_stream>
  private var isOpen = false

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: bz_stream())
  }

  deinit {
    if isOpen { unsafe _ = BZ2_bzDecompressEnd(stream) }
    unsafe stream.deallocate()
  }

  mutating func begin() throws(DecoderFailure) {
    if isOpen { unsafe _ = BZ2_bzDecompressEnd(stream) }
    unsafe stream.pointee = bz_stream()
    isOpen = unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    if !isOpen { throw DecoderFailure(reason: "no memory for the decoder") }
  }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    let available = UInt32(clamping: input.count)
    let room = UInt32(clamping: output.count)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    unsafe stream.pointee.avail_in = available
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.pointee.avail_out = room
    let code = unsafe BZ2_bzDecompress(stream)
    let outcome: DecoderStep.Outcome =
      switch code {
      case BZ_OK: .running
      case BZ_STREAM_END: .ended
      case BZ_DATA_ERROR: .failed(DecoderFailure(reason: "its checksum does not match"))
      case BZ_DATA_ERROR_MAGIC: .failed(DecoderFailure(reason: "an invalid header"))
      case BZ_MEM_ERROR: .failed(DecoderFailure(reason: "no memory for the decoder"))
      default: .failed(DecoderFailure(reason: "libbz2's error \(code)"))
      }
    return unsafe DecoderStep(
      consumed: Int(available) - Int(stream.pointee.avail_in),
      produced: Int(room) - Int(stream.pointee.avail_out), outcome: outcome)
  }
}
