/// Compressed inputs for tests, made by the libraries' own compressors, with every checksum they have.
import CBzip2
import CIsal
import CLZ4
import CLZMA
import CZstd
import UL2Input

package func compress(_ bytes: [UInt8], _ format: CompressionFormat) -> [UInt8] {
  let capacity = bytes.count + bytes.count / 8 + 4096
  return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
    bytes.withUnsafeBufferPointer { input in
      count =
        switch format {
        case .gzip: gzip(input, into: output)
        case .bzip2: bzip2(input, into: output)
        case .zstd: zstd(input, into: output)
        case .xz: xz(input, into: output)
        case .lz4: lz4(input, into: output)
        }
    }
  }
}

private func gzip(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
  defer { stream.deallocate() }
  isal_deflate_stateless_init(stream)
  stream.pointee.gzip_flag = UInt16(IGZIP_GZIP)
  stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
  stream.pointee.avail_in = UInt32(input.count)
  stream.pointee.next_out = output.baseAddress
  stream.pointee.avail_out = UInt32(output.count)
  stream.pointee.end_of_stream = 1
  precondition(isal_deflate_stateless(stream) == COMP_OK)
  return Int(stream.pointee.total_out)
}

private func bzip2(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  var count = UInt32(output.count)
  // The library wants a pointer even for no bytes.
  let source =
    UnsafeMutableRawPointer(mutating: input.baseAddress)
    ?? UnsafeMutableRawPointer(output.baseAddress!)
  let code = BZ2_bzBuffToBuffCompress(
    UnsafeMutableRawPointer(output.baseAddress!).assumingMemoryBound(to: CChar.self), &count,
    source.assumingMemoryBound(to: CChar.self), UInt32(input.count), 1, 0, 0)
  precondition(code == BZ_OK)
  return Int(count)
}

private func zstd(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  return ZSTD_compress2(
    context, output.baseAddress, output.count, input.baseAddress, input.count)
}

/// A dictionary of zstd's, made of the samples.
package func zstdDictionary(of samples: [[UInt8]]) -> [UInt8] {
  var dictionary = [UInt8](repeating: 0, count: 1024)
  let count = ZDICT_trainFromBuffer(
    &dictionary, dictionary.count, samples.flatMap { $0 }, samples.map(\.count),
    UInt32(samples.count))
  precondition(ZDICT_isError(count) == 0)
  return Array(dictionary.prefix(count))
}

/// A frame of zstd that takes `dictionary` to decompress.
package func zstd(_ bytes: [UInt8], dictionary: [UInt8]) -> [UInt8] {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  ZSTD_CCtx_loadDictionary(context, dictionary, dictionary.count)
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let count = ZSTD_compress2(context, &output, output.count, bytes, bytes.count)
  precondition(ZSTD_isError(count) == 0)
  return Array(output.prefix(count))
}

/// A frame that decoders skip if they have no use for it.
package func zstdSkippable(_ content: [UInt8], kind: UInt8 = 0x5D) -> [UInt8] {
  [kind, 0x2A, 0x4D, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) }
    + content
}

private func xz(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  var count = 0
  let code = lzma_easy_buffer_encode(
    1, LZMA_CHECK_CRC64, nil, input.baseAddress, input.count, output.baseAddress, &count,
    output.count)
  precondition(code == LZMA_OK)
  return count
}

private func lz4(
  _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  var preferences = LZ4F_preferences_t()
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
  preferences.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled
  return LZ4F_compressFrame(
    output.baseAddress, output.count, input.baseAddress, input.count, &preferences)
}

/// A frame that zstd and LZ4 readers skip.
package func skippableFrame(_ content: [UInt8]) -> [UInt8] {
  let length = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) }
  return [0x5A, 0x2A, 0x4D, 0x18] + length + content
}
