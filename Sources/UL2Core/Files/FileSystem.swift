/// The few operations on names of files and directories that the program needs.
import Glibc

/// Whether something exists at `path`.
package func exists(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0
}

/// Whether `path` is a directory.
package func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Whether `path` is a plain file: not a pipe, a device or a directory.
package func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// A plain file's size in bytes, found without opening it; 0 for pipes and devices.
package func fileSize(_ path: String) throws(Problem) -> Int {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { throw .system("cannot examine", path: path) }
  return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
}

/// When a file was last written to, in nanoseconds since 1970; nil where nothing is there.
package func modificationTime(_ path: String) -> Int? {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return nil }
  return Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
}

/// A path with its links resolved; the path itself where nothing is there.
package func realPath(_ path: String) -> String {
  guard let resolved = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

/// The identity of a file, whatever path leads to it.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let inode: UInt

  /// nil where nothing is there.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
  }
}

/// Moves `old` to `new` in one step, replacing what is there.
package func rename(_ old: String, to new: String) throws(Problem) {
  guard unsafe Glibc.rename(old, new) == 0 else {
    throw .system("cannot rename \(old) to this name", path: new, writing: true)
  }
}

/// Has the names in a directory reach the disk, where its file system knows how.
package func synchronizeDirectory(_ path: String) throws(Problem) {
  let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system("cannot open", path: path) }
  defer { _ = close(descriptor) }
  guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
    throw .system("cannot synchronize", path: path, writing: true)
  }
}

/// Makes an empty file, which need not outlast a power cut.
package func createEmptyFile(_ path: String) throws(Problem) { _ = try File(writing: path) }

/// Makes a directory and those above it.
package func makeDirectories(_ path: String) throws(Problem) {
  if isDirectory(path) { return }
  let parent = directoryName(path)
  if parent != path { try makeDirectories(parent) }
  guard unsafe mkdir(path, 0o755) == 0 || (errno == EEXIST && isDirectory(path)) else {
    throw .system("cannot create directory", path: path, writing: true)
  }
}

/// The names in a directory, sorted by their bytes; without those that begin with a dot.
package func listDirectory(_ path: String) throws(Problem) -> [String] {
  var names: [String] = []
  try eachName(in: path) { name in if !name.hasPrefix(".") { names.append(name) } }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Removes a file, if it is there.
package func removeFile(_ path: String) throws(Problem) {
  guard unsafe unlink(path) == 0 || errno == ENOENT else {
    throw .system("cannot remove", path: path, writing: true)
  }
}

/// Removes a directory and all below it, if it is there; others may be removing it too.
package func removeTree(_ path: String) throws(Problem) {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return }
  guard status.st_mode & S_IFMT == S_IFDIR else { return try removeFile(path) }
  do throws(Problem) {
    try eachName(in: path) { name throws(Problem) in
      if name != "." && name != ".." { try removeTree(joined(path, name)) }
    }
  } catch {
    guard exists(path) else { return }
    throw error
  }
  guard unsafe rmdir(path) == 0 || errno == ENOENT else {
    throw .system("cannot remove", path: path, writing: true)
  }
}

/// Calls `body` with each name in a directory, as the system has them.
private func eachName(
  in path: String, _ body: (String) throws(Problem) -> Void
) throws(Problem) {
  guard let directory = unsafe opendir(path) else { throw .system("cannot list", path: path) }
  defer { unsafe _ = closedir(directory) }
  while true {
    errno = 0
    guard let entry = unsafe readdir(directory) else { break }
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
        unsafe String(validatingCString: $0)
      }
    }
    guard let name else {
      throw Problem(
        .noInput, "a file name here is not UTF-8", path: path, fix: "rename it: ls -b shows it")
    }
    try body(name)
  }
  // The end of the names and an error differ by this alone.
  guard errno == 0 else { throw .system("cannot list", path: path) }
}

/// The last part of a path.
package func baseName(_ path: String) -> String { String(lastPart(path)) }

/// The last part of a path, without a copy of it.
package func lastPart(_ path: String) -> Substring {
  let slash = UInt8(ascii: "/")
  let bytes = path.utf8
  guard let last = bytes.lastIndex(where: { $0 != slash }) else { return Substring(path) }
  let start = bytes[...last].lastIndex(of: slash).map(bytes.index(after:))
  return Substring(bytes[(start ?? bytes.startIndex)...last])
}

/// The path before its last part: `.` where nothing is.
package func directoryName(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// `name` below `directory`; an absolute name is taken as it is.
package func joined(_ directory: String, _ name: String) -> String {
  if name.hasPrefix("/") || directory.isEmpty || directory == "." { return name }
  return directory.hasSuffix("/") ? directory + name : directory + "/" + name
}

/// A path without `.` and without what `..` takes back.
package func normalized(_ path: String) -> String {
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." {
    if part == "..", let last = parts.last, last != ".." {
      parts.removeLast()
    } else {
      parts.append(part)
    }
  }
  let joined = parts.joined(separator: "/")
  return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
}

/// How to get from one place to another, both absolute and without `..`.
package func relativePath(_ path: String, from directory: String) -> String {
  let (to, from) = (path.split(separator: "/"), directory.split(separator: "/"))
  let common = zip(to, from).prefix { $0 == $1 }.count
  let parts = from.dropFirst(common).map { _ in ".." } + to.dropFirst(common)
  return parts.isEmpty ? "." : parts.joined(separator: "/")
}

/// The whole of a small file.
///
/// - Parameter limit: the most bytes that are accepted, so that a mistaken path costs no memory.
package func readFile(_ path: String, limit: Int = 1 << 30) throws(Problem) -> [UInt8] {
  let file = try File(reading: path)
  // A pipe, or a file of /proc, has no size that it tells.
  let size = try file.size()
  var bytes = [UInt8](repeating: 0, count: min(size, limit) + 1)
  var count = 0
  while true {
    guard max(size, count) <= limit else {
      throw Problem(
        .badInput, "file too large", path: path, got: "\(max(size, count)) bytes",
        expected: "at most \(limit) bytes")
    }
    if count == bytes.count {
      bytes.append(contentsOf: repeatElement(0, count: max(count, 1 << 12)))
    }
    var span = bytes.mutableSpan
    let read = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try file.readUnasked(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
    }
    if read == 0 { break }
    count += read
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}
