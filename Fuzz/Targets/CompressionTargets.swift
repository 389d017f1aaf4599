/// The framing of compressed inputs: members, padding, damage that is skipped, bombs.
import ReaderSupport
import UL2Input

let compressionTargets = CompressionFormat.allCases.map { format in
  FuzzTarget(name: format.rawValue) { bytes throws(Violation) in
    let isFormat = bytes.prefix(8).withUnsafeBytes { CompressionFormat.sniff($0) } == format
    if isFormat { try inflate(bytes, format) }
  }
}

/// The most that a few bytes may grow to here; the rest of a bomb is only more of the same.
private let inflateLimit = 4 << 20

private func inflate(_ bytes: [UInt8], _ format: CompressionFormat) throws(Violation) {
  let whole = try Inflated(bytes, chunk: 1 << 20, piece: 1 << 16)
  let slow = try Inflated(bytes, chunk: 1, piece: 1 << 16)
  // If a frame's last block is empty, libzstd compares its length with the header's only if it has the frame whole.
  if format != .zstd || whole.problems.isEmpty && slow.problems.isEmpty {
    try whole.check(slow, "fed a byte a time")
  }
  if whole.bytes.count > 1 << 16 { return }
  let small = try Inflated(bytes, chunk: 1 << 20, piece: 5)
  if format != .zstd || whole.problems.isEmpty && small.problems.isEmpty {
    try whole.check(small, "taken 5 bytes a time")
  }
  if format == .bzip2 {
    let threads = try Inflated(bytes, chunk: 1 << 20, piece: 1 << 16, threads: 2)
    try check(whole == threads, "decoded by two threads, \(threads), not \(whole)")
  }
}

private struct Inflated: Equatable, CustomStringConvertible {
  var bytes: [UInt8] = []
  var problems: [String] = []
  /// Whether all problems were skipped, or there were none.
  var isRead = false

  var description: String { "\(bytes.count) bytes, \(isRead ? "" : "not ")to the end, \(problems)" }

  init(_ input: [UInt8], chunk: Int, piece: Int, threads: Int = 1) throws(Violation) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 1)
    defer { buffer.deallocate() }
    guard
      var source = try? decompressed(
        ByteReader(ChunkedBytes(input, chunk: chunk)), threads: threads)
    else {
      return
    }
    while bytes.count < inflateLimit {
      do throws(Problem) {
        let count = try source.read(into: buffer)
        if count == 0 { break }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      } catch {
        problems.append(error.description)
        guard problems.count <= input.count else {
          throw Violation("more problems than bytes: it does not get on behind damage")
        }
        guard let spoiled = try? source.recover() else { return }
        guard spoiled >= 0 else { throw Violation("\(spoiled) bytes are spoiled") }
        bytes.removeLast(min(spoiled, bytes.count))
      }
    }
    isRead = true
  }

  /// Sound data gives the same however it is cut. Of a stream whose end is damaged, the libraries give more or less of
  /// what is before, depending on how much they have seen.
  func check(_ other: Inflated, _ how: String) throws(Violation) {
    let isSame =
      isRead == other.isRead
      && (isRead ? bytes == other.bytes : zip(bytes, other.bytes).allSatisfy { $0 == $1 })
    if !isSame { throw Violation("\(how), \(other), not \(self)") }
  }
}
