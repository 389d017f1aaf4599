/// Where a text may be cut without changing its ids.
///
/// No path, merge or user-defined piece crosses the border of two characters that are adjacent in no piece, so the text
/// before and after it is encoded apart. Pairs of ASCII characters are looked up in a table of all pairs of bytes: 64
/// KB, of which text uses little. It knows other characters only by their last and first byte; where it has no cut for
/// them, the pair's bit in a small set decides. Two pairs may share a bit: then there is one cut less.
import CByteScan

package struct CutTable: BitwiseCopyable, Sendable {
  /// One byte per pair, 1 where a text may be cut; index the first byte plus 256 times the second.
  private let table: Table<UInt8>
  /// A bit for each hash of a pair that is not all ASCII.
  private let pairs: Table<UInt64>
  private static let pairBits = 18

  /// - Parameters:
  ///   - pieces: everything of more than one character that encoding can make or match; UTF-8.
  ///   - beforeSpaces: cut before every space, whatever pieces there are.
  package init(
    _ pieces: some Sequence<[UInt8]>, beforeSpaces: Bool = false, in memory: TableMemory
  ) {
    table = memory.table(repeating: 1, count: 1 << 16)
    pairs = memory.table(repeating: 0, count: 1 << (Self.pairBits - 6))
    // Never inside a character.
    for second in 0x80..<0xC0 {
      for first in 0..<256 { unsafe table.base[first | second << 8] = 0 }
    }
    for piece in pieces {
      // Bytes before and after can be read.
      let padded = [0, 0] + piece + [0, 0, 0]
      for i in padded.indices.dropFirst(3).dropLast(3) where padded[i] & 0xC0 != 0x80 {
        unsafe table.base[Int(padded[i - 1]) | Int(padded[i]) << 8] = 0
        if padded[i - 1] < 0x80, padded[i] < 0x80 { continue }
        let key = unsafe padded.withUnsafeBufferPointer { unsafe ul2_pair_key($0.baseAddress! + i) }
        let hash = Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - Self.pairBits))
        unsafe pairs.base[hash >> 6] |= 1 << UInt64(hash & 63)
      }
    }
    if beforeSpaces {
      for first in 0..<256 { unsafe table.base[first | 0x20 << 8] = 1 }
    }
  }

  /// Cuts before each of 64 bytes, the lowest bit for the first. Two bytes before them and three after are read too.
  @inline(__always)
  package func cuts(_ text: UnsafePointer<UInt8>) -> UInt64 {
    unsafe ul2_fine_cuts64(
      text, ul2_cuts64(text, table.base), pairs.base, UInt32(64 - Self.pairBits))
  }

  /// Writes the ends of the parts of a text, its own end last.
  ///
  /// - Parameter ends: room for as many as there are bytes.
  /// - Returns: how many parts there are.
  func ends(
    _ text: UnsafePointer<UInt8>, _ count: Int, to ends: UnsafeMutablePointer<Int>
  ) -> Int {
    var written = 0
    for base in stride(from: 0, to: count, by: 64) {
      unsafe written += cuts(text, count, from: base, to: ends + written)
    }
    unsafe ends[written] = count
    return written + 1
  }

  /// Writes where to cut before 64 bytes, within a text.
  ///
  /// - Returns: how many cuts there are.
  @inline(__always)
  func cuts(
    _ text: UnsafePointer<UInt8>, _ count: Int, from base: Int, to places: UnsafeMutablePointer<Int>
  ) -> Int {
    var mask = unsafe cuts(text + base)
    if base == 0 { mask &= ~1 }
    if count - base < 64 { mask &= 1 << UInt64(count - base) - 1 }
    var written = 0
    while mask != 0 {
      unsafe places[written] = base + mask.trailingZeroBitCount
      mask &= mask - 1
      written += 1
    }
    return written
  }
}
