/// The framing of compressed inputs: members, padding, damage, bombs.
import UL2Corpus

let compressionTargets = CompressionFormat.allCases.map { format in
  FuzzTarget(name: format.rawValue) { bytes throws(Violation) in
    let isFormat = bytes.prefix(8).withUnsafeBytes { CompressionFormat.sniff($0) } == format
    if isFormat { try inflate(bytes, format) }
  }
}

/// As much as a few bytes may grow to here; the rest of a bomb is only more of the same.
private let inflateLimit = 4 << 20

private func inflate(_ bytes: [UInt8], _ format: CompressionFormat) throws(Violation) {
  let whole = drain(bytes, chunk: 1 << 20, piece: 1 << 16)
  let slow = drain(bytes, chunk: 1, piece: 1 << 16)
  // Where a frame's last block is empty, libzstd compares its length with the header's claim only if it has
  // the frame in one piece.
  if format == .zstd, (whole.problem == nil) != (slow.problem == nil) { return }
  try compare(whole, slow, "fed a byte a time")
  if whole.bytes.count > 1 << 16 { return }
  try compare(whole, drain(bytes, chunk: 1 << 20, piece: 5), "taken 5 bytes a time")
}

private typealias Output = (bytes: [UInt8], problem: String?)

/// Sound data gives the same however it is cut; of damaged data, the libraries give more or less of what
/// stands before the damage, according to what they have seen of it.
private func compare(_ a: Output, _ b: Output, _ how: String) throws(Violation) {
  let isSame =
    a.problem == nil && b.problem == nil
    ? a.bytes == b.bytes
    : a.problem != nil && b.problem != nil
      && zip(a.bytes, b.bytes).allSatisfy { $0 == $1 }
  try check(
    isSame,
    "\(how), \(b.bytes.count) bytes, \(b.problem ?? "whole"), not \(a.bytes.count), \(a.problem ?? "whole")"
  )
}

private func drain(_ bytes: [UInt8], chunk: Int, piece: Int) -> Output {
  var output: [UInt8] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 1)
  defer { buffer.deallocate() }
  do throws(Problem) {
    let source = try decompressed(ChunkedBytes(bytes, chunk: chunk))
    while output.count < inflateLimit {
      let count = try source.read(into: buffer)
      if count == 0 { break }
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return (output, nil)
  } catch {
    return (output, error.description)
  }
}
