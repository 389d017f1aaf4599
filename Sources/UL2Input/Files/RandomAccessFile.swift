/// Files that are read in any order: archives and columns with their index at the end.

/// A file on this machine or another; read by any number of threads at once.
package protocol RandomAccessFile: AnyObject, Sendable {
  /// What errors call it.
  var path: String { get }
  /// In bytes.
  var size: Int { get }

  /// Fills the buffer from `offset` on; fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) -> Int
}

/// Opens a file, or an address for which `isRemote` holds.
package func openFile(_ path: String) throws(Problem) -> any RandomAccessFile {
  if isRemote(path) { return try RemoteFile(path) }
  return try LocalFile(path)
}

/// The first bytes of a file, at most `count`. A remote file need not know its size.
package func beginning(of path: String, count: Int) throws(Problem) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: count)
  var span = bytes.mutableSpan
  let source: any ByteSource =
    isRemote(path)
    ? RemoteSource(try RemoteAddress(path), range: 0..<count) : try FileSource(path)
  let filled = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
    unsafe try source.fill(buffer)
  }
  bytes.removeLast(count - filled)
  return bytes
}

package final class LocalFile: RandomAccessFile {
  private let file: File
  package let size: Int

  package var path: String { file.path }

  package init(_ path: String) throws(Problem) {
    let file = try File(reading: path)
    size = try file.size()
    self.file = file
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem)
    -> Int
  {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = unsafe try file.read(into: rest, at: offset + filled)
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
