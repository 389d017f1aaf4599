/// A disk small enough to be filled; only root can mount one.
import TestSupport
import UL2Pipeline

final class TinyDisk {
  let path: String

  init(_ path: String, size: String) throws {
    self.path = path
    try makeDirectories(path)
    try Self.run("mount", ["-t", "tmpfs", "-o", "size=" + size, "tmpfs", path])
  }

  deinit { try? Self.run("umount", ["-l", path]) }

  /// Changes its options: `size=1m`, `ro`.
  func remount(_ options: String) throws {
    try Self.run("mount", ["-o", "remount," + options, path])
  }

  /// Whether this process may mount anything.
  static let isPossible: Bool = {
    let scratch = Scratch()
    return (try? TinyDisk(scratch("disk"), size: "64k")) != nil
  }()

  private static func run(_ program: String, _ arguments: [String]) throws {
    let result = try Command("/usr/bin/env", [program] + arguments).wait()
    guard result.status == 0 else {
      throw Problem(.readWrite, "\(program) failed", got: result.errors)
    }
  }
}
