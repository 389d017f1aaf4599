/// A remote file that is read in any order, by requests for ranges.
///
/// Small reads come from windows that are fetched around them: one at the front, one at the end, where
/// indexes are, and one that grows from 64 KiB to 8 MiB as long as reads continue after it, so that
/// an archive costs a request for each 8 MiB. Reads of 1 MiB and more go straight into the caller's
/// buffer.
import Synchronization

final class RemoteFile: RandomAccessFile {
  private struct Window {
    var start: Int
    var bytes: [UInt8]
    var end: Int { start + bytes.count }
  }

  private let address: RemoteAddress
  let size: Int
  private let front: Window
  private let windows = Mutex<(tail: Window?, moving: Window)>(
    (nil, Window(start: 0, bytes: [])))

  private static let smallest = 64 << 10
  private static let largest = 8 << 20
  /// Reads of at least this are not kept.
  private static let direct = 1 << 20

  var path: String { address.path }

  init(_ path: String) throws(Problem) {
    let address = try RemoteAddress(path)
    let bytes = try Self.fetch(0..<Self.smallest, of: address)
    guard let size = RemoteIdentities.known(address)?.size else {
      throw Problem(
        .noInput, "the server does not say how large the file is", path: path,
        fix: "download the file first: this format is read from several places")
    }
    self.address = address
    self.size = size
    front = Window(start: 0, bytes: bytes)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Problem) -> Int {
    let count = min(buffer.count, size - offset)
    guard offset >= 0, count > 0 else { return 0 }
    let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    if unsafe Self.copy(front, to: target, offset) { return count }
    if count >= Self.direct {
      unsafe try Self.fetch(into: target, at: offset, of: address)
      return count
    }
    try windows.withLock { windows throws(Problem) in
      if let tail = windows.tail, unsafe Self.copy(tail, to: target, offset) { return }
      if unsafe Self.copy(windows.moving, to: target, offset) { return }
      if offset >= size - Self.smallest, windows.tail == nil {
        let start = size - Self.smallest
        let window = Window(start: start, bytes: try Self.fetch(start..<size, of: address))
        unsafe _ = Self.copy(window, to: target, offset)
        windows.tail = window
        return
      }
      let moving = windows.moving
      let follows = (moving.start...moving.end).contains(offset)
      let length = follows ? min(max(2 * moving.bytes.count, Self.smallest), Self.largest) : 0
      let end = min(size, offset + max(length, Self.smallest, count))
      windows.moving = Window(start: offset, bytes: try Self.fetch(offset..<end, of: address))
      unsafe _ = Self.copy(windows.moving, to: target, offset)
    }
    return count
  }

  /// Whether the window has all bytes that the target wants; copies them.
  private static func copy(
    _ window: Window, to target: UnsafeMutableRawBufferPointer, _ offset: Int
  ) -> Bool {
    guard offset >= window.start, offset + target.count <= window.end else { return false }
    let start = offset - window.start
    unsafe target.copyBytes(from: window.bytes[start..<start + target.count])
    return true
  }

  /// The bytes of a range, as far as the file has them.
  private static func fetch(
    _ range: Range<Int>, of address: RemoteAddress
  ) throws(Problem) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var span = bytes.mutableSpan
    let source = RemoteSource(address, range: range)
    let count = unsafe try span.withUnsafeMutableBytes { buffer throws(Problem) in
      unsafe try source.fill(buffer)
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Bytes that the file is known to have.
  private static func fetch(
    into target: UnsafeMutableRawBufferPointer, at offset: Int, of address: RemoteAddress
  ) throws(Problem) {
    let source = RemoteSource(address, range: offset..<offset + target.count)
    guard unsafe try source.fill(target) == target.count else {
      throw Problem(
        .readWrite, "the remote file has become shorter", path: address.path,
        place: "byte \(offset)")
    }
  }
}

extension ByteSource {
  /// Reads until the buffer is full or the source ends; returns the number of bytes.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = unsafe try read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
