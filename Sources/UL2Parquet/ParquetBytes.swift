/// The bytes of a Parquet file: mapped where it lies on this machine, fetched in pieces where it does
/// not.
///
/// A mapping costs nothing until it is touched and is never copied. From another machine a reader asks
/// for 8 MiB of its column chunk at a time, or for a page where that is longer; each reader has a window
/// of its own, so readers of several columns do not wait for each other.
import UL2Input

package enum ParquetBytes: Sendable {
  case mapped(MappedFile)
  /// - Parameter piece: bytes that are asked for at once, unless a page is longer.
  case fetched(any RandomAccessFile, piece: Int = 8 << 20)

  package init(_ file: consuming InputFile) throws(Problem) {
    self = isRemote(file.path) ? .fetched(try file.randomAccess()) : .mapped(try file.mapped())
  }

  var path: String {
    switch self {
    case .mapped(let file): file.path
    case .fetched(let file, _): file.path
    }
  }

  var count: Int {
    switch self {
    case .mapped(let file): file.count
    case .fetched(let file, _): file.size
    }
  }

  /// Tells that a range will be read soon.
  func willNeed(_ range: Range<Int>) {
    if case .mapped(let file) = self { file.willNeed(range) }
  }
}

/// One reader's view of a Parquet file.
@safe final class ParquetWindow {
  private let file: ParquetBytes
  private let buffer = PageBuffer()
  /// The range of the file that is in the buffer.
  private var range = 0..<0

  init(_ file: ParquetBytes) { self.file = file }

  /// Whether bytes stay where they are for as long as the file is open.
  var isStable: Bool {
    if case .mapped = file { true } else { false }
  }

  /// Bytes of memory that hold fetched pieces.
  var capacity: Int { buffer.capacity }

  /// The bytes from `offset` on: `count` at least, and more where they are there; valid until the next
  /// call.
  ///
  /// - Parameters:
  ///   - wanted: up to where bytes will be asked for next; they are fetched with these.
  ///   - end: nothing after it is given; not beyond the file.
  func bytes(
    at offset: Int, count: Int, wanted: Int, end: Int
  ) throws(Problem) -> UnsafeRawBufferPointer {
    precondition(0 <= offset && count >= 0 && count <= end - offset && end <= file.count)
    switch file {
    case .mapped(let file):
      return unsafe UnsafeRawBufferPointer(rebasing: file.bytes[offset..<end])
    case .fetched(let file, let piece):
      if offset < range.lowerBound || offset + count > range.upperBound {
        let length = max(count, min(piece, min(wanted, end) - offset))
        range = 0..<0
        try buffer.reserve(length)
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<length])
        guard unsafe try file.read(into: target, at: offset) == length else {
          throw damage("the file ends early")
        }
        range = offset..<offset + length
      }
      let last = min(range.upperBound, end) - range.lowerBound
      return unsafe UnsafeRawBufferPointer(
        rebasing: buffer.prefix(last)[(offset - range.lowerBound)...])
    }
  }
}
