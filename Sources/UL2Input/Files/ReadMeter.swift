/// How much of an input has been read, for showing how far a run is: bytes as they lie on the disk,
/// compressed or not.
///
/// The number never exceeds the input's size, though some readers look at a place twice.
import Synchronization

package final class ReadMeter: Sendable {
  private let bytes = Atomic<Int>(0)
  private let size: Int?
  private let tell: @Sendable (Int) -> Void

  /// - Parameters:
  ///   - size: of the input; nil where it is not known.
  ///   - tell: called with how many bytes more have been read.
  package init(of size: Int?, _ tell: @escaping @Sendable (Int) -> Void) {
    self.size = size
    self.tell = tell
  }

  package func add(_ count: Int) {
    let (before, after) = bytes.wrappingAdd(count, ordering: .relaxed)
    let more = min(after, size ?? .max) - min(before, size ?? .max)
    if more > 0 { tell(more) }
  }

  /// Tells what is left: the input is done, whatever was skipped.
  package func finish() {
    if let size { add(max(0, size - bytes.load(ordering: .relaxed))) }
  }
}

/// A stream that is measured.
final class MeteredSource: ByteSource {
  private let source: any ByteSource
  private let meter: ReadMeter

  init(_ source: any ByteSource, _ meter: ReadMeter) {
    self.source = source
    self.meter = meter
  }

  var path: String { source.path }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = unsafe try source.read(into: buffer)
    meter.add(count)
    return count
  }

  func recover() throws(Problem) -> Int? { try source.recover() }

  var streamStarts: [Int] { source.streamStarts }

  func bytes(at offset: Int, count: Int) throws(Problem) -> [UInt8]? {
    try source.bytes(at: offset, count: count)
  }
}

/// A file read in any order that is measured.
final class MeteredFile: RandomAccessFile {
  private let file: any RandomAccessFile
  private let meter: ReadMeter

  init(_ file: any RandomAccessFile, _ meter: ReadMeter) {
    self.file = file
    self.meter = meter
  }

  var path: String { file.path }
  var size: Int { file.size }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(Problem) -> Int {
    let count = unsafe try file.read(into: buffer, at: offset)
    meter.add(count)
    return count
  }
}
