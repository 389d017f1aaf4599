/// The whole lines among what was read, where they lie in the reader.
import Glibc
import UL2Input

struct PendingLines: ~Copyable {
  private var reader: ByteReader
  /// Unread bytes that hold no newline.
  private var searched = 0

  init(_ input: consuming ByteReader) { reader = input }

  var path: String { reader.path }

  /// Reads once; false at the end of the input. The buffer grows only where a line is longer.
  mutating func fill() throws(Problem) -> Bool { try reader.fill() }

  /// Replaces `line` by the next whole line, without its end; false where there is none.
  ///
  /// - Parameter isAtEnd: what is left without an end is a line too.
  mutating func next(_ line: inout [UInt8], isAtEnd: Bool) -> Bool {
    let bytes = unsafe reader.unread
    line.removeAll(keepingCapacity: true)
    if searched < bytes.count, let base = bytes.baseAddress,
      let found = unsafe memchr(base + searched, 0x0A, bytes.count - searched)
    {
      let length = unsafe UnsafeRawPointer(found) - base
      unsafe line.append(contentsOf: bytes[..<length])
      reader.consume(length + 1)
      searched = 0
      return true
    }
    searched = bytes.count
    guard isAtEnd, unsafe !bytes.isEmpty else { return false }
    unsafe line.append(contentsOf: bytes)
    reader.consume(bytes.count)
    searched = 0
    return true
  }
}
