/// Directories for tests, removed when the test or the process ends.
import Glibc
import Synchronization
import UL2Core

/// A directory that exists for as long as its owner.
package final class Scratch: Sendable {
  package let path: String

  package init() {
    path = newScratchPath()
    do { try makeDirectories(path) } catch { fatalError("\(error)") }
  }

  deinit { try? removeTree(path) }

  /// The path of something in the directory.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, and the directories above it; returns its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = self(name)
    try makeDirectories(directoryName(path))
    let file = try File(writing: path)
    try file.write(bytes)
    return path
  }

  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  /// Makes a symbolic link; returns its path.
  @discardableResult
  package func link(_ name: String, to target: String) throws -> String {
    let path = self(name)
    try makeDirectories(directoryName(path))
    guard symlink(target, path) == 0 else { throw Problem.system("cannot link", path: path) }
    return path
  }
}

private let scratchRoot = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

private func newScratchPath() -> String {
  "\(scratchRoot)/ul2prep-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
}

private let processScratch = Mutex<[String]>([])

/// A directory that tests share, removed when the process ends.
package func sharedScratch() -> String {
  let path = newScratchPath()
  processScratch.withLock { paths in
    if paths.isEmpty {
      atexit {
        for path in processScratch.withLock({ $0 }) { try? removeTree(path) }
      }
    }
    paths.append(path)
  }
  do { try makeDirectories(path) } catch { fatalError("\(error)") }
  return path
}

/// The hash of every file below a directory, by its path from there; hidden files are left out.
package func hashes(below directory: String) throws -> [String: UInt64] {
  var result: [String: UInt64] = [:]
  func descend(_ prefix: String) throws {
    for name in try listDirectory(joined(directory, prefix)) {
      let path = prefix.isEmpty ? name : prefix + "/" + name
      if isDirectory(joined(directory, path)) {
        try descend(path)
      } else {
        result[path] = try xxh3(ofFile: joined(directory, path))
      }
    }
  }
  try descend("")
  return result
}

/// When each file below a directory was written, in nanoseconds, and its inode: equal only if nothing was written.
package func stamps(below directory: String) throws -> [String: [Int]] {
  var result: [String: [Int]] = [:]
  for name in try hashes(below: directory).keys {
    var status = stat()
    guard lstat(joined(directory, name), &status) == 0 else { continue }
    result[name] = [
      Int(status.st_ino), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec),
    ]
  }
  return result
}
