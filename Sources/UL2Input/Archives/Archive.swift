/// The entries of a tar or zip archive, streamed from a byte source through libarchive.
///
/// Only the container is libarchive's job: its own decompression loses records of damaged files.
/// Nothing is ever written to a disk, so names in an archive are names and no paths, and links lead
/// nowhere.
import CArchive
import Glibc

@safe package final class Archive {
  package enum Format { case tar, zip }

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

  /// A zip archive in a stream is read without its directory, which stands at its end.
  package convenience init(_ source: any ByteSource, _ format: Format = .tar) throws(Problem) {
    try self.init(feed: ArchiveFeed(source), format)
    let context = unsafe Unmanaged.passUnretained(feed).toOpaque()
    guard unsafe archive_read_open(archive, context, nil, readForArchive, nil) == ARCHIVE_OK else {
      throw failure()
    }
  }

  /// A zip archive in a file.
  package convenience init(zipFile path: String) throws(Problem) {
    try self.init(feed: ArchiveFeed(EmptySource(path: path)), .zip)
    guard unsafe archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
      throw failure()
    }
  }

  private init(feed: ArchiveFeed, _ format: Format) throws(Problem) {
    guard let archive = unsafe archive_read_new() else {
      throw Problem(.readWrite, "no memory for an archive", path: feed.source.path)
    }
    self.feed = feed
    self.format = format
    path = feed.source.path
    unsafe self.archive = archive
    let outer = unsafe uselocale(utf8Locale)
    defer { unsafe _ = uselocale(outer) }
    switch format {
    case .tar: unsafe archive_read_support_format_tar(archive)
    case .zip: unsafe archive_read_support_format_zip(archive)
    }
    // Names are bytes of whatever encoding; without this they would go through the locale.
    unsafe archive_read_set_options(archive, "hdrcharset=BINARY")
  }

  deinit { unsafe archive_read_free(archive) }

  /// Moves to the next entry, passing over what is unread of this one; nil at the end.
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

  /// Moves to the next entry behind whatever is damaged, which is noted; nil at the end, also where
  /// the archive is cut.
  package func next(_ log: SkipLog) throws(Problem) -> Entry? {
    var isNoted = false
    while true {
      do throws(Problem) {
        return try next()
      } catch  where error.kind == .badInput {
        // One damaged header makes libarchive try block after block.
        if !isNoted || isOver {
          log.bad(isOver ? "input not read to its end" : "damaged input", error)
        }
        isNoted = true
      }
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

  /// All bytes of the current entry, as long as they are not too many.
  package func readAll(_ entry: Entry, limit: Int) throws(Problem) -> [UInt8] {
    let limited = LimitedSource(ArchiveEntrySource(self, entry), limit: limit)
    var reader = ByteReader(limited)
    var bytes: [UInt8] = []
    _ = try reader.read(limit, appendingTo: &bytes)
    // A member of just that size is looked at for more.
    _ = try reader.fill()
    return bytes
  }

  private func failure() -> Problem {
    if let problem = feed.failure { return problem }
    let message = unsafe archiveMessage(archive)
    return Problem(.badInput, "damaged \(format) archive: \(message)", path: path)
  }
}

/// Without it a name that is marked as UTF-8 is lost, since libarchive turns it into the thread's locale,
/// which it looks up with the first option. Never freed; shared by all threads. Where there is no such locale, none is set.
private nonisolated(unsafe) let utf8Locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

/// What libarchive says of its last error.
package func archiveMessage(_ archive: OpaquePointer) -> String {
  unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown error"
}

/// What libarchive reads from.
@safe private final class ArchiveFeed {
  package let source: any ByteSource
  /// What the source threw, which cannot pass through C.
  package var failure: Problem?
  /// Invariant: allocated here, freed in `deinit`.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  package init(_ source: any ByteSource) { self.source = source }

  deinit { unsafe buffer.deallocate() }

  package func fill(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(Problem) {
      let count = unsafe try source.read(into: buffer)
      unsafe bytes?.pointee = UnsafeRawPointer(buffer.baseAddress)
      return count
    } catch {
      failure = error
      return Int(ARCHIVE_FATAL)
    }
  }
}

private func readForArchive(
  _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
  _ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
  // The context is what `Archive` passed to libarchive and keeps alive.
  let feed = unsafe Unmanaged<ArchiveFeed>.fromOpaque(context!).takeUnretainedValue()
  return unsafe feed.fill(bytes)
}
