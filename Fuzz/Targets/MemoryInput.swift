/// Inputs in memory: as a source that gives a few bytes at a time, and as a file with a path.
import Glibc
import UL2Input

/// Gives at most `chunk` bytes at a time: with 1, every place is once between two reads.
final class ChunkedBytes: ByteSource {
  let path = "input"
  private let bytes: [UInt8]
  private let chunk: Int
  private var at = 0

  init(_ bytes: [UInt8], chunk: Int) {
    self.bytes = bytes
    self.chunk = chunk
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(chunk, bytes.count - at, buffer.count)
    buffer.copyBytes(from: bytes[at..<at + count])
    at += count
    return count
  }
}

/// A file in no directory, for readers that need a path.
final class MemoryFile {
  private let descriptor: CInt
  var path: String { "/proc/self/fd/\(descriptor)" }

  init(_ bytes: [UInt8]) {
    let name = "/ul2prep-fuzz-\(UInt64.random(in: 0 ... .max))"
    descriptor = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0o600)
    precondition(descriptor >= 0, "no memory file")
    shm_unlink(name)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      precondition(count > 0, "no room for a memory file")
      written += count
    }
  }

  deinit { close(descriptor) }
}

/// How an input is cut in two: its first two bytes are the length of the second part, little-endian.
func split(_ bytes: [UInt8]) -> (first: [UInt8], second: [UInt8]) {
  guard bytes.count >= 2 else { return ([], []) }
  let count = min(Int(bytes[0]) | Int(bytes[1]) << 8, bytes.count - 2)
  return (Array(bytes[2..<bytes.count - count]), Array(bytes[(bytes.count - count)...]))
}
