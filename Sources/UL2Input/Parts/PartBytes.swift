/// The bytes of one part, owned by it and never changed: readers look at them where they lie.

@safe package final class PartBytes: @unchecked Sendable {
  package let path: String
  /// Where the part begins in the uncompressed input.
  package let position: Int
  package let count: Int
  /// Invariant: allocated by `PartMemory` with at least `count` bytes, given back in `deinit`.
  private let storage: UnsafeMutableRawBufferPointer

  /// - Parameter storage: allocated by `PartMemory`; ownership passes to the new object.
  @unsafe package init(
    path: String, position: Int, storage: UnsafeMutableRawBufferPointer, count: Int
  ) {
    self.path = path
    self.position = position
    unsafe self.storage = storage
    self.count = count
  }

  /// A copy of bytes that belong to somebody else.
  package convenience init(path: String, position: Int = 0, copying bytes: UnsafeRawBufferPointer) {
    let storage = unsafe PartMemory.allocate(bytes.count)
    unsafe storage.copyMemory(from: bytes)
    unsafe self.init(path: path, position: position, storage: storage, count: bytes.count)
  }

  deinit { unsafe PartMemory.free(storage) }

  /// Valid as long as this object.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: storage[..<count])
  }
}

/// Nothing more, after bytes that are all in memory.
package final class EmptySource: ByteSource {
  package let path: String

  package init(path: String) { self.path = path }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int { 0 }
}
