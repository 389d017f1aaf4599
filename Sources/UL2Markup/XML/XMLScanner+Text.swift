/// Text with its references decoded: eight bytes per step, looked at and copied at once.
///
/// A word is stored before it is known whether a reference begins in it; what was stored beyond is
/// overwritten or never counted.

extension XMLScanner {
  /// Appends the text of `range`, a token's, to `output`.
  package mutating func append(
    _ range: Range<Int>, to output: inout [UInt8]
  ) throws(XMLFailure) {
    let start = output.count
    var forbidden = 0
    try output.append(addingCapacity: range.count + 8) { span throws(XMLFailure) in
      unsafe try span.withUnsafeMutableBufferPointer { buffer, count throws(XMLFailure) in
        count = unsafe try decodeText(
          range, into: UnsafeMutableRawBufferPointer(buffer), &forbidden)
      }
    }
    forbiddenReferences += forbidden
    if hasControls { removeControls(&output, from: start) }
  }

  /// Appends the inside of a CDATA section, `range`, to `output`.
  package func appendLiteral(_ range: Range<Int>, to output: inout [UInt8]) {
    let start = output.count
    unsafe output.append(contentsOf: bytes[range])
    if hasControls { removeControls(&output, from: start) }
  }

  private func removeControls(_ output: inout [UInt8], from start: Int) {
    guard let first = output[start...].firstIndex(where: XMLCharacters.isForbidden) else { return }
    var end = first
    for at in first..<output.count where !XMLCharacters.isForbidden(output[at]) {
      output[end] = output[at]
      end += 1
    }
    output.removeSubrange(end...)
  }

  /// Checks the text of `range`, a token's, of which nothing is wanted.
  package mutating func check(_ range: Range<Int>) throws(XMLFailure) {
    var at = range.lowerBound
    var forbidden = 0
    while let found = unsafe bytes.first(UInt8(ascii: "&"), from: at, to: range.upperBound) {
      at = found
      _ = try scalar(&at, before: range.upperBound, &forbidden)
    }
    forbiddenReferences += forbidden
    at = range.lowerBound
    while let found = unsafe bytes.first(UInt8(ascii: ">"), from: at, to: range.upperBound) {
      try checkBracket(found, from: range.lowerBound)
      at = found + 1
    }
  }

  /// Decodes into `output`, which has room for the range and a word; returns the count of bytes written.
  private func decodeText(
    _ range: Range<Int>, into output: UnsafeMutableRawBufferPointer, _ forbidden: inout Int
  ) throws(XMLFailure) -> Int {
    let input = unsafe UnsafeRawBufferPointer(bytes)
    let end = range.upperBound
    var at = range.lowerBound
    var out = 0
    while at < end {
      if at + 8 <= end {
        let word = unsafe input.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        unsafe output.storeBytes(of: word, toByteOffset: out, as: UInt64.self)
        let stops = Self.marks(word, UInt8(ascii: "&")) | Self.marks(word, UInt8(ascii: ">"))
        let plain = (stops & Self.tops).trailingZeroBitCount / 8
        at += plain
        out += plain
        if plain == 8 { continue }
      }
      let byte = unsafe input[at]
      if byte == UInt8(ascii: "&") {
        unsafe try decodeReference(&at, before: end, into: output, &out, &forbidden)
        continue
      }
      if byte == UInt8(ascii: ">") { try checkBracket(at, from: range.lowerBound) }
      unsafe output[out] = byte
      at += 1
      out += 1
    }
    return out
  }

  /// Decodes the value that begins at `at` after its quote, and skips the other.
  package mutating func attributeValue(_ quote: UInt8) throws(XMLFailure) -> Range<Int> {
    let input = unsafe UnsafeRawBufferPointer(bytes)
    let output = unsafe values
    let end = end
    var at = at
    var out = valuesEnd
    var forbidden = 0
    defer { if forbidden > 0 { forbiddenReferences += forbidden } }
    while at < end {
      if at + 8 <= end {
        let word = unsafe input.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        unsafe output.storeBytes(of: word, toByteOffset: out, as: UInt64.self)
        let stops =
          Self.marks(word, quote) | Self.marks(word, UInt8(ascii: "&"))
          | Self.marks(word, UInt8(ascii: "<")) | Self.controlMarks(word)
        let plain = (stops & Self.tops).trailingZeroBitCount / 8
        at += plain
        out += plain
        if plain == 8 { continue }
      }
      let byte = unsafe input[at]
      switch byte {
      case quote:
        self.at = at + 1
        defer { valuesEnd = out }
        return valuesEnd..<out
      case UInt8(ascii: "&"):
        unsafe try decodeReference(&at, before: end, into: output, &out, &forbidden)
      case UInt8(ascii: "<"):
        throw XMLFailure("< inside an attribute", at)
      default:
        // White space of any kind is a space here; other controls are left out.
        unsafe output[out] = byte < 0x20 ? 0x20 : byte
        at += 1
        if !XMLCharacters.isForbidden(byte) { out += 1 }
      }
    }
    throw XMLFailure("an attribute has no end", self.at)
  }

  /// `]]>` may not appear in text.
  private func checkBracket(_ at: Int, from start: Int) throws(XMLFailure) {
    if at - 2 >= start, unsafe bytes.has("]]>", at: at - 2, before: end) {
      throw XMLFailure("]]> outside of a CDATA section", at)
    }
  }

  // MARK: References

