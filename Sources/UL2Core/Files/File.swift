/// An open file descriptor, owned: closed once, when its owner ends.
import CWriteback
import Glibc

package struct File: ~Copyable, Sendable {
  package let path: String
  private let descriptor: Int32
  private let owned: Bool

  /// Opens `path` for reading.
  package init(reading path: String) throws(Problem) {
    let descriptor = openDescriptor(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("cannot open", path: path) }
    self.init(path: path, descriptor: descriptor, owned: true)
  }

  /// Creates or truncates `path` for writing.
  package init(writing path: String) throws(Problem) {
    let descriptor = openDescriptor(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, mode: 0o644)
    guard descriptor >= 0 else { throw .system("cannot create", path: path, writing: true) }
    self.init(path: path, descriptor: descriptor, owned: true)
  }

  /// Standard input, under the name `-`.
  package static func standardInput() -> File { File(borrowing: STDIN_FILENO, path: "-") }

  /// Borrows a descriptor that somebody else has opened and will close.
  package init(borrowing descriptor: Int32, path: String) {
    self.init(path: path, descriptor: descriptor, owned: false)
  }

  private init(path: String, descriptor: Int32, owned: Bool) {
    self.path = path
    self.descriptor = descriptor
    self.owned = owned
  }

  deinit {
    if owned { close(descriptor) }
  }

  /// The file's size in bytes.
  package func size() throws(Problem) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system("cannot examine", path: path)
    }
    return Int(status.st_size)
  }

  /// Reads at most `buffer.count` bytes; 0 at the end of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    // A signal that came before this waits would not end the waiting.
    try Interruption.check()
    return unsafe try readUnasked(into: buffer)
  }

  /// The same without asking first whether to stop: of a file that is needed to end well too. A signal that comes
  /// while this waits ends it.
  func readUnasked(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw .system("cannot read", path: path) }
      try Interruption.check()
    }
  }

  /// Reads at most `buffer.count` bytes from `offset` on, without moving the file's position.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(Problem) -> Int {
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw .system("cannot read", path: path) }
    }
  }

  /// Writes all of `bytes`.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    var written = 0
    while written < bytes.count {
      let count = unsafe Glibc.write(
        descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw .system("cannot write", path: path, writing: true)
      } else {
        try Interruption.check()
      }
    }
  }

  /// Writes all of `bytes`.
  package func write(_ bytes: [UInt8]) throws(Problem) {
    unsafe try bytes.span.withUnsafeBytes { bytes throws(Problem) in unsafe try write(bytes) }
  }

  /// Waits until what was written is on the disk.
  package func synchronize() throws(Problem) {
    guard fsync(descriptor) == 0 else {
      throw .system("cannot synchronize", path: path, writing: true)
    }
  }

  /// Has the system begin to bring `range` to the disk, without waiting: `synchronize` then has less to wait
  /// for. A hint: where it is not supported nothing happens.
  func startWriting(_ range: Range<Int>) {
    _ = sync_file_range(
      descriptor, off_t(range.lowerBound), off_t(range.count), UL2_SYNC_FILE_RANGE_WRITE)
  }

  /// Tells the system that the file will be read once, from the front.
  package func adviseSequential() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// Maps the whole file for reading.
  func map(count: Int) throws(Problem) -> UnsafeRawBufferPointer {
    guard count > 0 else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    let address = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .system("cannot map", path: path)
    }
    return unsafe UnsafeRawBufferPointer(start: address, count: count)
  }
}
