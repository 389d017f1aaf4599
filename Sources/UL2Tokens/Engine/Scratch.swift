/// Memory that is used again and again and only grows: what an encoder works in.

@safe struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  /// Invariant: room for `capacity` elements, freed once in `deinit`. What lies there is whatever was
  /// written last.
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

  /// Gives back what one huge document needed.
  mutating func shrink(to limit: Int) {
    if capacity > limit { grow(to: limit, keeping: 0) }
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

/// A table that is filled once, then shared by all threads.
@safe final class SharedTable<Element: BitwiseCopyable>: @unchecked Sendable {
  /// Invariant: `count` initialized elements, freed in `deinit`; written only before it is shared.
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    self.count = count
    unsafe base = .allocate(capacity: count)
    unsafe base.initialize(repeating: element, count: count)
  }

  convenience init(_ elements: [Element]) {
    precondition(!elements.isEmpty)
    self.init(repeating: elements[0], count: elements.count)
    for i in elements.indices { unsafe base[i] = elements[i] }
  }

  deinit { unsafe base.deallocate() }
}
