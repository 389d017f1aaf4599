/// Where a text may be cut without changing its ids.
///
/// Between two adjacent characters that stand side by side in no piece, no path, merge or user-defined
/// piece can cross, so what stands before and behind are encoded apart. A pair of characters is known by the
/// last byte of the first and the first byte of the second: 64 KB, of which text uses a few.
import CByteScan

struct CutTable: BitwiseCopyable, Sendable {
  /// A byte for each pair, 1 where a text may be cut; index the first byte plus 256 times the second.
  private let table: Table<UInt8>

  /// - Parameter pieces: all that encoding can make, or look for, of more than one character; UTF-8.
  init(_ pieces: some Sequence<[UInt8]>, in memory: TableMemory) {
    table = memory.table(repeating: 1, count: 1 << 16)
    // Never inside a character.
    for second in 0x80..<0xC0 {
      for first in 0..<256 { unsafe table.base[first | second << 8] = 0 }
    }
    for piece in pieces {
      for i in piece.indices.dropFirst() where piece[i] & 0xC0 != 0x80 {
        unsafe table.base[Int(piece[i - 1]) | Int(piece[i]) << 8] = 0
      }
    }
  }

  /// Cuts before each of 64 bytes, the lowest bit for the first; the byte before them is looked at too.
  @inline(__always)
  func cuts(_ text: UnsafePointer<UInt8>) -> UInt64 { unsafe ul2_cuts64(text, table.base) }
}
