/// Gzip (RFC 1952) by ISA-L, two and a half times as fast as zlib. Each member's CRC-32 and length are
/// checked, and the header's CRC where there is one.
///
/// The header is read by its own call, with a record that stays: `isal_inflate` reads it too but
/// forgets which fields are to come when the input ends within them.
import CIsal

@safe struct GzipDecoder: StreamDecoder, ~Copyable {
  static let format = CompressionFormat.gzip
  /// Tapes and some archivers fill up the last block with zeros; gzip ignores them too.
  static let padding = 1

  /// Invariant: allocated, initialized by `begin` before it is used. It is 80 KB: never copied.
  private let state: UnsafeMutablePointer<inflate_state>
  private let header: UnsafeMutablePointer<isal_gzip_header>
  private var inHeader = true

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe header = .allocate(capacity: 1)
    unsafe isal_inflate_init(state)
  }

  deinit {
    unsafe state.deallocate()
    unsafe header.deallocate()
  }

  mutating func begin() {
    unsafe isal_inflate_reset(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR_VER)
    unsafe isal_gzip_header_init(header)
    inHeader = true
  }

  mutating func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    unsafe state.step(input, into: output) { advance() }
  }

  private mutating func advance() -> DecoderStep.Outcome {
    if inHeader {
      switch unsafe isal_read_gzip_header(state, header) {
      case ISAL_DECOMP_OK: inHeader = false
      case ISAL_END_INPUT: return .running
      case let code: return .failed(Self.failure(code))
      }
    }
    let code = unsafe isal_inflate(state)
    if code != ISAL_DECOMP_OK { return .failed(Self.failure(code)) }
    return unsafe state.pointee.block_state == ISAL_BLOCK_FINISH ? .ended : .running
  }

  private static func failure(_ code: Int32) -> DecoderFailure {
    let reason =
      switch code {
      case ISAL_INVALID_BLOCK: "an invalid block"
      case ISAL_INVALID_SYMBOL: "an invalid symbol"
      case ISAL_INVALID_LOOKBACK: "a reference to data before its beginning"
      case ISAL_INVALID_WRAPPER: "an invalid header"
      case ISAL_UNSUPPORTED_METHOD: "an unknown method"
      case ISAL_INCORRECT_CHECKSUM: "its checksum does not match"
      default: "ISA-L's error \(code)"
      }
    return DecoderFailure(reason: reason)
  }
}
