/// A nameless temporary file: written once, read as often as needed, gone when its owner is.
struct SpoolFile: ~Copyable {
  private let file: File

  /// - Parameter path: something in the directory whose disk has the room.
  init(beside path: String) throws(Problem) {
    let name = path + ".spool.tmp"
    let file = try File(writing: name)
    try removeFile(name)
    self.file = file
  }

  func write(_ bytes: [UInt8]) throws(Problem) { try file.write(bytes) }

  /// Gives all bytes from the first on, in pieces whose length is a multiple of 4 except for the last.
  func readAll(_ body: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
    let size = try file.size()
    var offset = 0
    while offset < size {
      var chunk = [UInt8](repeating: 0, count: min(1 << 16, size - offset))
      var filled = 0
      while filled < chunk.count {
        var span = chunk.mutableSpan
        let count = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          return unsafe try file.read(into: rest, at: offset + filled)
        }
        guard count > 0 else {
          throw Problem(.readWrite, "temporary file cut short", path: file.path)
        }
        filled += count
      }
      try body(chunk)
      offset += filled
    }
  }
}
