/// A file that is read at any offset, by any number of threads, and need not be open all the time.
///
/// It is opened when it is read, and closed when others need its place (`OpenFiles`). A store may so have any
/// number of files. Reading one that is open costs two additions to a number more than having it open.
import Glibc
import Synchronization

package final class FileOnDemand: Sendable {
  package let path: String
  /// In bytes, as it was opened first.
  package let size: Int
  private let file: OpenFiles.Entry
  private let files: OpenFiles

  /// Opens the file, which is then closed when its place is needed.
  package init(_ path: String, among files: OpenFiles = .shared) throws(Problem) {
    self.path = path
    self.files = files
    let (descriptor, version) = try files.opened(path)
    size = version.size
    file = OpenFiles.Entry(path, version)
    _ = files.keep(file, descriptor)
  }

  deinit { files.remove(file) }

  /// Reads at most `buffer.count` bytes from `offset` on; 0 at the end.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(Problem) -> Int {
    var descriptor = file.take()
    defer { file.giveBack() }
    if descriptor < 0 { descriptor = try files.open(file) }
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw .system("cannot read", path: path) }
    }
  }
}

/// The files of a process that are open because they may be read again.
package final class OpenFiles: Sendable {
  /// Half of the process's limit: the rest is for files that are written, and for the caller's own.
  package static let shared = OpenFiles(limit: max(8, min(fileLimit() / 2, 1 << 16)))

  /// One of them, open or not.
  final class Entry: HasTurn {
    let path: String
    let version: FileVersion
    let turn = Turn()
    /// How many are reading it, times 2³², and the descriptor + 1, or 0 where it is closed. One number, so
    /// that nobody closes what another has just begun to read.
    let state = Atomic<UInt64>(0)

    init(_ path: String, _ version: FileVersion) {
      self.path = path
      self.version = version
    }

    static let reader: UInt64 = 1 << 32

    /// Begins to read; returns the descriptor, or -1 where it is closed.
    func take() -> Int32 {
      turn.use()
      return Self.descriptor(state.wrappingAdd(Self.reader, ordering: .acquiring).newValue)
    }

    func giveBack() { state.wrappingSubtract(Self.reader, ordering: .releasing) }

    static func descriptor(_ state: UInt64) -> Int32 {
      Int32(truncatingIfNeeded: state & (reader - 1)) - 1
    }

    /// Takes the descriptor away, to be closed, if there is no reader.
    func takeAway() -> Int32? {
      let now = state.load(ordering: .relaxed)
      let descriptor = Self.descriptor(now)
      guard now < Self.reader, descriptor >= 0,
        state.compareExchange(expected: now, desired: 0, ordering: .acquiringAndReleasing).exchanged
      else { return nil }
      return descriptor
    }
  }

  private let limit: Int
  private let open: Mutex<SecondChance<Entry>>

  /// - Parameter limit: how many are open, unless more are being read.
  package init(limit: Int) {
    self.limit = limit
    open = Mutex(SecondChance())
  }

  /// How many are open.
  package var count: Int { open.withLock { $0.count } }

  /// Opens a file that may be kept.
  func opened(_ path: String) throws(Problem) -> (descriptor: Int32, version: FileVersion) {
    let descriptor = openDescriptor(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("cannot open", path: path) }
    guard let version = FileVersion(descriptor) else {
      let problem = Problem.system("cannot examine", path: path)
      _ = close(descriptor)
      throw problem
    }
    return (descriptor, version)
  }

  /// Opens a file again for a reader that has found it closed.
  func open(_ entry: Entry) throws(Problem) -> Int32 {
    let (descriptor, version) = try opened(entry.path)
    guard version == entry.version else {
      _ = close(descriptor)
      throw Problem(
        .badInput, "the file has changed since it was first opened", path: entry.path,
        got: "\(version.size) bytes, modified at another time",
        expected: "\(entry.version.size) bytes",
        fix: "do not change it while it is read, and run the same command again")
    }
    return keep(entry, descriptor)
  }

  /// Keeps a descriptor for the next reader of the file; returns the one to use, which is another's
  /// where two threads have opened the file at once.
  func keep(_ entry: Entry, _ descriptor: Int32) -> Int32 {
    var surplus: [Int32] = []
    let kept = open.withLock { open in
      let other = Entry.descriptor(entry.state.load(ordering: .acquiring))
      if other >= 0 {
        surplus.append(descriptor)
        return other
      }
      while open.count >= limit, let old = open.removeOne({ $0.takeAway() }) { surplus.append(old) }
      open.add(entry)
      entry.state.wrappingAdd(UInt64(descriptor) + 1, ordering: .releasing)
      return descriptor
    }
    for descriptor in surplus { _ = close(descriptor) }
    return kept
  }

  /// Closes a file that will not be read again.
  func remove(_ entry: Entry) {
    let descriptor = open.withLock { open in
      open.remove(entry)
      return entry.takeAway()
    }
    if let descriptor { _ = close(descriptor) }
  }

  /// Closes one that is not being read, so that another file can be opened; false where there is
  /// none.
  func closeOne() -> Bool {
    guard let old = open.withLock({ open in open.removeOne { $0.takeAway() } }) else {
      return false
    }
    _ = close(old)
    return true
  }
}

/// A file's size and time of change when it was opened, by which a change is noticed. Not its inode: some network
/// file systems number files differently each time.
struct FileVersion: Equatable, Sendable {
  let size: Int
  /// When it was last written to.
  private let seconds: Int
  private let nanoseconds: Int

  /// nil where the system does not say.
  init?(_ descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    size = Int(status.st_size)
    seconds = Int(status.st_mtim.tv_sec)
    nanoseconds = Int(status.st_mtim.tv_nsec)
  }
}

/// `open(2)`; where no more files can be open, after closing some of those that can be opened again.
func openDescriptor(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
  while true {
    let descriptor = unsafe Glibc.open(path, flags, mode)
    if descriptor >= 0 || (errno != EMFILE && errno != ENFILE) { return descriptor }
    guard OpenFiles.shared.closeOne() else {
      errno = EMFILE
      return -1
    }
  }
}
