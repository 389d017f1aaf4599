/// Line ends and letters as Python's `str` defines them, in UTF-8: the quality rules were published
/// as Python, and verdicts are to be the same.
///
/// ASCII is decided by masks. Beyond it, line ends are compared byte by byte, since they are few; letters and punctuation are looked up in Unicode's categories once a program, into two tables of
/// 8 KiB.

/// The scalar that begins at `at`, and its length; damaged UTF-8 gives single bytes.
@inline(__always)
func decodedScalar(_ text: Span<UInt8>, _ at: Int) -> (scalar: UInt32, length: Int) {
  let first = UInt32(text[at])
  let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  guard first >= 0xC0, at + length <= text.count else { return (first, 1) }
  var scalar = first & (0x7F >> UInt32(length))
  for i in at + 1..<at + length { scalar = scalar << 6 | UInt32(text[i] & 0x3F) }
  return (scalar, length)
}

/// The length of the line end at `at`, as `str.splitlines` has them; 0 where there is none.
@inline(__always)
func lineEndLength(_ text: Span<UInt8>, _ at: Int) -> Int {
  let byte = text[at]
  if byte <= 0x20 {
    if byte == 0x0D, at + 1 < text.count, text[at + 1] == 0x0A { return 2 }
    // Line feed to carriage return, the separators 1C to 1E.
    return Int(0x7000_3C00 >> UInt64(byte) & 1)
  }
  if byte == 0xC2 { return at + 1 < text.count && text[at + 1] == 0x85 ? 2 : 0 }
  guard byte == 0xE2, at + 2 < text.count, text[at + 1] == 0x80 else { return 0 }
  return text[at + 2] == 0xA8 || text[at + 2] == 0xA9 ? 3 : 0
}

/// `range` without the white space at its ends.
func withoutSpace(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
  var start = range.lowerBound
  while start < range.upperBound {
    let length = spaceLength(text, start)
    if length == 0 { break }
    start += length
  }
  var end = range.upperBound
  while end > start {
    var last = end - 1
    while last > start, text[last] & 0xC0 == 0x80 { last -= 1 }
    if spaceLength(text, last) != end - last { break }
    end = last
  }
  return start..<end
}

/// The line that begins at `at`, without its end; moves `at` to the next.
@inline(__always)
func nextLine(_ text: Span<UInt8>, _ at: inout Int) -> Range<Int> {
  let start = at
  while at < text.count {
    let length = lineEndLength(text, at)
    if length > 0 {
      defer { at += length }
      return start..<at
    }
    at += 1
  }
  return start..<at
}

/// Characters, not bytes.
func characterCount(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
  var count = 0
  for i in range { count += text[i] & 0xC0 == 0x80 ? 0 : 1 }
  return count
}

/// A set of scalars: one bit each for those below U+10000, the predicate for the rest.
struct ScalarSet: Sendable {
  private let bits: [UInt64]
  private let predicate: @Sendable (Unicode.GeneralCategory) -> Bool

  init(_ predicate: @escaping @Sendable (Unicode.GeneralCategory) -> Bool) {
    var bits = [UInt64](repeating: 0, count: 1024)
    for value in 0..<0x10000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if predicate(scalar.properties.generalCategory) { bits[Int(value >> 6)] |= 1 << (value & 63) }
    }
    self.bits = bits
    self.predicate = predicate
  }

  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 0x10000 { return bits[Int(scalar >> 6)] >> (scalar & 63) & 1 == 1 }
    guard let scalar = Unicode.Scalar(scalar) else { return false }
    return predicate(scalar.properties.generalCategory)
  }

  /// The characters of `str.isalpha`.
  static let letters = ScalarSet { category in
    switch category {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Punctuation and control characters.
  static let punctuation = ScalarSet { category in
    switch category {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .control:
      true
    default: false
    }
  }
}
