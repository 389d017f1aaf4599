/// Opening inputs whatever their compression.

/// Opens a file, a remote file, or standard input as `-`, decompressing what its content shows to be
/// compressed.
///
/// - Parameter threads: as `decompressed` takes them.
package func openInput(_ path: String, threads: Int = 1) throws(Problem) -> any ByteSource {
  try decompressed(isRemote(path) ? RemoteSource(path) : FileSource(path), threads: threads)
}

/// What `source` holds, decompressed where its first bytes show gzip, bzip2, zstd, xz or LZ4; as it
/// is otherwise. One layer only: a compressed file inside a compressed file stays as it is.
///
/// - Parameter threads: that decompress, where the format lets several: bzip2. 1 is the caller's own.
package func decompressed(
  _ source: any ByteSource, threads: Int = 1
) throws(Problem) -> any ByteSource {
  var reader = ByteReader(source)
  _ = try reader.fill(atLeast: CompressionFormat.sniffedBytes)
  switch unsafe CompressionFormat.sniff(reader.unread) {
  case .gzip: return try DecompressingSource<GzipDecoder>(reader)
  case .bzip2: return Bzip2Source(reader, threads: threads)
  case .zstd: return try DecompressingSource<ZstdDecoder>(reader)
  case .xz: return try DecompressingSource<XZDecoder>(reader)
  case .lz4: return try DecompressingSource<LZ4Decoder>(reader)
  case nil: return PlainSource(reader)
  }
}

/// A source whose first bytes were looked at: the damage before them, those, then the rest straight from
/// the source.
package final class PlainSource: ByteSource {
  package let path: String
  private let source: any ByteSource
  private var looked: ByteReader
  /// What was lost before the bytes looked at, and is not yet told.
  private var damage: ArraySlice<Problem>

  package init(_ looked: consuming ByteReader, damage: [Problem] = []) {
    path = looked.path
    source = looked.source
    self.damage = damage[...]
    self.looked = looked
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if let problem = damage.first { throw problem }
    let unread = unsafe looked.unread
    if unsafe unread.isEmpty { return unsafe try source.read(into: buffer) }
    let count = min(unread.count, buffer.count)
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: unread[..<count]))
    looked.consume(count)
    return count
  }

  package func recover() throws(Problem) -> Int? {
    if damage.popFirst() != nil { return 0 }
    return try source.recover()
  }
}
