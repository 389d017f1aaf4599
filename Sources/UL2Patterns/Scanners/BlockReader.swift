/// Reads up to 64 characters of a text as masks, and writes where pieces begin: with AVX-512 where the processor has it.
import CByteScan

@safe struct BlockReader {
  /// Invariant: valid as long as the scratch space that a scan has.
  let block: UnsafeMutablePointer<ul2_block>
  private let isWide: Bool

  /// Whether this processor has AVX-512 with what a wide reader needs.
  static let canBeWide = ul2_has_wide() != 0

  init(_ block: UnsafeMutablePointer<ul2_block>, isWide: Bool) {
    unsafe self.block = block
    self.isWide = isWide
  }

  /// - Parameters:
  ///   - p: `left` bytes, at least one, and 64 more that are readable.
  ///   - special: the byte of ASCII that the family distinguishes.
  @inline(__always)
  func read(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable, special: UInt8?
  ) -> BlockMasks {
    if isWide, unsafe ul2_read_block(p, left, classes.pages, classes.blocks, block) != 0 {
      return unsafe BlockMasks(block, left)
    }
    unsafe readNarrow(p, left, classes, special)
    return unsafe BlockMasks(block, left)
  }

  /// Writes `start` plus the places of the characters of `bits`, one to 63 of them, and up to 15 numbers after them.
  ///
  /// - Returns: how many bits there are, and the last place.
  @inline(__always)
  func write(
    _ bits: UInt64, _ masks: BlockMasks, _ start: Int, to output: UnsafeMutablePointer<Int>
  ) -> (count: Int, last: Int) {
    if unsafe block.pointee.parts == 0 {
      return unsafe writeNarrow(bits, masks, start, to: output)
    }
    let written = unsafe ul2_write_places(block, bits, start, output)
    return (written.count, written.last)
  }
}
