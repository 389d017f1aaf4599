/// Decompresses a shard as a whole, straight into the memory that its samples are read from.
///
/// Piece by piece where the result is hashed, so that what is hashed still lies in the processor's caches: afterwards
/// all of it would be read from memory again.
import CZstd

/// - Parameters:
///   - size: bytes that must come out; what the frame claims is not believed.
///   - pool: where the memory comes from.
///   - hash: gets the hash of what comes out; nil: it is not wanted.
func zstdDecompressed(
  _ bytes: UnsafeRawBufferPointer, size: Int, from pool: LargeBufferPool?, path: String,
  hash: inout UInt64?
) throws(Problem) -> LargeBuffer {
  let claimed = unsafe ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
  guard claimed == UInt64(size) else {
    throw Problem(
      .badInput, "not the zstd frame of the index", path: path, place: "byte 0",
      got: claimed < 1 << 62 ? "\(claimed) bytes of content" : "no content size",
      expected: "\(size)")
  }
  let isHashed = hash != nil
  var found: UInt64 = 0
  let buffer = unsafe try LargeBuffer(count: size, from: pool, path: path) {
    output throws(Problem) in
    let isWhole: Bool
    if isHashed {
      isWhole = unsafe decompress(bytes, into: output, &found)
    } else {
      isWhole = unsafe decompress(bytes, into: output)
    }
    guard isWhole else {
      throw Problem(
        .badInput, "corrupt zstd frame", path: path, expected: "\(size) bytes of content")
    }
  }
  if isHashed { hash = found }
  return buffer
}

/// At once: whether all of the output was filled.
private func decompress(
  _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
) -> Bool {
  unsafe ZSTD_decompress(output.baseAddress, output.count, bytes.baseAddress, bytes.count)
    == output.count
}

/// Bytes that are given to zstd at a time: of a whole frame it would make the whole output.
private let pieceSize = 1 << 17

/// The same in pieces, which are hashed.
private func decompress(
  _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer,
  _ hash: inout UInt64
) -> Bool {
  guard bytes.count > pieceSize, let context = unsafe ZSTD_createDCtx() else {
    guard unsafe decompress(bytes, into: output) else { return false }
    hash = unsafe xxh3(UnsafeRawBufferPointer(output))
    return true
  }
  defer { unsafe _ = ZSTD_freeDCtx(context) }
  // As large windows as without pieces; the output stays where it is, so that none is kept beside it.
  unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
  unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam2, 1)
  let hasher = XXH3Hasher()
  var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
  var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: 0, pos: 0)
  while true {
    let (read, made) = unsafe (source.pos, target.pos)
    unsafe source.size = min(bytes.count, read + pieceSize)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(code) != 0 { return false }
    unsafe hasher.update(UnsafeRawBufferPointer(rebasing: output[made..<target.pos]))
    if code == 0 { break }
    if unsafe source.pos == read, unsafe target.pos == made { return false }
  }
  // What follows may only be frames without content.
  let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[source.pos...])
  if unsafe !rest.isEmpty {
    guard unsafe ZSTD_decompress(nil, 0, rest.baseAddress, rest.count) == 0 else { return false }
  }
  hash = hasher.value()
  return unsafe (target.pos == output.count)
}
