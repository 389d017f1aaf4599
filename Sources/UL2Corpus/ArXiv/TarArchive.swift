/// The entries of a tar archive, streamed from a byte source through libarchive.
///
/// Only the container is libarchive's job: its own decompression loses records of damaged files.
/// Nothing is ever written to a disk, so names in an archive are names and no paths.
import CArchive

@safe final class TarArchive {
  struct Entry {
    var path: String
    var isFile: Bool
  }

  private let feed: TarFeed
  /// Invariant: made in `init`, freed once in `deinit`; `feed` outlives it.
  private let archive: OpaquePointer

  init(_ source: any ByteSource) throws(Problem) {
    feed = TarFeed(source)
    guard let archive = unsafe archive_read_new() else {
      throw Problem(.readWrite, "no memory for an archive", path: source.path)
    }
    unsafe self.archive = archive
    unsafe archive_read_support_format_tar(archive)
    // Names are bytes of whatever encoding; without this they would go through the locale.
    unsafe archive_read_set_options(archive, "hdrcharset=BINARY")
    let context = unsafe Unmanaged.passUnretained(feed).toOpaque()
    let status = unsafe archive_read_open(archive, context, nil, readForTar, nil)
    if status != ARCHIVE_OK { throw failure() }
  }

  deinit { unsafe archive_read_free(archive) }

  var path: String { feed.source.path }

  /// Moves to the next entry, passing over what is unread of this one; nil at the end.
  func next() throws(Problem) -> Entry? {
    var entry: OpaquePointer?
    let status = unsafe archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return nil }
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
      throw failure()
    }
    let name = unsafe archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)
    let path = unsafe name.map { unsafe String(cString: $0) } ?? ""
    // The file type bits of a regular file (AE_IFREG).
    return Entry(path: path, isFile: unsafe archive_entry_filetype(entry) == 0o100000)
  }

  /// Reads the current entry's bytes; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw failure() }
    return count
  }

  private func failure() -> Problem {
    if let problem = feed.failure { return problem }
    let message = unsafe archiveMessage(archive)
    return Problem(.badInput, "damaged tar archive: \(message)", path: path)
  }

  /// Whether `header`, the first 512 bytes of something, begins a tar archive: its checksum fits.
  static func isHeader(_ header: UnsafeRawBufferPointer) -> Bool {
    guard header.count >= 512 else { return false }
    var sum = 0
    var recorded = 0
    for i in 0..<512 {
      let byte = unsafe header[i]
      // The checksum counts its own field, bytes 148 to 155, as spaces.
      guard (148..<156).contains(i) else {
        sum += Int(byte)
        continue
      }
      sum += 0x20
      if (0x30...0x37).contains(byte) { recorded = recorded << 3 | Int(byte - 0x30) }
    }
    return recorded == sum && sum > 8 * 0x20
  }
}

/// What libarchive says of its last error.
func archiveMessage(_ archive: OpaquePointer) -> String {
  unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown error"
}

/// What libarchive reads from.
@safe private final class TarFeed {
  let source: any ByteSource
  /// What the source threw, which cannot pass through C.
  var failure: Problem?
  /// Invariant: allocated here, freed in `deinit`.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  init(_ source: any ByteSource) { self.source = source }

  deinit { unsafe buffer.deallocate() }

  func fill(_ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
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

private func readForTar(
  _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
  _ bytes: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
  // The context is what `TarArchive` passed to libarchive and keeps alive.
  let feed = unsafe Unmanaged<TarFeed>.fromOpaque(context!).takeUnretainedValue()
  return unsafe feed.fill(bytes)
}

/// The current entry of an archive as a stream.
final class TarEntrySource: ByteSource {
  let path: String
  private let archive: TarArchive

  init(_ archive: TarArchive, _ entry: TarArchive.Entry) {
    self.archive = archive
    path = "\(archive.path):\(entry.path)"
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    unsafe try archive.read(into: buffer)
  }
}

/// A stream that may not grow beyond a limit: what a compressed member claims to hold is not trusted.
final class LimitedSource: ByteSource {
  private let source: any ByteSource
  private let limit: Int
  private var count = 0

  var path: String { source.path }

  init(_ source: any ByteSource, limit: Int) {
    self.source = source
    self.limit = limit
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let read = unsafe try source.read(into: buffer)
    count += read
    guard count <= limit else {
      throw Problem(
        .badInput, "a member is too large", path: path, expected: "at most \(limit >> 20) MiB")
    }
    return read
  }
}
