/// Byte sources around archives: an entry as a stream, bytes in memory, a bound on either.

/// The current entry of an archive as a stream.
final class ArchiveEntrySource: ByteSource {
  package let path: String
  private let archive: Archive

  /// - Parameter path: what errors call it.
  init(_ archive: Archive, _ path: String) {
    self.archive = archive
    self.path = path
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    unsafe try archive.read(into: buffer)
  }
}

/// A source that may give no more than so many bytes: a bound on what compressed members inflate to.
package final class LimitedSource: ByteSource {
  package let path: String
  private var source: ByteReader
  private let limit: Int
  private var count = 0

  package init(_ source: consuming ByteReader, limit: Int) {
    path = source.path
    self.source = source
    self.limit = limit
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let read = unsafe try source.read(into: buffer)
    count += read
    guard count <= limit else {
      throw Problem(
        .badInput, "a member is too large", path: path, expected: "at most \(limit >> 20) MiB")
    }
    return read
  }
}

/// A member's bytes, held by a part.
package final class MemberSource: ByteSource {
  package let path: String
  private let bytes: [UInt8]
  private var at = 0

  package init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - at)
    unsafe buffer.copyBytes(from: bytes[at..<at + count])
    at += count
    return count
  }
}
