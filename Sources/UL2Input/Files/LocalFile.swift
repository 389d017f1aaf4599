/// A file on this machine, opened once: streamed, read in any order, or mapped, by the same descriptor.
package final class LocalFile: RandomAccessFile {
  private let file: File
  package let size: Int

  package var path: String { file.path }

  package init(_ path: String) throws(Problem) {
    let file = try File(reading: path)
    size = try file.size()
    self.file = file
  }

  private init(standardInput: Void) {
    file = File.standardInput()
    size = 0
  }

  /// Standard input, under the name `-`.
  static func standardInput() -> LocalFile { LocalFile(standardInput: ()) }

  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(Problem) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = unsafe try file.read(into: rest, at: offset + filled)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The bytes at `offset`: `count`, or fewer at the end.
  package func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    let filled = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try read(into: buffer, at: offset)
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Reads on from where the last call of this kind stopped.
  func readNext(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    unsafe try file.read(into: buffer)
  }

  func adviseSequential() { file.adviseSequential() }

  /// The whole file in memory, as far as it is touched.
  package func mapped() throws(Problem) -> MappedFile { try MappedFile(file) }
}

/// The bytes of a file or of standard input, as they are.
final class FileSource: ByteSource {
  private let file: LocalFile
  private var isAdvised = false
  /// Where it is read next; nil: where the descriptor is.
  private var position: Int?
  var path: String { file.path }

  /// - Parameter start: where a plain file is begun; nil: wherever its descriptor is, as that of standard
  ///   input does.
  init(_ file: LocalFile, from start: Int? = nil) {
    self.file = file
    position = start
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if !isAdvised {
      file.adviseSequential()
      isAdvised = true
    }
    guard let place = position else { return unsafe try file.readNext(into: buffer) }
    // What is asked for may be much more than the part that is wanted.
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1 << 20))
    let count = unsafe try file.read(into: room, at: place)
    position = place + count
    return count
  }

  func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8]? {
    // The size of what is not a plain file is 0.
    guard offset <= file.size, file.size > 0 else { return nil }
    return try file.bytes(at: offset, count: count)
  }
}
