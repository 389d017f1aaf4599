/// A file that exists while a test uses it.
import UL2Core

/// Gives `body` the path of a new file with these bytes.
package func withTemporaryFile<R>(_ bytes: [UInt8], _ body: (String) throws -> R) throws -> R {
  let path = "/tmp/ul2prep-parquet-\(UInt64.random(in: 0 ... .max))"
  do {
    let file = try File(writing: path)
    try file.write(bytes)
  }
  defer { try? removeFile(path) }
  return try body(path)
}
