/// Inflates gzip pages, of one member or of several, with one state for all of them.
import CIsal

@safe final class GzipPages {
  /// Invariant: owned by this object. 80 KB, and Swift cannot see all of its fields: it stays in C's
  /// memory.
  private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)

  deinit { unsafe state.deallocate() }

  func decompress(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    unsafe isal_inflate_init(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP)
    unsafe state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    // A page is below 2 GiB: its header's sizes are 32 bits.
    unsafe state.pointee.avail_in = UInt32(input.count)
    let plausible = 16 * input.count
    unsafe try buffer.fill(claim: count, plausible: plausible) { room throws(Problem) in
      unsafe try step(into: room)
    }
  }

  private func step(
    into room: UnsafeMutableRawBufferPointer
  ) throws(Problem) -> PageBuffer.Step {
    let count = min(room.count, Int(Int32.max))
    unsafe state.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe state.pointee.avail_out = UInt32(count)
    guard unsafe isal_inflate(state) == ISAL_DECOMP_OK else {
      throw damage("the gzip data is broken")
    }
    let produced = unsafe count - Int(state.pointee.avail_out)
    let isMemberDone = unsafe state.pointee.block_state == ISAL_BLOCK_FINISH
    let isInputDone = unsafe state.pointee.avail_in == 0
    if isMemberDone, !isInputDone {
      // The next member; `isal_inflate_reset` keeps the input and the wrapper's kind.
      unsafe isal_inflate_reset(state)
      unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP)
    } else if isInputDone, !isMemberDone, produced < count {
      throw damage("the gzip data is cut off")
    }
    return PageBuffer.Step(produced: produced, isFinished: isMemberDone && isInputDone)
  }
}
