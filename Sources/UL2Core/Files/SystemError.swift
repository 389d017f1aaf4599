/// Problems made from `errno`.
import Glibc

extension Problem {
  /// The problem of the system call that has just failed.
  ///
  /// - Parameters:
  ///   - action: what was tried: `cannot open`.
  ///   - writing: whether the path was to be written, which decides the exit code.
  package static func system(_ action: String, path: String, writing: Bool = false) -> Problem {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    switch code {
    case EINTR:
      // A signal that does not end the program restarts what it interrupts.
      return Problem(.interrupted, "interrupted: \(action)", path: path)
    case ENOENT, ENOTDIR:
      return Problem(
        writing ? .cannotWrite : .noInput, "\(action): \(reason.lowercasedFirst)", path: path)
    case ENOSPC, EDQUOT:
      return Problem(
        .readWrite, "\(action): \(reason.lowercasedFirst)", path: path,
        fix: "free some space and run the same command again")
    case EMFILE, ENFILE:
      return Problem(
        .readWrite, "\(action): \(reason.lowercasedFirst)", path: path,
        fix: "raise the limit (ulimit -n), and run the same command again")
    case EACCES, EPERM, EROFS, EISDIR, EEXIST:
      return Problem(
        writing ? .cannotWrite : .noInput, "\(action): \(reason.lowercasedFirst)", path: path)
    default:
      return Problem(.readWrite, "\(action): \(reason.lowercasedFirst)", path: path)
    }
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
