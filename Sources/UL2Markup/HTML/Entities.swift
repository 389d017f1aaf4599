/// Character references, `&amp;` `&#39;` `&#x27;`, of HTML and of wikitext, by HTML5's rules (WHATWG,
/// 13.2.5.72 and following).
///
/// Whether a name counts without its semicolon depends on where it is. Names are looked up in an
/// open-addressed table, made once from `htmlEntityNames`; the few that nearly all references are do not
/// get that far.

package struct CharacterReference {
  /// Where a reference is.
  package enum Context {
    /// Names need their semicolon: wikitext, XHTML.
    case terminated
    /// HTML's text: 106 old names count without semicolon, also in front of letters.
    case text
    /// HTML's attributes: those names do not count in front of a letter, a digit or `=`, as in a
    /// URL's `?a=1&copy=2`.
    case attribute
  }

  var scalar: UInt32
  /// The second character of the 93 names that represent two; 0 for none.
  var second: UInt32 = 0
  /// Where the text continues.
  package var end: Int

  /// The reference whose `&` is at `start`; nil when none is.
  package init?(_ bytes: [UInt8], at start: Int, in context: Context = .terminated) {
    let first = start + 1
    guard first < bytes.count else { return nil }
    if bytes[first] == UInt8(ascii: "#") {
      self.init(number: bytes, from: first + 1)
    } else {
      self.init(name: bytes, from: first, context)
    }
  }

  /// Appends what it represents.
  package func append(to output: inout [UInt8]) {
    appendUTF8(scalar, to: &output)
    if second != 0 { appendUTF8(second, to: &output) }
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
    if 0x80...0x9F ~= value { value = windows1252(UInt8(value)) }
    scalar = value == 0 || Unicode.Scalar(value) == nil ? 0xFFFD : value
    end = at
  }

  private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
    if byte.isASCIIDigit { return UInt32(byte - 0x30) }
    let letter = byte | 0x20
    guard isHexadecimal, (0x61...0x66).contains(letter) else { return nil }
    return UInt32(letter - 0x61 + 10)
  }

  private init?(name bytes: [UInt8], from start: Int, _ context: Context) {
    var at = start
    while at < bytes.count, at - start <= EntityTable.longestName, bytes[at].isASCIIAlphanumeric {
      at += 1
    }
    guard at > start else { return nil }
    if at < bytes.count, bytes[at] == UInt8(ascii: ";"),
      let found = EntityTable.shared.find(bytes, start..<at)
    {
      (scalar, second) = (found.first, found.second)
      end = at + 1
      return
    }
    guard context != .terminated else { return nil }
    // The longest old name that the text begins with: `&notit;` is `¬it;`.
    let next = at < bytes.count ? bytes[at] : 0
    var length = min(at - start, EntityTable.longestOldName)
    while length >= 2 {
      if let found = EntityTable.shared.find(bytes, start..<start + length), found.isOld {
        let isFollowed = start + length < at || next == UInt8(ascii: "=")
        if context == .attribute, isFollowed { return nil }
        (scalar, second) = (found.first, 0)
        end = start + length
        return
      }
      length -= 1
    }
    return nil
  }
}
