/// White space as Python's `str` defines it, in UTF-8.
///
/// ASCII is decided by a mask; the few characters beyond it are compared byte by byte.

/// The length of the white-space character at `at`; 0 where there is none.
@inlinable
package func spaceLength(_ text: Span<UInt8>, _ at: Int) -> Int {
  let byte = text[at]
  // Tab to carriage return, the separators 1C to 1F, space.
  if byte <= 0x20 { return Int(0x1_F000_3E00 >> UInt64(byte) & 1) }
  return byte < 0xC2 ? 0 : wideSpaceLength(text, at, byte)
}

@usableFromInline
func wideSpaceLength(_ text: Span<UInt8>, _ at: Int, _ first: UInt8) -> Int {
  guard at + 1 < text.count else { return 0 }
  let second = text[at + 1]
  if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
  guard first == 0xE1 || first == 0xE2 || first == 0xE3, at + 2 < text.count else { return 0 }
  let isSpace =
    switch (first, second, text[at + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): true
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF): true
    default: false
    }
  return isSpace ? 3 : 0
}

/// Whether a text has nothing but white space and characters that are not seen: zero-width spaces, byte order
/// marks.
package func isBlank(_ text: Span<UInt8>) -> Bool {
  var at = 0
  while at < text.count {
    let length = max(spaceLength(text, at), unseenLength(text, at))
    if length == 0 { return false }
    at += length
  }
  return true
}

private func unseenLength(_ text: Span<UInt8>, _ at: Int) -> Int {
  guard at + 2 < text.count else { return 0 }
  return switch (text[at], text[at + 1], text[at + 2]) {
  case (0xE2, 0x80, 0x8B...0x8D), (0xEF, 0xBB, 0xBF): 3
  default: 0
  }
}
