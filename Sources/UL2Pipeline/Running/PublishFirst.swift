/// A file that the first task puts in place, and none replaces.
import Glibc

/// Gives `own` the name `path` too, unless something is there.
func publishFirst(_ own: String, as path: String) throws(Problem) {
  if unsafe link(own, path) == 0 || errno == EEXIST { return }
  guard [EPERM, ENOTSUP, ENOSYS, EMLINK, EXDEV].contains(errno) else {
    throw .system("cannot link \(own) to this name", path: path, writing: true)
  }
  // A file system without links. Of several that come at once the last stays, and the others see that it
  // is not what they wrote.
  if !exists(path) { try rename(own, to: path) }
}
