/// Inflates gzip pages, of one member or of several, with one state for all of them.
import UL2Input

final class GzipPages {
  private let inflater = Inflater()

  func decompress(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    inflater.begin(.gzip)
    var rest = unsafe input
    let plausible = 16 * input.count
    unsafe try buffer.fill(claim: count, plausible: plausible) { room throws(Problem) in
      let step = unsafe inflater.decode(rest, into: room)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[step.consumed...])
      switch step.outcome {
      case .failed: throw damage("the gzip data is broken")
      case .ended:
        // The next member.
        if unsafe !rest.isEmpty { inflater.begin(.gzip) }
        return unsafe PageBuffer.Step(produced: step.produced, isFinished: rest.isEmpty)
      case .running:
        if unsafe rest.isEmpty, step.produced < room.count {
          throw damage("the gzip data is cut off")
        }
        return PageBuffer.Step(produced: step.produced, isFinished: false)
      }
    }
  }
}
