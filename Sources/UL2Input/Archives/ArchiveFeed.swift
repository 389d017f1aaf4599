/// The source that libarchive reads from: a stream, or a file in which it also seeks. Calls from C
/// end here, and what goes wrong in them is kept, since it cannot pass through C.
import CArchive
import Glibc

@safe final class ArchiveFeed {
  let path: String
  /// One of the two is there.
  private var stream: ByteReader?
  private let file: (any RandomAccessFile)?
  /// The error that the input threw.
  private(set) var failure: Problem?
  /// Of a stream: bytes that libarchive was shown and has used when it asks for more.
  private var shown = 0
  /// Of a file: where libarchive reads next, and what it was shown. Invariant: allocated where the input is
  /// a file, freed in `deinit`; libarchive looks at it until its next call.
  private var position = 0
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ stream: consuming ByteReader) {
    path = stream.path
    self.stream = consume stream
    file = nil
    unsafe buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  init(_ file: any RandomAccessFile) {
    path = file.path
    stream = nil
    self.file = file
    unsafe buffer = .allocate(byteCount: 256 << 10, alignment: 64)
  }

  deinit { unsafe buffer.deallocate() }

  /// Opens `archive` over this feed, which must outlive it.
  func open(_ archive: OpaquePointer) -> Bool {
    unsafe archive_read_set_read_callback(archive) { _, context, start in
      unsafe feed(context).read(start)
    }
    if file != nil {
      unsafe archive_read_set_seek_callback(archive) { _, context, offset, whence in
        unsafe feed(context).seek(Int(offset), whence)
      }
      unsafe archive_read_set_skip_callback(archive) { _, context, count in
        let feed = unsafe feed(context)
        let before = feed.position
        return feed.seek(Int(count), SEEK_CUR) - Int64(before)
      }
    }
    unsafe archive_read_set_callback_data(archive, Unmanaged.passUnretained(self).toOpaque())
    return unsafe archive_read_open1(archive) == ARCHIVE_OK
  }

  private func read(_ start: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(Problem) {
      let bytes = unsafe try next()
      unsafe start?.pointee = bytes.baseAddress
      return bytes.count
    } catch {
      failure = error
      return Int(ARCHIVE_FATAL)
    }
  }

  /// The next bytes where they lie: a stream's in its reader.
  private func next() throws(Problem) -> UnsafeRawBufferPointer {
    if let file {
      let count = unsafe try file.read(into: buffer, at: position)
      position += count
      return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }
    stream!.consume(shown)
    let bytes = unsafe try stream!.next()
    shown = bytes.count
    return unsafe bytes
  }

  /// Moves to a place, at most the file's end; returns it.
  private func seek(_ offset: Int, _ whence: Int32) -> Int64 {
    guard let file else { return Int64(ARCHIVE_FATAL) }
    let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : file.size
    let (place, overflow) = base.addingReportingOverflow(offset)
    position = overflow ? file.size : min(max(0, place), file.size)
    return Int64(position)
  }
}

private func feed(_ context: UnsafeMutableRawPointer?) -> ArchiveFeed {
  // The context is the object that `open` was called on, which outlives the archive.
  unsafe Unmanaged<ArchiveFeed>.fromOpaque(context!).takeUnretainedValue()
}
