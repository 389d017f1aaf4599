/// A lock on what one task keeps in an output directory, so that the same task, started twice, does not
/// write its files twice at once. The system gives it back when its holder ends, however that ends; on
/// network file systems the server does. Where locks are not supported there is none. They are POSIX's
/// locks, which network file systems know best: of a process, and gone when it closes the file.
import Glibc
import Synchronization

/// Held from `acquire` until the owner ends.
final class OutputLock: Sendable {
  private let descriptor = Mutex<Int32>(-1)

  init() {}

  deinit {
    descriptor.withLock { if $0 >= 0 { _ = close($0) } }
  }

  /// Whether this process holds it.
  var isAcquired: Bool { descriptor.withLock { $0 >= 0 } }

  /// - Returns: false where another process holds it.
  func acquire(_ path: String) throws(Problem) -> Bool { try lock(path, F_SETLK) }

  /// Acquires it as soon as no other process holds it.
  func wait(_ path: String) throws(Problem) { _ = try lock(path, F_SETLKW) }

  /// Whether another process holds the lock of this file.
  static func isHeld(_ path: String) -> Bool {
    let file = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { _ = close(file) }
    var whole = flock()
    whole.l_type = Int16(F_WRLCK)
    whole.l_whence = Int16(SEEK_SET)
    return unsafe fcntl(file, F_GETLK, &whole) == 0 && whole.l_type != Int16(F_UNLCK)
  }

  private func lock(_ path: String, _ command: Int32) throws(Problem) -> Bool {
    let new = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard new >= 0 else { throw .system("cannot create", path: path, writing: true) }
    var whole = flock()
    whole.l_type = Int16(F_WRLCK)
    whole.l_whence = Int16(SEEK_SET)
    while unsafe fcntl(new, command, &whole) != 0 {
      if errno == EINTR { continue }
      guard errno == EACCES || errno == EAGAIN else { break }
      _ = close(new)
      return false
    }
    let old = descriptor.withLock { descriptor in
      let old = descriptor
      descriptor = new
      return old
    }
    if old >= 0 { _ = close(old) }
    return true
  }
}