  @inline(__always)
  private func decodeReference(
    _ at: inout Int, before end: Int, into output: UnsafeMutableRawBufferPointer,
    _ out: inout Int, _ forbidden: inout Int
  ) throws(XMLFailure) {
    let scalar = try scalar(&at, before: end, &forbidden)
    if scalar < 0x80 {
      unsafe output[out] = UInt8(truncatingIfNeeded: scalar)
      out += 1
      return
    }
    if scalar == Self.nothing { return }
    let (word, count) = utf8(scalar)
    // The shortest reference to a scalar is as long as its UTF-8, and a word is free beyond the text.
    unsafe output.storeBytes(of: word.littleEndian, toByteOffset: out, as: UInt32.self)
    out += count
  }

  /// The text that the reference at `at` represents; moves `at` past it.
  @inline(__always)
  private func scalar(
    _ at: inout Int, before end: Int, _ forbidden: inout Int
  ) throws(XMLFailure) -> UInt32 {
    let start = at
    if at + 8 <= end {
      // What real files hold, by comparing words.
      let word = unsafe UInt64(
        littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(
          fromByteOffset: at, as: UInt64.self))
      switch word & 0xFFFF_FFFF {
      case 0x3B74_6C26:
        at += 4
        return 0x3C
      case 0x3B74_6726:
        at += 4
        return 0x3E
      default: break
      }
      switch word & 0xFF_FFFF_FFFF {
      case 0x3B_706D_6126:
        at += 5
        return 0x26
      case 0x3B_4178_2326:
        at += 5
        return 0x0A
      case 0x3B_3933_2326:
        at += 5
        return 0x27
      default: break
      }
      if word & 0xFFFF_FFFF_FFFF == 0x3B74_6F75_7126 {
        at += 6
        return 0x22
      }
    }
    return try slowScalar(&at, before: end, start, &forbidden)
  }

  /// The text for a reference that is left out.
  private static var nothing: UInt32 { .max }

  private func slowScalar(
    _ at: inout Int, before end: Int, _ start: Int, _ forbidden: inout Int
  ) throws(XMLFailure) -> UInt32 {
    let names: [(StaticString, UInt32)] = [
      ("&lt;", 0x3C), ("&gt;", 0x3E), ("&amp;", 0x26), ("&quot;", 0x22), ("&apos;", 0x27),
    ]
    if unsafe !bytes.has("&#", at: at, before: end) {
      for (name, scalar) in names where unsafe bytes.has(name, at: at, before: end) {
        at += name.utf8CodeUnitCount
        return scalar
      }
      if hasForeignEntities, let scalar = foreignScalar(&at, before: end) { return scalar }
      throw XMLFailure("a reference to an entity that XML does not have", start)
    }
    guard let value = number(&at, before: end) else {
      throw XMLFailure("a reference to no character", start)
    }
    if XMLCharacters.isCharacter(value) { return value }
    if value < 0x20 {
      if keepsControls, value != 0 { return value }
      forbidden += 1
      return Self.nothing
    }
    forbidden += 1
    if 0xD800...0xDBFF ~= value, unsafe bytes.has("&#", at: at, before: end) {
      // Writers that know UTF-16 alone make two references of one character.
      var next = at
      if let low = number(&next, before: end), 0xDC00...0xDFFF ~= low {
        at = next
        return 0x1_0000 + (value - 0xD800) << 10 + (low - 0xDC00)
      }
    }
    return 0xFFFD
  }

  /// The character of an HTML entity. For any other name the ampersand itself, so that the text stays as it is written;
  /// nil where no name follows.
  private func foreignScalar(_ at: inout Int, before end: Int) -> UInt32? {
    var nameEnd = at + 1
    while nameEnd < end, unsafe XMLCharacters.isNameByte(bytes[nameEnd]) { nameEnd += 1 }
    guard nameEnd > at + 1, nameEnd < end, unsafe bytes[nameEnd] == UInt8(ascii: ";") else {
      return nil
    }
    let text = unsafe Array(bytes[at...min(nameEnd, at + EntityTable.longestName + 1)])
    if let reference = CharacterReference(text, at: 0), reference.second == 0 {
      at += reference.end
      return reference.scalar
    }
    at += 1
    return UInt32(UInt8(ascii: "&"))
  }

  /// The number of the reference at `at`, which moves past it; nil where it has none, or no end.
  private func number(_ at: inout Int, before end: Int) -> UInt32? {
    let isHexadecimal = unsafe bytes.has("&#x", at: at, before: end)
    at += isHexadecimal ? 3 : 2
    var value: UInt32 = 0
    let firstDigit = at
    while at < end, let digit = Self.digit(unsafe bytes[at], isHexadecimal) {
      // Saturates above Unicode's range, so that no number of digits overflows.
      value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x11_0000)
      at += 1
    }
    guard at > firstDigit, unsafe at < end && bytes[at] == UInt8(ascii: ";") else { return nil }
    at += 1
    return value
  }

  private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
    if byte.isASCIIDigit { return UInt32(byte - 0x30) }
    let letter = byte | 0x20
    guard isHexadecimal, (0x61...0x66).contains(letter) else { return nil }
    return UInt32(letter - 0x61 + 10)
  }

  // MARK: Words

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// Marks the bytes of `word`, as it lies in memory, that are `byte`, by their top bits; the lowest is the
  /// first byte's. Above the lowest mark there may be wrong ones, made by the borrow.
  @inline(__always)
  private static func marks(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let difference = UInt64(littleEndian: word) ^ (ones &* UInt64(byte))
    return (difference &- ones) & ~difference
  }

  /// Marks the control characters.
  @inline(__always)
  private static func controlMarks(_ word: UInt64) -> UInt64 {
    let word = UInt64(littleEndian: word)
    return (word &- (ones &* 0x20)) & ~word
  }
}
