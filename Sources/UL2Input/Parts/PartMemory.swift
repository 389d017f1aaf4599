/// Memory for parts, which come and go by the thousand: what one gave back the next takes.
///
/// From the C library each would be fresh pages of the system's, zeroed and mapped one by one: a tenth of
/// the time that reading takes.
import Synchronization

package enum PartMemory {
  /// Addresses of blocks of `partBytes` that are not in use.
  private static let unused = Mutex<[UInt]>([])
  /// Kept at most: 16 MiB.
  private static let limit = 64

  /// Memory for `count` bytes, with the slack of a reader after it.
  package static func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer {
    guard count == partBytes else { return unsafe ByteReader.allocate(count) }
    let address = unused.withLock { $0.popLast() }
    guard let address, let start = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      return unsafe ByteReader.allocate(count)
    }
    return unsafe UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  /// Takes back what `allocate` gave.
  package static func free(_ memory: UnsafeMutableRawBufferPointer) {
    let isKept = memory.count == partBytes && keep(UInt(bitPattern: memory.baseAddress))
    if !isKept { unsafe memory.deallocate() }
  }

  private static func keep(_ address: UInt) -> Bool {
    unused.withLock { unused in
      if unused.count == limit { return false }
      unused.append(address)
      return true
    }
  }
}
