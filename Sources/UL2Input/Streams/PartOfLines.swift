/// The lines of a file that begin within a part of it: a line belongs to the part that it begins in, whole.
///
/// ```
///             part
///   …│aaaa\nbb│bb\ncccc\ndd│dd\neeee…
///             └ from here ┘  ┘ to here
/// ```
///
/// So the lines of all parts, one after the other, are those of the file. The byte before the part tells
/// whether a line begins with it.
import Glibc

package final class PartOfLines: ByteSource {
  private let source: any ByteSource
  private let part: Range<Int>
  /// Where the next byte of the source is in the file.
  private var position: Int
  private var isInside: Bool
  private var isFinished: Bool
  /// Where the first line begins, once it has been found.
  package private(set) var start: Int

  package var path: String { source.path }

  /// Whether the file's first line is in an earlier part.
  package var isLater: Bool { part.lowerBound > 0 }

  /// - Parameter source: begins a byte before the part, or with the file.
  init(_ source: any ByteSource, _ part: Range<Int>) {
    self.source = source
    self.part = part
    position = max(0, part.lowerBound - 1)
    start = part.lowerBound
    isInside = part.lowerBound == 0
    isFinished = part.isEmpty
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while !isFinished, unsafe !buffer.isEmpty {
      var count = unsafe try source.read(into: buffer)
      if count == 0 { break }
      var first = 0
      if !isInside {
        guard let end = unsafe newline(in: buffer, from: 0, to: count) else {
          position += count
          // A line that continues through the whole part leaves nothing of it.
          if position >= part.upperBound { isFinished = true }
          continue
        }
        first = end + 1
        start = position + first
        isInside = true
      }
      // The line that has begun before the end continues to its own.
      let last = max(first, part.upperBound - 1 - position)
      if start >= part.upperBound {
        count = first
        isFinished = true
      } else if last < count, let end = unsafe newline(in: buffer, from: last, to: count) {
        count = end + 1
        isFinished = true
      }
      position += count
      if first > 0 {
        unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[first..<count]))
      }
      if count > first { return count - first }
    }
    return 0
  }

  private func newline(
    in bytes: UnsafeMutableRawBufferPointer, from start: Int, to end: Int
  ) -> Int? {
    unsafe firstNewline(UnsafeRawBufferPointer(rebasing: bytes[start..<end])).map { start + $0 }
  }
}
