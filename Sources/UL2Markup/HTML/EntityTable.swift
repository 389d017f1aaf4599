/// `htmlEntityNames` as a hash table: open addressing, a third full, one probe for most names.
///
/// Slots hold offsets into the literal, so that the table is 16 KB and made in some 50 µs; a
/// dictionary of arrays would be 2,125 allocations.
struct EntityTable {
  struct Value {
    var first: UInt32
    /// 0 for none.
    var second: UInt32
    /// Whether it counts without its semicolon.
    var isOld: Bool
  }

  /// `CounterClockwiseContourIntegral`.
  static let longestName = 31
  /// `Aacute` and others.
  static let longestOldName = 6
  static let shared = EntityTable()

  /// Where a word begins in the literal, plus one; 0 in free slots.
  private var slots = [UInt16](repeating: 0, count: Self.slotCount)
  private static let slotCount = 8192

  private init() {
    let words = unsafe htmlEntityNames.bytes
    var start = 0
    while start < words.count {
      var end = start
      while end < words.count, unsafe words[end].isASCIIAlphanumeric { end += 1 }
      var slot = unsafe Self.slot(words[start..<end])
      while slots[slot] != 0 { slot = (slot + 1) % Self.slotCount }
      slots[slot] = UInt16(start + 1)
      while end < words.count, unsafe words[end] != 0x20 { end += 1 }
      start = end + 1
    }
  }

  /// The characters that the name in `range` represents.
  func find(_ bytes: [UInt8], _ range: Range<Int>) -> Value? {
    let words = unsafe htmlEntityNames.bytes
    var slot = Self.slot(bytes[range])
    while slots[slot] != 0 {
      let start = Int(slots[slot]) - 1
      var i = 0
      while i < range.count, start + i < words.count,
        unsafe words[start + i] == bytes[range.lowerBound + i]
      { i += 1 }
      if i == range.count, start + i < words.count, unsafe !words[start + i].isASCIIAlphanumeric {
        return Self.value(at: start + i)
      }
      slot = (slot + 1) % Self.slotCount
    }
    return nil
  }

  /// Reads what is after a name: `=3C`, `&3C`, `=3E+20D2`.
  private static func value(at start: Int) -> Value {
    let words = unsafe htmlEntityNames.bytes
    var value = unsafe Value(first: 0, second: 0, isOld: words[start] == UInt8(ascii: "&"))
    var at = start + 1
    while at < words.count, unsafe words[at] != 0x20 {
      let byte = unsafe words[at]
      if byte == UInt8(ascii: "+") {
        (value.first, value.second) = (0, value.first)
      } else {
        let digit = byte.isASCIIDigit ? byte - 0x30 : byte - 0x41 + 10
        value.first = value.first << 4 | UInt32(digit)
      }
      at += 1
    }
    if value.second != 0 { swap(&value.first, &value.second) }
    return value
  }

  /// FNV-1a.
  private static func slot(_ name: some Collection<UInt8>) -> Int {
    var hash: UInt32 = 0x811C_9DC5
    for byte in name { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return Int((hash ^ hash >> 15) % UInt32(slotCount))
  }
}
