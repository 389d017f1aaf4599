/// A file that appears under its name only when it is whole.
///
/// Bytes go to `NAME.tmp` beside it; `publish` flushes them to the disk and renames. Whatever ends
/// the process before that leaves no `NAME`.
import Glibc

public struct AtomicFile: ~Copyable {
  public let path: String
  private let temporary: String
  private let file: File
  private var published = false

  public init(_ path: String) throws(Problem) {
    self.path = path
    temporary = path + ".tmp"
    file = try File(writing: temporary)
  }

  deinit {
    if !published { unsafe _ = unlink(temporary) }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    unsafe try file.write(bytes)
  }

  public func write(_ bytes: [UInt8]) throws(Problem) { try file.write(bytes) }

  /// What `File.startWriting` does.
  func startWriting(_ range: Range<Int>) { file.startWriting(range) }

  /// Makes the file appear, replacing any earlier one.
  public consuming func publish() throws(Problem) {
    try file.synchronize()
    try rename(temporary, to: path)
    published = true
  }

  /// Publishes `bytes` under `path`.
  public static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.publish()
  }
}
