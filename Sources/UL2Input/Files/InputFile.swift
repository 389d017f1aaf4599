/// An input, opened once: what its first bytes show decides whether it is streamed or read in any order.
package struct InputFile: ~Copyable {
  package let path: String
  /// The file, where it is a plain one on this machine.
  private let local: LocalFile?
  private var stream: ByteReader
  /// Counts what is read of it; the reader of a mapping must do so itself.
  package let meter: ReadMeter?

  /// - Parameter path: a file, an address for which `isRemote` holds, or `-` for standard input.
  package init(_ path: String, meter: ReadMeter? = nil) throws(Problem) {
    self.path = path
    self.meter = meter
    var local: LocalFile?
    let source: any ByteSource
    if isRemote(path) {
      source = try RemoteSource(path)
    } else {
      let file = try path == "-" ? LocalFile.standardInput() : LocalFile(path)
      if path != "-", isRegularFile(path) { local = file }
      source = FileSource(file)
    }
    self.local = local
    stream = ByteReader(meter.map { MeteredSource(source, $0) } ?? source)
  }

  /// Whether it can be read in any order: not so standard input and pipes.
  package var hasRandomAccess: Bool { local != nil || isRemote(path) }

  /// The first bytes, at most `count`, of what can be read in any order; none of what cannot, which is not
  /// kept waiting for.
  package mutating func firstBytes(_ count: Int) throws(Problem) -> [UInt8] {
    guard let local else {
      guard hasRandomAccess else { return [] }
      _ = try stream.fill(atLeast: count)
      return unsafe Array(stream.unread.prefix(count))
    }
    return try local.bytes(at: 0, count: count)
  }

  /// Continues with it as a stream.
  package consuming func streamed() -> ByteReader { stream }

  /// Continues with the lines that begin within `part`; not of what has no random access.
  package consuming func lines(of part: Range<Int>) throws(Problem) -> PartOfLines {
    let source: any ByteSource
    let start = max(0, part.lowerBound - 1)
    if let local {
      source = FileSource(local, from: start)
    } else {
      let address = try RemoteAddress(path)
      let size = RemoteIdentities.known(address)?.size ?? .max
      source = RemoteSource(address, range: start..<max(start, size))
    }
    return PartOfLines(meter.map { MeteredSource(source, $0) } ?? source, part)
  }

  /// Continues with it as a file that is read in any order.
  package consuming func randomAccess() throws(Problem) -> any RandomAccessFile {
    let file: any RandomAccessFile
    if let local { file = local } else { file = try RemoteFile(path) }
    return meter.map { MeteredFile(file, $0) } ?? file
  }

  /// Continues with it as a mapping, where it is a file on this machine.
  package consuming func mapped() throws(Problem) -> MappedFile {
    if let local { return try local.mapped() }
    return try MappedFile(path)
  }
}
