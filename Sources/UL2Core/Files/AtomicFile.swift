/// A file that appears under its name only when it is whole.
///
/// Bytes go to `NAME.tmp` beside it; `publish` flushes them to the disk and renames. Whatever ends
/// the process before that leaves no `NAME`.
import Glibc

package struct AtomicFile: ~Copyable {
  package let path: String
  private let temporary: String
  /// To be written to.
  package let content: File
  private var published = false

  package init(_ path: String) throws(Problem) {
    self.path = path
    temporary = path + ".tmp"
    content = try File(writing: temporary)
  }

  deinit {
    if !published { unsafe _ = unlink(temporary) }
  }

  /// Makes the file appear, replacing any earlier one.
  package consuming func publish() throws(Problem) {
    try content.synchronize()
    try rename(temporary, to: path)
    published = true
  }

  /// Publishes `bytes` under `path`.
  package static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    let file = try AtomicFile(path)
    try file.content.write(bytes)
    try file.publish()
  }
}
