/// A directory for one test, removed with the object.
import Glibc
import UL2Core

package final class TemporaryDirectory {
  package let path: String

  package init() {
    var template = Array("/tmp/ul2prep-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      guard mkdtemp(buffer.baseAddress!) != nil else { fatalError("no temporary directory") }
      return String(cString: buffer.baseAddress!)
    }
  }

  deinit { try? removeTree(path) }

  /// A file or directory in it.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, with the directories above it.
  package func write(_ bytes: [UInt8], _ name: String) throws {
    try makeDirectories(directoryName(self(name)))
    try AtomicFile.write(bytes, to: self(name))
  }

  /// Copies a directory's files, those of its directories too, here.
  package func copy(_ directory: String, below: String = "") throws {
    try copyTree(directory, to: below.isEmpty ? path : self(below))
  }
}

/// Copies a directory's files, and those of its directories.
package func copyTree(_ directory: String, to copy: String) throws {
  try makeDirectories(copy)
  for name in try listDirectory(directory) {
    let (from, to) = (directory + "/" + name, copy + "/" + name)
    if isDirectory(from) {
      try copyTree(from, to: to)
    } else {
      try AtomicFile.write(readFile(from), to: to)
    }
  }
}

/// The files below a directory, by their names from there, sorted.
package func files(below directory: String) throws -> [String] {
  var names: [String] = []
  for name in try listDirectory(directory) {
    let path = directory + "/" + name
    if isDirectory(path) {
      names += try files(below: path).map { name + "/" + $0 }
    } else {
      names.append(name)
    }
  }
  return names
}
