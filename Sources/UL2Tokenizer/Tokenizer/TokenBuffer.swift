/// Ids of many texts as a token store holds them: little-endian, in two bytes each or in four. An encoder
/// appends to it in the width that its engine has, so that where the two are the same ids are copied as
/// they are.
package struct TokenBuffer: Sendable {
  /// Bytes of an id.
  package enum Width: Int, Sendable {
    case two = 2
    case four = 4
  }

  package let width: Width
  package private(set) var bytes: [UInt8] = []

  package init(_ width: Width) { self.width = width }

  /// Of ids.
  package var count: Int { bytes.count / width.rawValue }

  /// Appends an id, which the width can hold.
  package mutating func append(_ id: Int) {
    precondition(id >= 0 && id >> (8 * width.rawValue) == 0, "an id too large for its width")
    for i in 0..<width.rawValue { bytes.append(UInt8(truncatingIfNeeded: id >> (8 * i))) }
  }

  /// Makes room for so many more ids. Memory that is not written to costs nothing, copies of much do.
  mutating func reserve(_ count: Int) {
    bytes.reserveCapacity(bytes.count + count * width.rawValue)
  }

  /// Forgets the last ids.
  mutating func removeLast(_ count: Int) { bytes.removeLast(count * width.rawValue) }

  /// The ids from one on, counted from 0: for the few that somebody looks at.
  package func ids(from first: Int) -> [Int32] {
    stride(from: first * width.rawValue, to: bytes.count, by: width.rawValue).map { at in
      var id: UInt32 = 0
      for i in 0..<width.rawValue { id |= UInt32(bytes[at + i]) << UInt32(8 * i) }
      return Int32(bitPattern: id)
    }
  }

  /// Appends ids, each of which the width can hold.
  mutating func append(_ ids: UnsafeBufferPointer<some FixedWidthInteger & BitwiseCopyable>) {
    switch width {
    case .two: unsafe append(ids, as: UInt16.self)
    case .four: unsafe append(ids, as: UInt32.self)
    }
  }

  /// A copy where the widths are the same, else one loop, which is vectorised.
  private mutating func append<
    ID: FixedWidthInteger & BitwiseCopyable, Stored: FixedWidthInteger & BitwiseCopyable
  >(_ ids: UnsafeBufferPointer<ID>, as: Stored.Type) {
    if ids.isEmpty { return }
    let size = ids.count * MemoryLayout<Stored>.size
    bytes.append(addingCapacity: size) { output in
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        let free = unsafe UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
        if ID.bitWidth == Stored.bitWidth {
          unsafe free.copyMemory(from: UnsafeRawBufferPointer(ids))
        } else {
          for i in ids.indices {
            unsafe free.storeBytes(
              of: Stored(truncatingIfNeeded: ids[i]).littleEndian,
              toByteOffset: i * MemoryLayout<Stored>.size, as: Stored.self)
          }
        }
        initialized += size
      }
    }
  }
}
