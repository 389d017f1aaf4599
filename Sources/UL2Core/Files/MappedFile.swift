/// A whole file mapped for reading, shared by any number of threads.
///
/// Nothing is read before it is touched, and the pages belong to the system's cache, not to the
/// process: a large file costs only address space until it is read. It must not shrink while it is mapped.
import CByteScan
import Glibc

@safe package final class MappedFile: Sendable {
  package let path: String
  /// Invariant: valid until `deinit`, never written.
  private nonisolated(unsafe) let mapping: UnsafeRawBufferPointer

  package convenience init(_ path: String) throws(Problem) {
    try self.init(File(reading: path))
  }

  /// The file stays mapped when `file` is closed.
  package init(_ file: borrowing File) throws(Problem) {
    path = file.path
    unsafe mapping = try file.map(count: file.size())
  }

  deinit {
    if let base = unsafe mapping.baseAddress {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), mapping.count)
    }
  }

  package var count: Int { unsafe mapping.count }

  /// The file's bytes, valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer { unsafe mapping }

  /// A little-endian integer at any offset, aligned or not; the caller has checked the bounds.
  @inlinable
  package func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
    unsafe T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// Has the processor fetch what lies at `offset`, without waiting for it.
  package func prefetch(at offset: Int) {
    precondition(offset >= 0 && offset < count, "beyond the file")
    unsafe ul2_prefetch(mapping.baseAddress! + offset)
  }

  /// Tells the system that `range` of bytes will be wanted soon.
  package func willNeed(_ range: Range<Int>) {
    guard let base = unsafe mapping.baseAddress, !range.isEmpty else { return }
    let page = 4096
    let start = range.lowerBound / page * page
    let end = min(range.upperBound, count)
    guard start < end else { return }
    unsafe _ = madvise(
      UnsafeMutableRawPointer(mutating: base + start), end - start, Int32(MADV_WILLNEED))
  }

  /// Takes the file's pages out of the process; they stay in the system's cache, and come back when
  /// they are touched.
  package func releasePages() {
    guard let base = unsafe mapping.baseAddress else { return }
    unsafe _ = madvise(UnsafeMutableRawPointer(mutating: base), mapping.count, MADV_DONTNEED)
  }
}
