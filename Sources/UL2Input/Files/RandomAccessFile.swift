/// Files that are read in any order: archives and columns with their index at the end.

/// A file on this machine or another; read by any number of threads at once.
package protocol RandomAccessFile: AnyObject, Sendable {
  /// Its name in errors.
  var path: String { get }
  /// In bytes.
  var size: Int { get }

  /// Fills the buffer from `offset` on; fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) -> Int
}
