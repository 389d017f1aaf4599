/// One member of a 7z archive as a stream, as StackExchange and old Wikipedia dumps are published.
///
/// The format keeps its index at the end, so it needs a file, of this machine or another, and cannot come
/// from a pipe; a member in a solid block is reached by decompressing those before it.
import CArchive
import Glibc

/// Opens an input of XML: the member of a 7z archive whose name ends in `ending`, or the file itself,
/// decompressed where its content shows that it is compressed.
///
/// - Parameter threads: as `decompressed` takes them.
package func openXMLInput(
  _ path: String, member ending: String, threads: Int = 1
) throws(Problem) -> any ByteSource {
  guard path != "-", try beginning(of: path, count: 6) == SevenZipSource.magic else {
    return try openInput(path, threads: threads)
  }
  return try SevenZipSource(path, member: ending)
}

@safe package final class SevenZipSource: ByteSource {
  package let path: String
  /// Invariant: made in `init`, freed once in `deinit`.
  private let archive: OpaquePointer

  private let input: ArchiveInput

  /// What an archive begins with.
  package static let magic: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]

  /// - Parameter ending: of the member's name; the first such one is taken.
  package init(_ path: String, member ending: String) throws(Problem) {
    self.path = path
    input = ArchiveInput(try openFile(path))
    guard let archive = unsafe archive_read_new() else {
      throw Problem(.readWrite, "no memory for an archive", path: path)
    }
    unsafe self.archive = archive
    unsafe archive_read_support_format_7zip(archive)
    guard unsafe input.open(archive) else { throw failure() }
    var entry: OpaquePointer?
    while true {
      let status = unsafe archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF {
        throw Problem(.badInput, "no member \(ending) in the archive", path: path)
      }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
        throw failure()
      }
      // Without a UTF-8 locale, names other than ASCII are only given as UTF-8.
      let name = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
      if unsafe name.map({ unsafe String(cString: $0) })?.hasSuffix(ending) == true { return }
    }
  }

  deinit { unsafe archive_read_free(archive) }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw failure() }
    return count
  }

  private func failure() -> Problem {
    input.problem
      ?? Problem(.badInput, "damaged 7z archive: \(unsafe archiveMessage(archive))", path: path)
  }
}
