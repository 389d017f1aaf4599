/// Tens of megabytes that are written once and then read, shared by any number of threads.
///
/// Mapped by itself, on huge pages where the system has them, and used again where there is a pool: the system clears
/// each page that it gives, which for fresh memory takes as long as decompressing into it.
import Glibc
import Synchronization

@safe package final class LargeBuffer: Sendable {
  package let count: Int
  private let memory: LargeMemory
  private let pool: LargeBufferPool?

  /// - Parameters:
  ///   - pool: where the memory comes from and goes back to.
  ///   - path: what the bytes are of, for errors.
  ///   - fill: is given the memory, which holds anything.
  package init(
    count: Int, from pool: LargeBufferPool? = nil, path: String,
    _ fill: (UnsafeMutableRawBufferPointer) throws(Problem) -> Void
  ) throws(Problem) {
    precondition(count >= 0, "a negative number of bytes")
    self.count = count
    self.pool = pool
    if let known = pool?.take(count) {
      memory = known
    } else {
      memory = try LargeMemory(atLeast: count, path: path)
    }
    unsafe try fill(UnsafeMutableRawBufferPointer(start: memory.base, count: count))
  }

  deinit {
    if let pool { pool.giveBack(memory) } else { memory.unmap() }
  }

  /// The bytes, valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory.base, count: count)
  }
}

/// Memory that buffers no longer use, for later ones: as much as one or two threads need in turn.
package final class LargeBufferPool: Sendable {
  private let idle = Mutex<[LargeMemory]>([])
  private static let kept = 2

  package init() {}

  deinit { removeAll() }

  /// Memory of a fitting size; nil where there is none.
  fileprivate func take(_ count: Int) -> LargeMemory? {
    idle.withLock { idle in
      guard
        let found = idle.firstIndex(where: { $0.capacity >= count && $0.capacity / 2 <= count })
      else { return nil }
      return idle.remove(at: found)
    }
  }

  fileprivate func giveBack(_ memory: LargeMemory) {
    let isKept = idle.withLock { idle in
      if idle.count >= Self.kept { return false }
      idle.append(memory)
      return true
    }
    if !isKept { memory.unmap() }
  }

  /// Gives all of it to the system.
  package func removeAll() {
    let gone = idle.withLock { idle in
      let gone = idle
      idle = []
      return gone
    }
    for memory in gone { memory.unmap() }
  }
}

/// Invariant: `capacity` bytes, mapped until `unmap`, which its one owner calls once.
@safe private struct LargeMemory: Sendable {
  nonisolated(unsafe) let base: UnsafeMutableRawPointer
  let capacity: Int
  private static let hugePage = 2 << 20

  init(atLeast count: Int, path: String) throws(Problem) {
    // Whole huge pages; some more than is asked for, so that the next, which is as long or nearly, fits too.
    capacity = (count / Self.hugePage + 1) * Self.hugePage
    let address = unsafe mmap(
      nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .system("no memory for \(count) bytes of", path: path)
    }
    unsafe base = address
    // A hint: nothing happens where there are no such pages.
    if count >= 2 * Self.hugePage { unsafe _ = madvise(address, capacity, Int32(MADV_HUGEPAGE)) }
  }

  func unmap() { unsafe _ = munmap(base, capacity) }
}
