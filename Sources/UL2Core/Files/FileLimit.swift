/// How many files a process may have open.
import Glibc

/// Lets this process open as many files as the system allows it: what it begins with is often a small part
/// of that. For programs, not for libraries, since it holds for all of the process.
package func raiseFileLimit() {
  var limit = rlimit()
  guard unsafe getrlimit(files, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
  limit.rlim_cur = limit.rlim_max
  // What cannot be raised stays as it is: fewer files are then open at a time.
  unsafe _ = setrlimit(files, &limit)
}

/// How many files this process may have open now, at most 2²⁰.
package func fileLimit() -> Int {
  var limit = rlimit()
  guard unsafe getrlimit(files, &limit) == 0 else { return 256 }
  return Int(clamping: min(limit.rlim_cur, 1 << 20))
}

/// `RLIMIT_NOFILE`, of the type that the calls take.
private var files: Int32 { Int32(bitPattern: RLIMIT_NOFILE.rawValue) }
