/// Gzip (RFC 1952) by ISA-L, two and a half times as fast as zlib. It reads the header with all its
/// optional fields and checks each member's CRC-32 and length.
import CIsal

@safe struct GzipDecoder: Decoder, ~Copyable {
  static let format = CompressionFormat.gzip
  /// Tapes and some archivers fill up the last block with zeros; gzip ignores them too.
  static let padding = 1

  /// Invariant: allocated and initialized by `isal_inflate_init`. It is 80 KB: never copied.
  private let state: UnsafeMutablePointer<inflate_state>

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe isal_inflate_init(state)
  }

  deinit { unsafe state.deallocate() }

  func begin() {
    unsafe isal_inflate_reset(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP)
  }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    let available = UInt32(min(input.count, 1 << 30))
    let room = UInt32(clamping: output.count)
    unsafe state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe state.pointee.avail_in = available
    unsafe state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe state.pointee.avail_out = room
    let code = unsafe isal_inflate(state)
    // On damaged data the library may have read up to eight bytes ahead: avail_in is then "negative".
    let left = unsafe max(0, Int32(bitPattern: state.pointee.avail_in))
    let consumed = Int(available) - Int(left)
    let produced = unsafe Int(room) - Int(state.pointee.avail_out)
    return unsafe DecoderStep(
      consumed: consumed, produced: produced,
      outcome: Self.outcome(code, isFinished: state.pointee.block_state == ISAL_BLOCK_FINISH))
  }

  private static func outcome(_ code: Int32, isFinished: Bool) -> DecoderStep.Outcome {
    switch code {
    case ISAL_DECOMP_OK, ISAL_END_INPUT, ISAL_OUT_OVERFLOW: isFinished ? .ended : .running
    case ISAL_INVALID_BLOCK: .failed(DecoderFailure(reason: "an invalid block"))
    case ISAL_INVALID_SYMBOL: .failed(DecoderFailure(reason: "an invalid symbol"))
    case ISAL_INVALID_LOOKBACK:
      .failed(DecoderFailure(reason: "a reference to before its beginning"))
    case ISAL_INVALID_WRAPPER: .failed(DecoderFailure(reason: "an invalid header"))
    case ISAL_UNSUPPORTED_METHOD: .failed(DecoderFailure(reason: "an unknown method"))
    case ISAL_INCORRECT_CHECKSUM: .failed(DecoderFailure(reason: "its checksum does not match"))
    default: .failed(DecoderFailure(reason: "ISA-L's error \(code)"))
    }
  }
}
