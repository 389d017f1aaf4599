/// Opening inputs whatever their compression.

/// Opens a file, a remote file, or standard input as `-`, decompressing what its content shows to be
/// compressed.
///
/// - Parameter threads: as `decompressed` takes them.
package func openInput(_ path: String, threads: Int = 1) throws(Problem) -> ByteReader {
  try decompressed(InputFile(path).streamed(), threads: threads)
}

/// Decompresses `input` if its first bytes are those of gzip, bzip2, zstd, xz or LZ4, else returns it. One layer only:
/// a compressed file inside a compressed file stays as it is.
///
/// - Parameter threads: how many decompress, the caller's included, where the format allows several, as bzip2 does.
package func decompressed(
  _ input: consuming ByteReader, threads: Int = 1
) throws(Problem) -> ByteReader {
  _ = try input.fill(atLeast: CompressionFormat.sniffedBytes)
  let source: any ByteSource
  switch unsafe CompressionFormat.sniff(input.unread) {
  case .gzip: source = try DecompressingSource<GzipDecoder>(input)
  case .bzip2: source = Bzip2Source(input, threads: threads)
  case .zstd: source = try DecompressingSource<ZstdDecoder>(input)
  case .xz: source = try DecompressingSource<XZDecoder>(input)
  case .lz4: source = try DecompressingSource<LZ4Decoder>(input)
  case nil: return input
  }
  return ByteReader(source)
}
