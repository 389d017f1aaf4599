/// Inflates DEFLATE data that is all in memory, in any of its three wrappings; output in steps.
///
/// For files there is `GzipDecoder`, which can also be fed in pieces that end within a header.
import CIsal

@safe package final class Inflater {
  package enum Wrapping {
    case gzip
    case zlib
    case bare

    fileprivate var flag: UInt32 {
      switch self {
      case .gzip: UInt32(ISAL_GZIP)
      case .zlib: UInt32(ISAL_ZLIB)
      case .bare: UInt32(ISAL_DEFLATE)
      }
    }
  }

  /// Invariant: owned by this object. 80 KB, and Swift cannot see all of its fields: it stays in C's
  /// memory.
  private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)

  package init() {}

  deinit { unsafe state.deallocate() }

  /// Gets ready for a stream.
  package func begin(_ wrapping: Wrapping) {
    unsafe isal_inflate_init(state)
    unsafe state.pointee.crc_flag = wrapping.flag
  }

  /// Continues with the stream, whose bytes must continue where the last step stopped consuming.
  package func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    unsafe state.step(input, into: output) {
      let code = unsafe isal_inflate(state)
      guard code == ISAL_DECOMP_OK else {
        return .failed(DecoderFailure(reason: "ISA-L's error \(code)"))
      }
      return unsafe state.pointee.block_state == ISAL_BLOCK_FINISH ? .ended : .running
    }
  }
}
