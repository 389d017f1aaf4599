/// Owns the tables of a model, which all its encoders read.
///
/// Tables, and what is made of them, are plain values without reference counts: a count that all threads change would
/// cost more than the tables save. The user of a table keeps its memory alive.
@safe package final class TableMemory: @unchecked Sendable {
  /// Invariant: allocated by `table`, freed in `deinit`. Changed only while a model is being built.
  private var blocks: [UnsafeMutableRawPointer] = unsafe []

  package init() {}

  deinit {
    for i in unsafe blocks.indices { unsafe blocks[i].deallocate() }
  }

  func table<Element>(repeating element: Element, count: Int) -> Table<Element> {
    let block = unsafe allocateTable(
      byteCount: max(1, count) * MemoryLayout<Element>.stride,
      alignment: max(16, MemoryLayout<Element>.alignment))
    unsafe blocks.append(block)
    let base = unsafe block.bindMemory(to: Element.self, capacity: max(1, count))
    unsafe base.initialize(repeating: element, count: count)
    return unsafe Table(base: base, count: count)
  }

  func table<Element>(_ elements: [Element]) -> Table<Element> {
    precondition(!elements.isEmpty)
    let table = self.table(repeating: elements[0], count: elements.count)
    for i in elements.indices { unsafe table.base[i] = elements[i] }
    return table
  }
}

/// Elements that are filled in once, then only read.
@safe struct Table<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
  /// Invariant: `count` elements, valid while the memory they came from is.
  let base: UnsafeMutablePointer<Element>
  let count: Int
}
