/// One step of ISA-L's inflate, as its callers need it.
import CIsal

extension UnsafeMutablePointer<inflate_state> {
  /// Shows the library input and room for output, and says what `advance` made of them.
  @unsafe func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
    _ advance: () -> DecoderStep.Outcome
  ) -> DecoderStep {
    let available = UInt32(min(input.count, 1 << 30))
    let room = UInt32(min(output.count, 1 << 30))
    unsafe pointee.next_in = UnsafeMutablePointer<UInt8>(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe pointee.avail_in = available
    unsafe pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe pointee.avail_out = room
    let outcome = advance()
    // On damaged data the library may have read up to eight bytes ahead: avail_in is then "negative".
    let left = unsafe max(0, Int32(bitPattern: pointee.avail_in))
    return unsafe DecoderStep(
      consumed: Int(available) - Int(left), produced: Int(room) - Int(pointee.avail_out),
      outcome: outcome)
  }
}
