/// Ids and keys that do not fit into a cache's slots: a ring of entries, the oldest overwritten first. An entry's place
/// is the number of bytes written before it.
///
/// ```
///   bytes   0          4          8
///           key length ids        key, up to a multiple of 8    ids
/// ```
import Glibc

@safe struct ChunkOverflow<ID: FixedWidthInteger & BitwiseCopyable>: ~Copyable {
  /// Invariant: `capacity` bytes, aligned to 8.
  private let base: UnsafeMutableRawPointer
  /// Bytes ever written, or skipped at the ring's end; a multiple of 8.
  private var end: UInt64 = 0

  private static var capacity: Int { 6 << 20 }
  /// Longer keys are not kept, nor more ids: an entry is at most 1/300 of the ring.
  static var longestKey: Int { 1 << 10 }
  static var mostIDs: Int { 1 << 12 }

  init() { unsafe base = allocateTable(byteCount: Self.capacity, alignment: 8) }

  deinit { unsafe base.deallocate() }

  /// Keeps an entry of at most `mostIDs`.
  ///
  /// - Parameter keyLength: 0 where the slot has the key.
  /// - Returns: its place.
  mutating func add(
    _ key: UnsafePointer<UInt8>, _ keyLength: Int, _ ids: UnsafePointer<ID>, _ count: Int
  ) -> UInt64 {
    let idsAt = 8 + (keyLength + 7) & ~7
    let size = (idsAt + count * MemoryLayout<ID>.size + 7) & ~7
    let left = Self.capacity - Int(end % UInt64(Self.capacity))
    if size > left { end += UInt64(left) }
    let place = end
    let entry = unsafe base + Int(place % UInt64(Self.capacity))
    unsafe entry.storeBytes(of: UInt32(truncatingIfNeeded: keyLength), as: UInt32.self)
    unsafe entry.storeBytes(of: UInt32(truncatingIfNeeded: count), toByteOffset: 4, as: UInt32.self)
    unsafe (entry + 8).copyMemory(from: key, byteCount: keyLength)
    unsafe (entry + idsAt).copyMemory(from: ids, byteCount: count * MemoryLayout<ID>.size)
    end += UInt64(size)
    return place
  }

  /// The ids of an entry, valid until the next is added; nil where it has been overwritten, or has another key.
  func ids(
    at place: UInt64, _ key: UnsafePointer<UInt8>, _ keyLength: Int
  ) -> UnsafeBufferPointer<ID>? {
    if end - place > UInt64(Self.capacity) { return nil }
    let entry = unsafe base + Int(place % UInt64(Self.capacity))
    guard unsafe entry.load(as: UInt32.self) == UInt32(truncatingIfNeeded: keyLength),
      unsafe memcmp(entry + 8, key, keyLength) == 0
    else { return nil }
    let count = unsafe Int(entry.load(fromByteOffset: 4, as: UInt32.self))
    let ids = unsafe entry + 8 + (keyLength + 7) & ~7
    return unsafe UnsafeBufferPointer(start: ids.assumingMemoryBound(to: ID.self), count: count)
  }
}
