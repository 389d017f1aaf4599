/// Blocks without AVX-512: with SSE2 where all of a block, or its first 40 bytes, are ASCII, and character by character
/// elsewhere.
import CByteScan

extension BlockReader {
  // Not inlined: its constants would be loaded for every block that is read wide.
  @inline(never)
  func readNarrow(
    _ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable, _ special: UInt8?
  ) {
    let ascii = unsafe ul2_ascii64_of(p)
    let limit = min(left, 64)
    let plain = min(limit, ascii.high.trailingZeroBitCount)
    unsafe block.pointee.parts = 0
    if plain == limit || plain >= 40 {
      let special = special.map { unsafe ul2_equal64(p, $0) } ?? 0
      return unsafe block.pointee.set(ascii, special: special, count: plain)
    }
    unsafe decode(p, left, classes)
  }

  /// Reads up to 64 characters: their classes, where each begins, which are one byte, and all their bytes.
  private func decode(_ p: UnsafePointer<UInt8>, _ left: Int, _ classes: ClassTable) {
    let (values, listed) = unsafe (ul2_values(block)!, ul2_listed(block)!)
    let end = unsafe p + left
    var offset = 0
    var characters = 0
    var ascii: UInt64 = 0
    while characters < 64, offset < left {
      let (value, length) = unsafe classes.next(p + offset, end)
      unsafe values[characters] = value
      unsafe listed[characters] = UInt16(truncatingIfNeeded: offset)
      if length == 1 { ascii |= 1 << UInt64(characters) }
      characters += 1
      offset += length
    }
    unsafe block.pointee.set(values, ascii: ascii, count: characters, bytes: offset)
  }

  /// As `write`, by counting zeros. The number of bits is unpredictable, so few branches depend on it.
  func writeNarrow(
    _ bits: UInt64, _ masks: BlockMasks, _ start: Int, to output: UnsafeMutablePointer<Int>
  ) -> (count: Int, last: Int) {
    var (left, next) = unsafe (bits, output)
    let areBytes = masks.ascii == masks.valid
    let listed = unsafe ul2_listed(block)!
    repeat {
      for i in 0..<8 {
        // Beyond the last bit, it is 64.
        let character = left.trailingZeroBitCount & 63
        unsafe next[i] = start &+ (areBytes ? character : Int(listed[character]))
        left &= left &- 1
      }
      unsafe next += 8
    } while left != 0
    let count = bits.nonzeroBitCount
    return unsafe (count, output[count - 1])
  }
}

extension ul2_block {
  /// Sets how many characters there are, and a bit for each.
  private mutating func set(count: Int, bytes: Int) {
    characters = UInt32(truncatingIfNeeded: count)
    self.bytes = UInt32(truncatingIfNeeded: bytes)
    valid = count == 64 ? ~0 : (1 << UInt64(count)) &- 1
  }

  /// - Parameters:
  ///   - special: which bytes the family distinguishes.
  ///   - count: how many of the 64 bytes belong to the text's ASCII.
  fileprivate mutating func set(_ m: ul2_ascii64, special: UInt64, count: Int) {
    set(count: count, bytes: count)
    letters = m.letters & valid
    upper = m.upper & valid
    lower = m.letters & ~m.upper & valid
    caseless = 0
    marks = 0
    numbers = m.digits & valid
    white = m.white & valid
    newlines = m.newlines & valid
    spaces = m.spaces & valid
    apostrophes = m.apostrophes & valid
    punctuation = ~(m.letters | m.digits | m.white | m.controls) & valid
    self.special = special & valid
    special2 = 0
    ascii = valid
  }

  /// - Parameters:
  ///   - classes: 64 numbers of classes of `BlockClass`; those beyond `count` do not matter.
  ///   - ascii: which characters are one byte.
  fileprivate mutating func set(
    _ classes: UnsafePointer<UInt8>, ascii: UInt64, count: Int, bytes: Int
  ) {
    set(count: count, bytes: bytes)
    let valid = valid
    func mask(_ value: BlockClass) -> UInt64 {
      unsafe ul2_equal64(classes, value.rawValue) & valid
    }
    self.ascii = ascii
    upper = mask(.upper)
    lower = mask(.lower)
    caseless = mask(.caseless)
    letters = upper | lower | caseless
    marks = mask(.mark)
    numbers = mask(.number)
    newlines = mask(.newline)
    spaces = mask(.space)
    white = mask(.blank) | newlines | spaces
    apostrophes = mask(.apostrophe)
    punctuation = mask(.punctuation) | apostrophes
    special = mask(.special)
    special2 = mask(.special2)
  }
}
