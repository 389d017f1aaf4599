/// The framing of compressed inputs: members, padding, damage, bombs.
import UL2Corpus

let compressionTargets = CompressionFormat.allCases.map { format in
  FuzzTarget(name: format.rawValue) { bytes throws(Violation) in
    let isFormat = bytes.prefix(8).withUnsafeBytes { CompressionFormat.sniff($0) } == format
    if isFormat { try inflate(bytes) }
  }
}

/// As much as a few bytes may grow to here; the rest of a bomb is only more of the same.
private let inflateLimit = 4 << 20

private func inflate(_ bytes: [UInt8]) throws(Violation) {
  let whole = drain(bytes, chunk: 1 << 20, piece: 1 << 16)
  let pieces = drain(bytes, chunk: 1, piece: 1 << 16)
  try check(
    whole.bytes == pieces.bytes && whole.problem == pieces.problem,
    "fed a byte a time, \(pieces.bytes.count) bytes, \(pieces.problem ?? "whole"), "
      + "not \(whole.bytes.count), \(whole.problem ?? "whole")")
  if whole.bytes.count > 1 << 16 { return }
  let small = drain(bytes, chunk: 1 << 20, piece: 5)
  try check(
    whole.bytes == small.bytes && whole.problem == small.problem,
    "taken 5 bytes a time, \(small.bytes.count) bytes, \(small.problem ?? "whole"), "
      + "not \(whole.bytes.count), \(whole.problem ?? "whole")")
}

private func drain(
  _ bytes: [UInt8], chunk: Int, piece: Int
) -> (bytes: [UInt8], problem: String?) {
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
