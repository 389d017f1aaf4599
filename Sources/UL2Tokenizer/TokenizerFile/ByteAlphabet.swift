/// The 256 characters with which byte-level vocabularies spell bytes: printable Latin-1 ones are themselves, the other
/// 68 are U+0100 and up, in order. GPT-2 introduced it so that pieces can appear in JSON.

package enum ByteAlphabet {
  /// By byte.
  package static let scalars: [UInt32] = {
    var scalars: [UInt32] = []
    var next: UInt32 = 0x100
    for byte in UInt32(0)...255 {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: scalars.append(byte)
      default:
        scalars.append(next)
        next += 1
      }
    }
    return scalars
  }()

  /// By character below U+0180; −1 where it spells no byte.
  private static let bytes: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 0x180)
    for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = Int16(byte) }
    return bytes
  }()

  /// Appends the spelling of `bytes`.
  package static func spell(_ bytes: some Sequence<UInt8>, into text: inout [UInt8]) {
    for byte in bytes { appendUTF8(scalars[Int(byte)], to: &text) }
  }

  package static func spelled(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    spell(bytes, into: &text)
    return text
  }

  /// The byte that a character spells.
  package static func byte(_ scalar: UInt32) -> UInt8? {
    guard scalar < 0x180, bytes[Int(scalar)] >= 0 else { return nil }
    return UInt8(bytes[Int(scalar)])
  }

  /// The bytes that a text spells; nil where a character of it spells none.
  package static func bytes(spelledBy text: some Collection<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var lead: UInt32 = 0
    for unit in text {
      // Characters of the alphabet are one or two bytes of UTF-8.
      if lead != 0 {
        guard unit & 0xC0 == 0x80, let byte = byte(lead << 6 | UInt32(unit & 0x3F)) else {
          return nil
        }
        result.append(byte)
        lead = 0
      } else if unit < 0x80 {
        guard let byte = byte(UInt32(unit)) else { return nil }
        result.append(byte)
      } else {
        guard unit & 0xE0 == 0xC0 else { return nil }
        lead = UInt32(unit & 0x1F)
      }
    }
    return lead == 0 ? result : nil
  }
}
