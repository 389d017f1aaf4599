/// A model's replacement rules (NFKC and the like), read from where they appear in the model file.
///
/// The format is `precompiled_charsmap` of `sentencepiece_model.proto`: the size of a trie in bytes, a
/// little-endian Darts-clone double array of the keys, and the replacements, each ended by a zero byte. Of
/// the rules that a text begins with, the longest applies.
@safe struct CharsMap: Sendable {
  private let units: Table<UInt32>
  /// The replacements; a zero follows the last.
  private let replacements: Table<UInt8>

  /// The rules for a character, looked up before the trie is.
  enum Class: UInt8 {
    /// No rule begins with it.
    case plain
    /// Rules begin with it, all of them longer.
    case first
    /// A rule is this character alone, and perhaps others begin with it.
    case rule
  }

  /// How an ASCII byte is replaced: normalizers make control characters a space or nothing.
  enum SimpleReplacement: UInt16 {
    case space = 0x20
    case nothing = 0x100
    case other = 0x200
  }

  /// By code points below 0x10000.
  private let classes: Table<UInt8>
  /// Bytes that the second character of a rule may begin with.
  let mayFollow: Table<Bool>
  /// ASCII bytes with a rule of their own, or with rules whose second byte is ASCII.
  private(set) var special: [Bool]
  /// ASCII bytes that begin rules whose second character is not ASCII.
  private(set) var composing: [Bool]

  /// Nil where the table is broken, or a replacement is not UTF-8.
  init?(_ bytes: [UInt8], in memory: TableMemory) {
    guard let check = CharsMapCheck(bytes), check.areReplacementsUTF8 else { return nil }
    units = memory.table(check.units)
    replacements = memory.table(check.replacements + [0])
    special = [Bool](repeating: false, count: 128)
    composing = special
    classes = memory.table(repeating: Class.plain.rawValue, count: 0x10000)
    mayFollow = memory.table(repeating: false, count: 256)
    for code in 0..<UInt32(0x10000) {
      guard let scalar = Unicode.Scalar(code) else { continue }
      unsafe classes.base[Int(code)] = classify(scalar).rawValue
    }
  }

  @inline(__always)
  func classOf(_ code: UInt32) -> UInt8 {
    code < 0x10000 ? unsafe classes.base[Int(code)] : Class.rule.rawValue
  }

  /// The state at the trie's root; a state and a byte give the next unit's index.
  private var start: UInt32 { unsafe Self.offset(units.base[0]) }

  private static func offset(_ unit: UInt32) -> UInt32 { (unit >> 10) << ((unit & 1 << 9) >> 6) }

  private func unit(_ state: UInt32, _ byte: UInt8) -> UInt32? {
    let index = Int(state ^ UInt32(byte))
    guard index < units.count else { return nil }
    let unit = unsafe units.base[index]
    return unit & 0x8000_00FF == UInt32(byte) ? unit : nil
  }

  private func step(_ state: UInt32, _ byte: UInt8) -> UInt32? {
    unit(state, byte).map { (state ^ UInt32(byte)) ^ Self.offset($0) }
  }

  /// Classifies a character by its rules; notes which bytes may follow it.
  private mutating func classify(_ scalar: Unicode.Scalar) -> Class {
    var state = start
    var isKey = false
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      guard let unit = unit(state, byte) else { return isKey ? .rule : .plain }
      // A key may end inside a character in a malformed table.
      isKey = isKey || unit >> 8 & 1 == 1
      state = (state ^ UInt32(byte)) ^ Self.offset(unit)
    }
    for byte in UInt8(0)...255 where unit(state, byte) != nil {
      unsafe mayFollow.base[Int(byte)] = true
      if scalar.isASCII {
        if byte < 0x80 {
          special[Int(scalar.value)] = true
        } else {
          composing[Int(scalar.value)] = true
        }
      }
    }
    if isKey, scalar.isASCII { special[Int(scalar.value)] = true }
    return isKey ? .rule : .first
  }

  /// The replacement of an ASCII byte, whatever ASCII follows; `other` if that depends, or is not one byte or none.
  func simpleReplacement(_ byte: UInt8) -> SimpleReplacement {
    var key: [UInt8] = [byte]
    guard let state = step(start, byte),
      !(UInt8(0)..<0x80).contains(where: { unit(state, $0) != nil }),
      let match = unsafe key.withUnsafeMutableBufferPointer({
        unsafe longestMatch($0.baseAddress!, 1)
      }), unsafe match.length == 1
    else { return .other }
    switch unsafe match.replacement.count {
    case 0: return .nothing
    case 1: return unsafe SimpleReplacement(rawValue: UInt16(match.replacement[0])) ?? .other
    default: return .other
    }
  }

  /// The longest rule that `text` begins with: the length of its key, and its replacement.
  ///
  /// - Returns: nil where none does. A replacement that the table lacks is empty.
  func longestMatch(
    _ text: UnsafePointer<UInt8>, _ count: Int
  ) -> (length: Int, replacement: UnsafeBufferPointer<UInt8>)? {
    var state = start
    var found: (length: Int, value: Int)?
    var i = 0
    while i < count, let unit = unsafe unit(state, text[i]) {
      let node = state ^ UInt32(unsafe text[i])
      state = node ^ Self.offset(unit)
      i += 1
      if unit >> 8 & 1 == 1, Int(state) < units.count {
        found = (i, unsafe Int(units.base[Int(state)] & 0x7FFF_FFFF))
      }
    }
    guard let found else { return nil }
    guard found.value < replacements.count else {
      return unsafe (found.length, UnsafeBufferPointer(start: replacements.base, count: 0))
    }
    let first = unsafe replacements.base + found.value
    var length = 0
    while unsafe first[length] != 0 { length += 1 }
    return unsafe (found.length, UnsafeBufferPointer(start: first, count: length))
  }
}
