/// Decompresses a Brotli page, in steps: 4 KB may well become 1 GiB.
import UL2Input

func decompressBrotli(
  _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
) throws(Problem) {
  var decoder = try BrotliDecoder()
  var rest = unsafe input
  let plausible = 16 * input.count
  unsafe try buffer.fill(claim: count, plausible: plausible) { room throws(Problem) in
    let step = unsafe decoder.decode(rest, into: room)
    unsafe rest = UnsafeRawBufferPointer(rebasing: rest[step.consumed...])
    switch step.outcome {
    case .ended where unsafe rest.isEmpty:
      return PageBuffer.Step(produced: step.produced, isFinished: true)
    case .running where step.produced == room.count:
      return PageBuffer.Step(produced: step.produced, isFinished: false)
    case .running: throw damage("the Brotli data is cut off")
    case .ended, .failed: throw damage("the Brotli data is broken")
    }
  }
}
