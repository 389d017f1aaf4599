/// Reads up to 64 characters of a text as masks, and knows where each of them is: with AVX-512 where the processor has
/// it, or else with SSE2 where all of a block, or its first 40 bytes, are ASCII, and character by character elsewhere.
import CByteScan

@safe struct BlockReader {
  /// Where a block's characters are.
  private enum Places {
    /// Each is one byte.
    case bytes
    /// `offsets` has them.
    case listed
    /// `block` has them.
    case wide
  }

  /// Invariant of the pointers: they are valid as long as the scratch space that a scan has.
  private let block: UnsafeMutablePointer<ul2_block>
  private let values: UnsafeMutablePointer<UInt8>
  private let offsets: UnsafeMutablePointer<UInt16>
  private let isWide: Bool
  private var places = Places.bytes

  /// The scratch space of a reader, in bytes: a block, 64 classes, 64 offsets.
  static var scratchSize: Int { MemoryLayout<ul2_block>.stride + 64 + 128 }

  /// Whether this processor has AVX-512 with what a wide reader needs.
  static let canBeWide = ul2_has_wide() != 0

  /// - Parameter scratch: aligned to 16 bytes; used as long as the reader.
  init(_ scratch: UnsafeMutableRawPointer, isWide: Bool) {
    unsafe block = scratch.assumingMemoryBound(to: ul2_block.self)
    let rest = unsafe scratch + MemoryLayout<ul2_block>.stride
    unsafe offsets = rest.assumingMemoryBound(to: UInt16.self)
    unsafe values = (rest + 128).assumingMemoryBound(to: UInt8.self)
    self.isWide = isWide
  }

  /// - Parameters:
  ///   - p: `left` bytes, at least one, and 64 more that are readable.
  ///   - special: the byte of ASCII that the family distinguishes.
  @inline(__always)
  mutating func read(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable, special: UInt8?
  ) -> BlockMasks {
    if isWide, unsafe ul2_read_block(p, left, classes.pages, classes.blocks, block) != 0 {
      places = .wide
      return unsafe BlockMasks(block, goesOn: Int(block.pointee.bytes) < left)
    }
    return unsafe readNarrow(p, left, classes, special)
  }

  private mutating func readNarrow(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable, _ special: UInt8?
  ) -> BlockMasks {
    let ascii = unsafe ul2_ascii64_of(p)
    let limit = min(left, 64)
    let plain = min(limit, ascii.high.trailingZeroBitCount)
    if plain == limit || plain >= 40 {
      places = .bytes
      let special = special.map { unsafe ul2_equal64(p, $0) } ?? 0
      unsafe block.pointee = ul2_block(ascii, special: special, count: plain)
      return unsafe BlockMasks(block, goesOn: plain < left)
    }
    places = .listed
    let (characters, asciiMask, bytes) = unsafe decode(p, left, classes)
    unsafe block.pointee = ul2_block(values, ascii: asciiMask, count: characters)
    return unsafe BlockMasks(block, goesOn: bytes < left)
  }

  /// Reads up to 64 characters: their classes, where each begins, which are one byte, and all their bytes.
  private func decode(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable
  ) -> (characters: Int, ascii: UInt64, bytes: Int) {
    let end = unsafe p + left
    var offset = 0
    var characters = 0
    var ascii: UInt64 = 0
    while characters < 64, offset < left {
      let (value, length) = unsafe classes.next(p + offset, end)
      unsafe values[characters] = value
      unsafe offsets[characters] = UInt16(truncatingIfNeeded: offset)
      if length == 1 { ascii |= 1 << UInt64(characters) }
      characters += 1
      offset += length
    }
    return (characters, ascii, offset)
  }

  /// How many bytes of the block are before its character of a number.
  @inline(__always)
  func place(_ character: Int) -> Int {
    switch places {
    case .bytes: character
    case .listed: unsafe Int(offsets[character])
    case .wide: unsafe Int(ul2_place(block, UInt32(truncatingIfNeeded: character)))
    }
  }

  /// Writes `start` plus the places of the characters of `bits`, one to 63 of them, and up to seven numbers after them.
  ///
  /// - Returns: how many bits there are, and the last place.
  @inline(__always)
  func write(
    _ bits: UInt64, _ start: Int, to output: UnsafeMutablePointer<Int>
  ) -> (count: Int, last: Int) {
    if case .wide = places {
      let written = unsafe ul2_write_places(block, bits, start, output)
      return (written.count, written.last)
    }
    return unsafe writeNarrow(bits, start, to: output)
  }

  /// The number of bits is unpredictable, so few branches depend on it.
  private func writeNarrow(
    _ bits: UInt64, _ start: Int, to output: UnsafeMutablePointer<Int>
  ) -> (count: Int, last: Int) {
    var (left, next) = unsafe (bits, output)
    repeat {
      for i in 0..<8 {
        // Beyond the last bit, the number is 64.
        unsafe next[i] = start &+ place(left.trailingZeroBitCount & 63)
        left &= left &- 1
      }
      unsafe next += 8
    } while left != 0
    let count = bits.nonzeroBitCount
    return unsafe (count, output[count - 1])
  }
}
