/// Where the lines of a command go: to standard output, to a file that appears when it is whole, or to
/// a pipe or device that is written as it is.
import UL2Pipeline

/// Calls `body` with what writes.
///
/// - Parameter output: a path; nil: standard output.
func withLineOutput<Result>(
  _ output: String?,
  _ body: (@escaping ([UInt8]) throws(Problem) -> Void) throws(Problem) -> Result
) throws(Problem) -> Result {
  guard let output, !exists(output) || isRegularFile(output) else {
    // Never replaced.
    let target = try OpenFile(
      output.map { path throws(Problem) in try File(writing: path) } ?? File.standardOutput())
    return try body { lines throws(Problem) in try target.file.write(lines) }
  }
  // Through a link, to what it leads to.
  let target = PendingFile(try FileWriter(realPath(output)))
  let result = try body { lines throws(Problem) in try target.writer?.write(lines) }
  _ = try target.writer.take()?.publish()
  return result
}

private final class OpenFile {
  let file: File

  init(_ file: consuming File) { self.file = file }
}

/// A file that a closure writes to and that is published afterwards.
private final class PendingFile {
  var writer: FileWriter?

  init(_ writer: consuming FileWriter) { self.writer = consume writer }
}
