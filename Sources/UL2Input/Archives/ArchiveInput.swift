/// A file as libarchive reads it: by calls that ask for the next bytes and for another place.
import CArchive
import Glibc

@safe package final class ArchiveInput {
  private let file: any RandomAccessFile
  private var position = 0
  /// Invariant: allocated in `init`, freed in `deinit`; libarchive looks at it until its next call.
  private let buffer: UnsafeMutableRawBufferPointer
  /// What went wrong in a call of libarchive's, which only knows that something did.
  private(set) var problem: Problem?

  package init(_ file: any RandomAccessFile) {
    self.file = file
    unsafe buffer = .allocate(byteCount: 256 << 10, alignment: 64)
  }

  deinit { unsafe buffer.deallocate() }

  /// Opens the archive; it must be freed before this object goes.
  package func open(_ archive: OpaquePointer) -> Bool {
    unsafe archive_read_set_read_callback(archive) { _, context, start in
      unsafe input(context).read(start)
    }
    unsafe archive_read_set_seek_callback(archive) { _, context, offset, whence in
      unsafe input(context).seek(Int(offset), whence)
    }
    unsafe archive_read_set_skip_callback(archive) { _, context, count in
      let input = unsafe input(context)
      let before = input.position
      return input.seek(Int(count), SEEK_CUR) - Int64(before)
    }
    unsafe archive_read_set_callback_data(archive, Unmanaged.passUnretained(self).toOpaque())
    return unsafe archive_read_open1(archive) == ARCHIVE_OK
  }

  private func read(_ start: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(Problem) {
      let count = unsafe try file.read(into: buffer, at: position)
      unsafe start?.pointee = UnsafeRawPointer(buffer.baseAddress)
      position += count
      return count
    } catch {
      problem = error
      return -1
    }
  }

  /// Moves to a place, at most the file's end; returns it.
  private func seek(_ offset: Int, _ whence: Int32) -> Int64 {
    let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : file.size
    let (place, overflow) = base.addingReportingOverflow(offset)
    position = overflow ? file.size : min(max(0, place), file.size)
    return Int64(position)
  }
}

private func input(_ context: UnsafeMutableRawPointer?) -> ArchiveInput {
  // The context is the object that `open` was called on, which outlives the archive.
  unsafe Unmanaged<ArchiveInput>.fromOpaque(context!).takeUnretainedValue()
}
