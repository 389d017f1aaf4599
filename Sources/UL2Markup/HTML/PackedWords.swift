/// A table from short ASCII words to numbers, which is asked for every tag and class of a page.
///
/// Keys are words packed into 128 bits; open addressing, at most a quarter full.
struct PackedWords: Sendable {
  static let longestWord = 16

  private var keys: [UInt128]
  private var values: [UInt8]
  private let shift: Int

  /// - Parameter words: in lower case, none empty, none longer than 16 bytes.
  init(_ words: [(word: String, value: UInt8)]) {
    var bits = 4
    while 1 << bits < 4 * words.count { bits += 1 }
    shift = 64 - bits
    keys = Array(repeating: 0, count: 1 << bits)
    values = Array(repeating: 0, count: 1 << bits)
    for (word, value) in words {
      precondition(!word.isEmpty && word.utf8.count <= Self.longestWord, word)
      let key = word.utf8.reduce(0 as UInt128) { $0 << 8 | UInt128($1) }
      var slot = slot(key)
      while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) % keys.count }
      keys[slot] = key
      // A word may appear in several lists, whose bits add up.
      values[slot] |= value
    }
  }

  /// The value of the word that the bytes of `range` are, in any case; nil where it is none of them.
  subscript(_ bytes: [UInt8], _ range: Range<Int>) -> UInt8? {
    guard range.count <= Self.longestWord else { return nil }
    var packed: UInt128 = 0
    for i in range { packed = packed << 8 | UInt128(bytes[i].asciiLowercased) }
    return self[packed]
  }

  subscript(_ key: UInt128) -> UInt8? {
    guard key != 0 else { return nil }
    var slot = slot(key)
    while keys[slot] != 0 {
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) % keys.count
    }
    return nil
  }

  /// Fibonacci hashing of the key's two halves.
  private func slot(_ key: UInt128) -> Int {
    let folded = UInt64(truncatingIfNeeded: key) ^ (UInt64(truncatingIfNeeded: key >> 64) &* 0x9E37)
    return Int((folded &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
  }
}
