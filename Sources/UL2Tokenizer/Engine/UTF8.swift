/// UTF-8 as the engine needs it.

/// The character that a text begins with; nil where it is broken: overlong, a surrogate, cut off.
@inline(__always)
func decodeUTF8(_ text: UnsafePointer<UInt8>, _ count: Int) -> (code: UInt32, length: Int)? {
  let first = unsafe UInt32(text[0])
  if first < 0x80 { return (first, 1) }
  @inline(__always) func trail(_ i: Int) -> UInt32? {
    let byte = unsafe UInt32(text[i])
    return byte & 0xC0 == 0x80 ? byte & 0x3F : nil
  }
  if first & 0xE0 == 0xC0 {
    guard count >= 2, let second = trail(1) else { return nil }
    let code = (first & 0x1F) << 6 | second
    return code >= 0x80 ? (code, 2) : nil
  }
  if first & 0xF0 == 0xE0 {
    guard count >= 3, let second = trail(1), let third = trail(2) else { return nil }
    let code = (first & 0x0F) << 12 | second << 6 | third
    return code >= 0x800 && !(0xD800..<0xE000).contains(code) ? (code, 3) : nil
  }
  if first & 0xF8 == 0xF0 {
    guard count >= 4, let second = trail(1), let third = trail(2), let fourth = trail(3) else {
      return nil
    }
    let code = (first & 0x07) << 18 | second << 12 | third << 6 | fourth
    return code >= 0x10000 && code < 0x110000 ? (code, 4) : nil
  }
  return nil
}

/// The length in bytes of the character that begins with a byte, in well-formed text.
@inline(__always)
func characterLength(_ first: UInt8) -> Int {
  first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
}

/// The code point of a well-formed character of a known length.
@inline(__always)
func codePoint(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
  @inline(__always) func bits(_ i: Int) -> UInt32 { unsafe UInt32(text[i]) & 0x3F }
  let first = unsafe UInt32(text[0])
  switch length {
  case 1: return first
  case 2: return (first & 0x1F) << 6 | bits(1)
  case 3: return (first & 0x0F) << 12 | bits(1) << 6 | bits(2)
  default: return (first & 0x07) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3)
  }
}

/// Whether bytes are well-formed UTF-8.
func isUTF8(_ bytes: some Collection<UInt8>) -> Bool {
  String(validating: bytes, as: UTF8.self) != nil
}
