/// A file for what does not fit into memory: written once, read at any place, never seen by anyone.
///
/// It is made inside a new directory that only this user may enter, so that no name in a shared
/// `/tmp` can be guessed beforehand, and both are removed as soon as the file is open.
import Glibc

final class ScratchFile {
  private let file: File
  private(set) var count = 0

  /// - Parameter directory: by default `TMPDIR`, or `/tmp`.
  init(in directory: String?) throws(Problem) {
    let parent = directory ?? ScratchFile.defaultDirectory
    var template = Array(joined(parent, "ul2prep-XXXXXX").utf8CString)
    var span = template.mutableSpan
    let isMade = unsafe span.withUnsafeMutableBufferPointer {
      unsafe mkdtemp($0.baseAddress!) != nil
    }
    guard isMade else {
      throw .system("cannot make a scratch directory", path: parent, writing: true)
    }
    let own = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unsafe _ = rmdir(own) }
    let path = joined(own, "runs")
    file = try File(writing: path)
    try removeFile(path)
  }

  private static var defaultDirectory: String {
    guard let value = unsafe getenv("TMPDIR") else { return "/tmp" }
    let path = unsafe String(cString: value)
    return path.isEmpty ? "/tmp" : path
  }

  func append(_ bytes: [UInt8]) throws(Problem) {
    try file.write(bytes)
    count += bytes.count
  }

  /// Replaces `buffer` by the bytes of `range`, all of which were written.
  func read(_ range: Range<Int>, into buffer: inout [UInt8]) throws(Problem) {
    buffer.removeAll(keepingCapacity: true)
    buffer.append(contentsOf: repeatElement(0, count: range.count))
    var done = 0
    while done < range.count {
      var span = buffer.mutableSpan
      let got = unsafe try span.withUnsafeMutableBytes { bytes throws(Problem) in
        unsafe try file.read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[done...]),
          at: range.lowerBound + done)
      }
      guard got > 0 else {
        throw Problem(.readWrite, "the scratch file was cut short", path: file.path)
      }
      done += got
    }
  }
}
