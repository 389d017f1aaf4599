/// Decompresses a shard in one call.
import CZstd

/// - Parameter size: bytes that must come out; what the frame claims is not believed.
func zstdDecompressed(
  _ bytes: UnsafeRawBufferPointer, size: Int, path: String
) throws(Problem) -> [UInt8] {
  let claimed = unsafe ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
  guard claimed == UInt64(size) else {
    throw Problem(
      .badInput, "not the zstd frame of the index", path: path, place: "byte 0",
      got: claimed < 1 << 62 ? "\(claimed) bytes of content" : "no content size",
      expected: "\(size)")
  }
  let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    let produced = unsafe ZSTD_decompress(
      buffer.baseAddress, buffer.count, bytes.baseAddress, bytes.count)
    count = ZSTD_isError(produced) == 0 ? produced : 0
  }
  guard result.count == size else {
    throw Problem(.badInput, "corrupt zstd frame", path: path, expected: "\(size) bytes of content")
  }
  return result
}
