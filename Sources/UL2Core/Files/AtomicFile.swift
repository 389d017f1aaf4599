/// A file that appears under its name only when it is whole.
///
/// Bytes go to `NAME.tmp` beside it; `publish` flushes them to the disk and renames. Whatever ends
/// the process before that leaves no `NAME`.
import Glibc

package struct AtomicFile: ~Copyable {
  package let path: String
  private let temporary: String
  private let file: File
  private var published = false

  package init(_ path: String) throws(Problem) {
    self.path = path
    temporary = path + ".tmp"
    file = try File(writing: temporary)
  }

  deinit {
    if !published { unsafe _ = unlink(temporary) }
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    unsafe try file.write(bytes)
  }

  package func write(_ bytes: [UInt8]) throws(Problem) { try file.write(bytes) }

  /// What `File.startWriting` does.
  func startWriting(_ range: Range<Int>) { file.startWriting(range) }

  /// Makes the file appear, replacing any earlier one.
  package consuming func publish() throws(Problem) {
    try file.synchronize()
    try rename(temporary, to: path)
    published = true
  }

  /// Publishes `bytes` under `path`.
  package static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.publish()
  }
}
