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

  /// Gets on with the stream, whose bytes must go on where the last step stopped consuming.
  package func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    let available = UInt32(min(input.count, 1 << 30))
    let room = UInt32(min(output.count, 1 << 30))
    unsafe state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe state.pointee.avail_in = available
    unsafe state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe state.pointee.avail_out = room
    let code = unsafe isal_inflate(state)
    // On damaged data the library may have read up to eight bytes ahead: avail_in is then "negative".
    let left = unsafe max(0, Int32(bitPattern: state.pointee.avail_in))
    let outcome: DecoderStep.Outcome =
      if code != ISAL_DECOMP_OK {
        .failed(DecoderFailure(reason: "ISA-L's error \(code)"))
      } else {
        unsafe state.pointee.block_state == ISAL_BLOCK_FINISH ? .ended : .running
      }
    return unsafe DecoderStep(
      consumed: Int(available) - Int(left), produced: Int(room) - Int(state.pointee.avail_out),
      outcome: outcome)
  }
}
