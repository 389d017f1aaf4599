/// Character references, `&amp;` `&#39;` `&#x27;`, of HTML and of wikitext.
///
/// Names are those of HTML 4 (libxml2's table of 253), with the semicolon; HTML5's 2,000 further
/// names, which hardly any page uses, stay as they are written.
import CXML2

struct CharacterReference {
  var scalar: UInt32
  /// Where the text goes on.
  var end: Int

  /// The reference whose `&` stands at `start`; nil when none does.
  init?(_ bytes: [UInt8], at start: Int) {
    let first = start + 1
    guard first < bytes.count else { return nil }
    if bytes[first] == UInt8(ascii: "#") {
      self.init(number: bytes, from: first + 1)
    } else {
      self.init(name: bytes, from: first)
    }
  }

  private init?(number bytes: [UInt8], from start: Int) {
    var at = start
    let isHexadecimal = at < bytes.count && bytes[at] | 0x20 == UInt8(ascii: "x")
    if isHexadecimal { at += 1 }
    let firstDigit = at
    var value: UInt32 = 0
    while at < bytes.count, let digit = Self.digit(bytes[at], isHexadecimal) {
      // Saturates above Unicode's range, so that no number of digits overflows.
      value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x11_0000)
      at += 1
    }
    guard at > firstDigit else { return nil }
    if at < bytes.count, bytes[at] == UInt8(ascii: ";") { at += 1 }
    scalar = value == 0 || Unicode.Scalar(value) == nil ? 0xFFFD : value
    end = at
  }

  private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
    if byte.isASCIIDigit { return UInt32(byte - 0x30) }
    let letter = byte | 0x20
    guard isHexadecimal, (0x61...0x66).contains(letter) else { return nil }
    return UInt32(letter - 0x61 + 10)
  }

  /// The longest name in the table is `thetasym`.
  private static let longestName = 8

  private init?(name bytes: [UInt8], from start: Int) {
    var at = start
    while at < bytes.count, at - start <= Self.longestName, bytes[at].isASCIIAlphanumeric {
      at += 1
    }
    guard at > start, at < bytes.count, bytes[at] == UInt8(ascii: ";") else { return nil }
    end = at + 1
    // What makes up nearly all references; the table is searched from its front.
    if bytes.has("lt;", at: start) {
      scalar = 0x3C
    } else if bytes.has("gt;", at: start) {
      scalar = 0x3E
    } else if bytes.has("amp;", at: start) {
      scalar = 0x26
    } else if bytes.has("quot;", at: start) {
      scalar = 0x22
    } else {
      var name = Array(bytes[start..<at])
      name.append(0)
      let found = unsafe name.span.withUnsafeBufferPointer { name in
        unsafe htmlEntityLookup(name.baseAddress)?.pointee.value
      }
      guard let found else { return nil }
      scalar = found
    }
  }
}
