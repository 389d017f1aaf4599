/// Memory for tables that are read here and there. On pages of 2 MiB, where the system has them, a table of megabytes
/// takes few entries of the processor's table of pages: with 4 KiB every other look-up waits for one, and so does
/// asking for a line before it is needed.
import Glibc

/// - Returns: memory to be given back by `deallocate`, which holds anything.
func allocateTable(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
  let page = 2 << 20
  if byteCount < page { return .allocate(byteCount: byteCount, alignment: alignment) }
  let size = (byteCount + page - 1) / page * page
  let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: page)
  // A hint: nothing happens where there are no such pages.
  unsafe _ = madvise(memory, size, Int32(MADV_HUGEPAGE))
  return unsafe memory
}
