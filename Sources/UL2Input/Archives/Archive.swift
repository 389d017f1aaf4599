/// The entries of a tar, zip or 7z archive, through libarchive: the one place that calls it.
///
/// Only the container is libarchive's job: its own decompression loses records of damaged files.
/// Nothing is ever written to a disk, so names in an archive are names and no paths, and links lead
/// nowhere.
import CArchive
import Glibc

@safe package final class Archive {
  package enum Format: String {
    case tar, zip
    case sevenZip = "7z"
  }

  package struct Entry {
    package enum Kind { case file, directory, link, other }

    /// UTF-8; a name that is none is taken for Latin-1.
    package var path: String
    package var kind: Kind
  }

  package let path: String
  private let format: Format
  private let feed: ArchiveFeed
  /// Invariant: made in `init`, freed once in `deinit`; `feed` outlives it.
  private let archive: OpaquePointer
  package private(set) var isOver = false

  /// An archive in a stream. A zip archive is then read without its directory, which is at its end; a 7z
  /// archive cannot be read so.
  package convenience init(_ stream: consuming ByteReader, _ format: Format = .tar) throws(Problem)
  {
    try self.init(ArchiveFeed(stream), format)
  }

  /// An archive in a file that is read in any order.
  package convenience init(_ file: any RandomAccessFile, _ format: Format) throws(Problem) {
    if format == .sevenZip { try SevenZipHeader.check(file) }
    try self.init(ArchiveFeed(file), format)
  }

  private init(_ feed: ArchiveFeed, _ format: Format) throws(Problem) {
    guard let archive = unsafe archive_read_new() else {
      throw Problem(.readWrite, "no memory for an archive", path: feed.path)
    }
    self.feed = feed
    self.format = format
    path = feed.path
    unsafe self.archive = archive
    let outer = unsafe uselocale(utf8Locale)
    defer { unsafe _ = uselocale(outer) }
    switch format {
    case .tar: unsafe archive_read_support_format_tar(archive)
    case .zip: unsafe archive_read_support_format_zip(archive)
    case .sevenZip: unsafe archive_read_support_format_7zip(archive)
    }
    if format != .sevenZip {
      // Names are bytes of whatever encoding; without this they would go through the locale.
      unsafe archive_read_set_options(archive, "hdrcharset=BINARY")
    }
    guard unsafe feed.open(archive) else { throw failure() }
  }

  deinit { unsafe archive_read_free(archive) }

  /// Moves to the next entry, skipping what is unread of this one; nil at the end.
  package func next() throws(Problem) -> Entry? {
    if isOver { return nil }
    let outer = unsafe uselocale(utf8Locale)
    defer { unsafe _ = uselocale(outer) }
    var entry: OpaquePointer?
    let status = unsafe archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF {
      isOver = true
      return nil
    }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
      isOver = status != ARCHIVE_RETRY
      throw failure()
    }
    let name = unsafe archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)
    var path: [UInt8] = []
    if var name = unsafe name {
      while unsafe name.pointee != 0 {
        unsafe path.append(UInt8(bitPattern: name.pointee))
        unsafe name += 1
      }
    }
    return Entry(
      path: String(decoding: utf8OrLatin1(path), as: UTF8.self), kind: unsafe Self.kind(entry))
  }

  private static func kind(_ entry: OpaquePointer) -> Entry.Kind {
    if unsafe archive_entry_hardlink(entry) != nil { return .link }
    // The file type bits: AE_IFREG, AE_IFDIR, AE_IFLNK.
    return switch unsafe archive_entry_filetype(entry) {
    case 0o100000: .file
    case 0o040000: .directory
    case 0o120000: .link
    default: .other
    }
  }

  /// Reads the current entry's bytes; 0 at its end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
    if count >= 0 { return count }
    // Other failures are of one entry only.
    isOver = count == Int(ARCHIVE_FATAL)
    throw failure()
  }

  private func failure() -> Problem {
    if let problem = feed.failure { return problem }
    let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
    return Problem(
      .badInput, "damaged \(format.rawValue) archive: \(message ?? "unknown error")", path: path)
  }
}

/// Without it a name that is marked as UTF-8 is lost, since libarchive turns it into the thread's locale,
/// which it looks up with the first option. Never freed; shared by all threads. Where there is no such locale, none is set.
private nonisolated(unsafe) let utf8Locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
