/// Bytes in memory as a stream, given in steps as small as a test wants.
import UL2Input

package final class MemorySource: ByteSource {
  package let path: String
  private let bytes: [UInt8]
  private let step: Int
  private var at = 0

  /// - Parameter step: the most bytes that one read gives.
  package init(_ bytes: [UInt8], path: String, step: Int = .max) {
    self.bytes = bytes
    self.path = path
    self.step = step
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = min(buffer.count, bytes.count - at, step)
    unsafe buffer.copyBytes(from: bytes[at..<at + count])
    at += count
    return count
  }
}
