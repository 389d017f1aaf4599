/// Decompresses pages of LZ4 blocks: a bare block (LZ4_RAW), or the framing of the deprecated codec LZ4.
///
/// That framing comes from Hadoop: repeatedly a decompressed and a compressed size, both big-endian 32
/// bits, and a block. Compression.md leaves it undocumented, and early C++ writers put a bare block
/// under the same name, so what does not parse as frames is tried as a block, as other readers do.
import CLZ4

enum LZ4Pages {
  static func decompressBlock(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    // A byte of a match's length means at most 255 bytes.
    guard count / 256 <= input.count else { throw damage("the page's size is impossible") }
    try buffer.reserve(count)
    let output = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<count])
    guard unsafe decompressBlock(input, to: output) else { throw damage("the LZ4 data is broken") }
  }

  static func decompressHadoop(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    guard count / 256 <= input.count else { throw damage("the page's size is impossible") }
    try buffer.reserve(count)
    let output = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<count])
    if unsafe decompressFrames(input, to: output) { return }
    unsafe try decompressBlock(input, to: buffer, count: count)
  }

  private static func decompressFrames(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var read = 0
    var written = 0
    while input.count - read >= 8 {
      let size = unsafe Int(
        UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)))
      let packed = unsafe Int(
        UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read + 4, as: UInt32.self)))
      read += 8
      guard packed <= input.count - read, size <= output.count - written else {
        return false
      }
      let block = unsafe UnsafeRawBufferPointer(rebasing: input[read..<read + packed])
      let room = unsafe UnsafeMutableRawBufferPointer(
        rebasing: output[written..<written + size])
      guard unsafe decompressBlock(block, to: room) else { return false }
      read += packed
      written += size
    }
    return read == input.count && written == output.count
  }

  /// Whether `input` is a block of exactly `output.count` bytes.
  private static func decompressBlock(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let source = input.baseAddress, let target = output.baseAddress else {
      return unsafe output.isEmpty
    }
    let written = unsafe LZ4_decompress_safe(
      source.assumingMemoryBound(to: CChar.self), target.assumingMemoryBound(to: CChar.self),
      Int32(clamping: input.count), Int32(clamping: output.count))
    return Int(written) == output.count
  }
}
