/// Decompresses pages, whatever their codec, straight into the page buffer.
///
/// Follows Compression.md. A header's claim alone never takes memory: codecs with a bounded ratio are
/// checked against it, the others grow the buffer as bytes are really produced.
import CSnappy

final class PageDecompressor {
  private let codec: Codec
  private var zstd: ZstdPages?
  private var gzip: GzipPages?

  init(_ codec: Codec) { self.codec = codec }

  /// Makes exactly `count` bytes of `input` at the start of `buffer`.
  func decompress(
    _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
  ) throws(Problem) {
    if count == 0 { return }
    guard unsafe !input.isEmpty else { throw damage("the page has no bytes to decompress") }
    switch codec {
    case .uncompressed:
      preconditionFailure("an uncompressed page is read where it lies")
    case .snappy: unsafe try decompressSnappy(input, to: buffer, count: count)
    case .lz4Raw: unsafe try LZ4Pages.decompressBlock(input, to: buffer, count: count)
    case .lz4: unsafe try LZ4Pages.decompressHadoop(input, to: buffer, count: count)
    case .brotli: unsafe try decompressBrotli(input, to: buffer, count: count)
    case .zstd:
      let pages = zstd ?? ZstdPages()
      zstd = pages
      unsafe try pages.decompress(input, to: buffer, count: count)
    case .gzip:
      let pages = gzip ?? GzipPages()
      gzip = pages
      unsafe try pages.decompress(input, to: buffer, count: count)
    case .lzo:
      throw damage("LZO compression is not supported", expected: "another codec")
    }
  }
}

/// Snappy's best element makes 64 bytes of 3.
private func decompressSnappy(
  _ input: UnsafeRawBufferPointer, to buffer: PageBuffer, count: Int
) throws(Problem) {
  guard count / 22 <= input.count else { throw damage("the page's size is impossible") }
  try buffer.reserve(count)
  var length = count
  let status = unsafe snappy_uncompress(
    input.baseAddress?.assumingMemoryBound(to: CChar.self), input.count,
    buffer.bytes.baseAddress?.assumingMemoryBound(to: CChar.self), &length)
  guard status == SNAPPY_OK, length == count else { throw damage("the Snappy data is broken") }
}
