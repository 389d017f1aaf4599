/// Memory for tables that are read at random. On pages of 2 MiB, where the system has them, a table of megabytes needs
/// few TLB entries: with 4 KiB every other look-up waits for one, and so does every prefetch.
import Glibc

/// - Returns: memory for any type, to be freed by `deallocate`.
func allocateTable(byteCount: Int, alignment: Int) -> UnsafeMutableRawPointer {
  let page = 2 << 20
  if byteCount < page { return .allocate(byteCount: byteCount, alignment: alignment) }
  let size = (byteCount + page - 1) / page * page
  let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: page)
  // Only a hint: without such pages nothing happens.
  unsafe _ = madvise(memory, size, Int32(MADV_HUGEPAGE))
  return unsafe memory
}
