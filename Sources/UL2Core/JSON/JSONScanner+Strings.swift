/// Strings, nearly all of what corpora hold: sixteen bytes per step, looked at and copied at once.
///
/// A block is stored before it is known where the string ends in it; what was stored beyond that is
/// overwritten or never counted.
import CByteScan

extension JSONScanner {
  /// Appends a string's text, unescaped, as UTF-8.
  @usableFromInline
  package mutating func string(appendingTo text: inout [UInt8]) throws(Failure) {
    try expect(UInt8(ascii: "\""), "a string")
    // Doubled, so that long texts cost few steps and short ones little room.
    var room = 64
    var isWhole = false
    while !isWhole {
      try text.append(addingCapacity: room) { output throws(Failure) in
        unsafe try output.withUnsafeMutableBufferPointer { buffer, count throws(Failure) in
          isWhole = unsafe try unescape(into: UnsafeMutableRawBufferPointer(buffer), &count)
        }
      }
      room *= 2
    }
  }

  /// Unescapes until `output` is nearly full or the string ends; returns whether it has ended.
  private mutating func unescape(
    into output: UnsafeMutableRawBufferPointer, _ written: inout Int
  ) throws(Failure) -> Bool {
    // Local copies, so that the loop runs in registers.
    let input = unsafe UnsafeRawBufferPointer(bytes)
    var at = self.at
    var out = written
    defer {
      self.at = at
      written = out
    }
    // Room for a block without an end, then for an escape.
    while out + 20 <= output.count {
      if at + 16 <= input.count {
        let block = unsafe input.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self)
        unsafe output.storeBytes(of: block, toByteOffset: out, as: SIMD16<UInt8>.self)
        let stops = unsafe ul2_json_stops16(input.baseAddress! + at)
        // A branch, and not a step computed from `stops`, which the next load would have to wait for.
        if stops == 0 {
          at += 16
          out += 16
          continue
        }
        let plain = stops.trailingZeroBitCount
        at += plain
        out += plain
        if at + 6 <= input.count,
          let (bytes, count, length) = unsafe Self.commonEscape(
            input.baseAddress! + at)
        {
          unsafe output.storeBytes(of: bytes.littleEndian, toByteOffset: out, as: UInt32.self)
          out += count
          at += length
          continue
        }
      }
      self.at = at
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return true
      case UInt8(ascii: "\\"):
        self.at += 1
        let (bytes, count) = utf8(try escape())
        at = self.at
        unsafe output.storeBytes(of: bytes.littleEndian, toByteOffset: out, as: UInt32.self)
        out += count
      case let plain? where plain >= 0x20:
        unsafe output[out] = plain
        at += 1
        out += 1
      case nil: throw failure("the text ends inside a string")
      default: throw failure("a control character inside a string")
      }
    }
    return false
  }

  /// Skips a string, checking it.
  @usableFromInline
  mutating func skipString() throws(Failure) {
    try expect(UInt8(ascii: "\""), "a string")
    while true {
      skipPlain()
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"):
        at += 1
        _ = try escape()
      case nil: throw failure("the text ends inside a string")
      default: throw failure("a control character inside a string")
      }
    }
  }

  /// Moves to the next quote, backslash or control character.
  private mutating func skipPlain() {
    let input = unsafe UnsafeRawBufferPointer(bytes)
    var at = self.at
    while at + 16 <= input.count {
      let stops = unsafe ul2_json_stops16(input.baseAddress! + at)
      if stops != 0 {
        self.at = at + stops.trailingZeroBitCount
        return
      }
      at += 16
    }
    self.at = at
    while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      self.at += 1
    }
  }

  /// Decodes `\n`, `\"`, `\u00e9` and the like: returns the UTF-8, its length, and the escape's length. Nil for
  /// surrogates and for what is not an escape.
  @inline(__always)
  private static func commonEscape(
    _ bytes: UnsafeRawPointer
  ) -> (bytes: UInt32, count: Int, length: Int)? {
    let bytes = unsafe bytes.assumingMemoryBound(to: UInt8.self)
    guard unsafe bytes[0] == UInt8(ascii: "\\") else { return nil }
    switch unsafe bytes[1] {
    case UInt8(ascii: "n"): return (0x0A, 1, 2)
    case UInt8(ascii: "\""): return (0x22, 1, 2)
    case UInt8(ascii: "u"):
      let unit = unsafe ul2_hexadecimal4(bytes + 2)
      if unit < 0 || unit & 0xF800 == 0xD800 { return nil }
      let (bytes, count) = utf8(UInt32(unit))
      return (bytes, count, 6)
    default: return nil
    }
  }

  /// The scalar of an escape, its backslash already read.
  private mutating func escape() throws(Failure) -> UInt32 {
    guard let letter = byte else { throw failure("the text ends inside a string") }
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(letter)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
      let unit = try hexadecimal4()
      switch unit {
      case 0xD800..<0xDC00:
        let saved = at
        if byte == UInt8(ascii: "\\") {
          at += 1
          if byte == UInt8(ascii: "u") {
            at += 1
            let low = try hexadecimal4()
            if (0xDC00..<0xE000).contains(low) {
              return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            }
          }
        }
        at = saved
        return 0xFFFD
      case 0xDC00..<0xE000: return 0xFFFD
      default: return unit
      }
    default:
      at -= 1
      throw failure("no such escape")
    }
  }

  private mutating func hexadecimal4() throws(Failure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Self.hexadecimalValue(byte) else {
        throw failure("expected four hexadecimal digits")
      }
      unit = unit << 4 | digit
      at += 1
    }
    return unit
  }

  @inline(__always)
  private static func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    let digit = byte &- UInt8(ascii: "0")
    if digit < 10 { return UInt32(digit) }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? UInt32(letter) + 10 : nil
  }
}

/// Appends a Unicode scalar as UTF-8.
package func appendUTF8(_ scalar: UInt32, to text: inout [UInt8]) {
  let (bytes, count) = utf8(scalar)
  for i in 0..<count { text.append(UInt8(truncatingIfNeeded: bytes >> (8 * i))) }
}

/// The UTF-8 of a scalar, its first byte lowest.
package func utf8(_ scalar: UInt32) -> (bytes: UInt32, count: Int) {
  func tail(_ shift: UInt32) -> UInt32 { 0x80 | scalar >> shift & 0x3F }
  switch scalar {
  case 0..<0x80: return (scalar, 1)
  case 0x80..<0x800: return (0xC0 | scalar >> 6 | tail(0) << 8, 2)
  case 0x800..<0x10000: return (0xE0 | scalar >> 12 | tail(6) << 8 | tail(0) << 16, 3)
  default: return (0xF0 | scalar >> 18 | tail(12) << 8 | tail(6) << 16 | tail(0) << 24, 4)
  }
}
