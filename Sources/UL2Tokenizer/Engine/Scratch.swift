/// An encoder's working memory, reused from text to text.
import Glibc

@safe struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  /// Invariant: room for `capacity` elements, freed once in `deinit`. It holds whatever was written last.
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Makes room for `count` elements; the first `kept` stay.
  mutating func reserve(_ count: Int, keeping kept: Int = 0) {
    if count > capacity { grow(to: max(count, 2 * capacity), keeping: kept) }
  }

  /// Gives back what one huge document needed, unless more than `limit` elements are kept.
  mutating func shrink(to limit: Int, keeping kept: Int = 0) {
    if capacity > limit, kept <= limit { grow(to: limit, keeping: kept) }
  }

  /// Gives the whole pages before an element back to the system: nothing before it may be read until written again.
  func discard(before index: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let address = unsafe Int(bitPattern: base)
    let first = (address + page - 1) / page * page
    let end = (address + index * MemoryLayout<Element>.stride) / page * page
    if end <= first { return }
    // Where the memory cannot be given back, it stays.
    _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_DONTNEED)
  }

  @inline(never)
  private mutating func grow(to count: Int, keeping kept: Int) {
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: count)
    unsafe grown.update(from: base, count: kept)
    unsafe base.deallocate()
    unsafe base = grown
    capacity = count
  }
}
