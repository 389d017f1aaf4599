/// SentencePiece's replacement rules as `tokenizers` applies them: of the rules that a text begins with the
/// *shortest* counts, and it replaces the whole text that is looked up. `CharsMap` reads the same table as
/// SentencePiece does.
///
/// The table is the size of a trie in bytes, a little-endian Darts-clone double array of the keys, and the
/// replacements, each ended by a zero byte.

package struct PrecompiledRules: Sendable {
  /// In bytes; the characters of longer grapheme clusters are looked up one by one.
  package static let longestCluster = 5

  private let units: [UInt32]
  private let replacements: [UInt8]

  /// Nil where sizes do not fit, or the replacements are not UTF-8.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count > 4 else { return nil }
    let size = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size % 4 == 0, size >= 4, size <= bytes.count - 4 else { return nil }
    units = (0..<size / 4).map { i in
      let at = 4 + 4 * i
      return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
        | UInt32(bytes[at + 3]) << 24
    }
    replacements = Array(bytes[(4 + size)...])
    guard isUTF8(replacements) else { return nil }
  }

  /// The problem of a table; nil if there is none.
  static func damage(_ bytes: [UInt8]) -> String? {
    guard let rules = PrecompiledRules(bytes) else {
      return "\(bytes.count) bytes of other sizes, or not UTF-8"
    }
    return rules.damage()
  }

  /// A node whose children or replacement are outside the table. Units that nothing leads to are checked too: tables as
  /// built pass.
  private func damage() -> String? {
    for (i, unit) in units.enumerated() where unit >> 31 == 0 {
      let state = i ^ Self.offset(unit)
      if state | 0xFF >= units.count { return "unit \(i) leads out of \(units.count)" }
      guard unit >> 8 & 1 == 1 else { continue }
      let value = Int(units[state] & 0x7FFF_FFFF)
      guard value < replacements.count, replacements[value] & 0xC0 != 0x80 else {
        return "a replacement at \(value) of \(replacements.count)"
      }
    }
    return nil
  }

  private static func offset(_ unit: UInt32) -> Int {
    Int((unit >> 10) << ((unit & 1 << 9) >> 6))
  }

  /// The replacement of the shortest rule that `text` begins with; nil where there is none.
  package func replacement(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var state = Self.offset(units[0])
    for byte in text {
      if byte == 0 { return nil }
      let node = state ^ Int(byte)
      guard node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { return nil }
      let unit = units[node]
      state = node ^ Self.offset(unit)
      if unit >> 8 & 1 == 1 {
        guard state < units.count else { return nil }
        let start = min(Int(units[state] & 0x7FFF_FFFF), replacements.count)
        let end = replacements[start...].firstIndex(of: 0) ?? replacements.count
        return replacements[start..<end]
      }
    }
    return nil
  }

  /// Whether there are rules for longer texts that begin with `text`, for which there is none.
  package func hasLonger(_ text: ArraySlice<UInt8>) -> Bool {
    var state = Self.offset(units[0])
    for byte in text {
      let node = state ^ Int(byte)
      guard node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { return false }
      state = node ^ Self.offset(units[node])
    }
    return (1..<256).contains { byte in
      let node = state ^ byte
      return node < units.count && units[node] & 0x8000_00FF == UInt32(byte)
    }
  }
}
