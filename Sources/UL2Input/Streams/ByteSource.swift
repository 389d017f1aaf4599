/// A stream of bytes that is pulled: a file, a pipe, a decompressor over another stream.
package protocol ByteSource: AnyObject {
  /// Its name in errors.
  var path: String { get }

  /// Fills at most `buffer.count` bytes; 0 only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int

  /// After `read` has thrown a problem of the kind `badInput`: gets ready to continue after the
  /// damage.
  ///
  /// - Returns: how many of the bytes given last belong to what turned out to be damaged, such as those of
  ///   a member whose checksum does not match; nil where nothing more can be read.
  func recover() throws(Problem) -> Int?

  /// Where, among the bytes that `read` gave last, compressed streams begin: members of gzip, frames of zstd.
  /// Tools for WARC begin one with every record.
  var streamStarts: [Int] { get }

  /// The bytes at `offset`, at most `count`, without reading on to there; nil where that cannot be done, or
  /// the source ends before `offset`.
  func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8]?
}

extension ByteSource {
  package func recover() throws(Problem) -> Int? { nil }

  package var streamStarts: [Int] { [] }

  package func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8]? { nil }
}
