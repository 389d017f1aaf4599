/// Which characters XML 1.0 allows, and which of them names are made of.
///
/// A part is looked at once, eight bytes a step without a branch; only one with anything else than
/// ASCII text is looked at again.

/// The kinds of bytes in a range, as far as they decide how they are read.
package struct XMLCharacters {
  /// Bytes above ASCII: they may not be UTF-8.
  package var hasHighBytes = false
  /// Control characters that XML forbids.
  package var hasControls = false
  package var hasCarriageReturns = false

  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(bytes)
    var high: UInt64 = 0
    var controls: UInt64 = 0
    var returns: UInt64 = 0
    var at = 0
    while at + 8 <= raw.count {
      let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      high |= word
      let isReturn = Self.marks(word, 0x0D)
      // Bytes below 32 that are not white space.
      controls |=
        ~((word & Self.low) &+ Self.ones &* 0x60 | word)
        & ~(isReturn | Self.marks(word, 0x0A) | Self.marks(word, 0x09))
      returns |= isReturn
      at += 8
    }
    while at < raw.count {
      let byte = unsafe raw[at]
      high |= UInt64(byte)
      if Self.isForbidden(byte) { controls |= 0x80 }
      if byte == 0x0D { returns |= 0x80 }
      at += 1
    }
    hasHighBytes = high & Self.tops != 0
    hasControls = controls & Self.tops != 0
    hasCarriageReturns = returns & Self.tops != 0
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var low: UInt64 { 0x7F7F_7F7F_7F7F_7F7F }
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// Marks the bytes of `word` that are `byte`, each by its top bit: exact, nothing is borrowed.
  @inline(__always)
  private static func marks(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let difference = word ^ (ones &* UInt64(byte))
    return ~((difference & low) &+ low | difference | low)
  }

  package static func isForbidden(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
  }

  /// Where there is no character, in order: bytes that are not UTF-8, U+FFFE, U+FFFF.
  package static func noCharacters(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var at = 0
    while at < bytes.count {
      let rest = unsafe UnsafeBufferPointer(rebasing: bytes[at...])
      let invalid = unsafe firstInvalidUTF8(in: UnsafeRawBufferPointer(rest)).map { at + $0 }
      while let next = unsafe bytes.first(0xEF, from: at, to: invalid ?? bytes.count) {
        if next + 2 < bytes.count, unsafe bytes[next + 1] == 0xBF, unsafe bytes[next + 2] >= 0xBE {
          found.append(next..<next + 3)
        }
        at = next + 1
      }
      guard let invalid else { break }
      at = unsafe invalid + lengthOfInvalidUTF8(bytes, invalid)
      found.append(invalid..<at)
    }
    return found
  }

  /// Puts U+FFFD where there is no character.
  package static func mend(name: inout [UInt8]) {
    if name.allSatisfy({ $0 < 0x80 }) { return }
    let found = unsafe name.span.withUnsafeBufferPointer { unsafe noCharacters(in: $0) }
    for range in found.reversed() { name.replaceSubrange(range, with: [0xEF, 0xBF, 0xBD]) }
  }

  /// How many of the bytes at `at`, which are not UTF-8, one U+FFFD is for: as many as begin a sequence.
  private static func lengthOfInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let second: ClosedRange<UInt8>
    let length: Int
    switch unsafe bytes[at] {
    case 0xC2...0xDF: return 1
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: return 1
    }
    guard at + 1 < bytes.count, second ~= (unsafe bytes[at + 1]) else { return 1 }
    let isThird = unsafe length == 4 && at + 2 < bytes.count && bytes[at + 2] & 0xC0 == 0x80
    return isThird ? 3 : 2
  }

  /// Whether a scalar may appear in a document, which a character reference can try.
  package static func isCharacter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// Whether a byte can appear in a name; all above ASCII can, as far as a byte tells.
  @inlinable @inline(__always)
  package static func isNameByte(_ byte: UInt8) -> Bool {
    // Digits, `-`, `.` and `:` below 64; letters and `_` above.
    let low: UInt64 = 0x07FF_6000_0000_0000
    let high: UInt64 = 0x07FF_FFFE_87FF_FFFE
    if byte >= 0x80 { return true }
    return (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte - 64)) & 1 == 1
  }

  /// Whether `name`, all name bytes, is one (XML 1.0, fifth edition, productions 4 and 5).
  package static func isName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = unsafe name.first else { return false }
    if first.isASCIIDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") {
      return false
    }
    if unsafe name.allSatisfy({ $0 < 0x80 }) { return true }
    guard let text = unsafe String(validating: name, as: UTF8.self) else { return false }
    var isFirst = true
    for scalar in text.unicodeScalars {
      guard isNameStart(scalar.value) || (!isFirst && isNameRest(scalar.value)) else {
        return false
      }
      isFirst = false
    }
    return true
  }

  private static func isNameStart(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF,
      0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF,
      0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
      true
    default: false
    }
  }

  private static func isNameRest(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: false
    }
  }
}
