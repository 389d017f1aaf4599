/// Whether a table of replacement rules leads nowhere outside of itself: libsentencepiece follows it without
/// looking.

extension CharsMap {
  /// What is wrong with a table; nil if nothing is.
  static func damage(_ bytes: [UInt8]) -> String? {
    guard bytes.count > 4 else { return "\(bytes.count) bytes" }
    let size = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size % 4 == 0, size >= 1024, size < bytes.count - 4 else {
      return "a trie of \(size) bytes in \(bytes.count)"
    }
    let count = size / 4
    let replacements = bytes.count - 4 - size
    // Tables as they are made pass even if all units are looked at, those that nothing leads to too.
    for i in 0..<count {
      let unit = unit(bytes, i)
      if unit >> 31 == 1 { continue }
      let state = i ^ Int((unit >> 10) << ((unit & 1 << 9) >> 6))
      if state | 0xFF >= count { return "unit \(i) leads out of \(count)" }
      if unit >> 8 & 1 == 1 {
        let value = Int(Self.unit(bytes, state) & 0x7FFF_FFFF)
        if value >= replacements { return "a replacement at \(value) of \(replacements)" }
      }
    }
    return nil
  }

  private static func unit(_ bytes: [UInt8], _ i: Int) -> UInt32 {
    let at = 4 + 4 * i
    return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
      | UInt32(bytes[at + 3]) << 24
  }
}
