/// Bytes read and not yet given out as lines.
import Glibc
import UL2Input

struct PendingLines {
  private var bytes: [UInt8]
  /// The unread bytes are `start..<end`; no newline stands in `start..<searched`.
  private var start = 0
  private var searched = 0
  private var end = 0

  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

  /// Reads once; false at the end of the source. The buffer grows only where a line is longer.
  mutating func fill(from source: any ByteSource) throws(Problem) -> Bool {
    if start > 0 {
      bytes.replaceSubrange(0..<end - start, with: bytes[start..<end])
      searched -= start
      end -= start
      start = 0
    }
    if end == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    let from = end
    var span = bytes.mutableSpan
    let count = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[from...]))
    }
    end += count
    return count > 0
  }

  /// Replaces `line` by the next whole line, without its end; false where there is none.
  ///
  /// - Parameter isAtEnd: what is left without an end is a line too.
  mutating func next(_ line: inout [UInt8], isAtEnd: Bool) -> Bool {
    guard let newline = newline() else {
      searched = end
      guard isAtEnd, start < end else { return false }
      take(end, &line)
      start = end
      return true
    }
    take(newline, &line)
    start = newline + 1
    searched = start
    return true
  }

  private mutating func take(_ lineEnd: Int, _ line: inout [UInt8]) {
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: bytes[start..<lineEnd])
  }

  private func newline() -> Int? {
    let from = searched
    let count = end - from
    return unsafe bytes.withUnsafeBytes { bytes in
      guard count > 0, let base = bytes.baseAddress,
        let found = unsafe memchr(base + from, 0x0A, count)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}
