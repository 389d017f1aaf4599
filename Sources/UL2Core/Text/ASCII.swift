/// Questions about single bytes of markup, whose syntax is ASCII whatever the text around it.
import Glibc

extension UInt8 {
  /// Space, tab, line feed, form feed or carriage return.
  @inlinable
  package var isMarkupSpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C
  }

  @inlinable
  package var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }

  @inlinable
  package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

  @inlinable
  package var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }

  @inlinable
  package var isASCIIPunctuation: Bool {
    (0x21...0x7E).contains(self) && !isASCIIAlphanumeric || self == 0x20
  }

  @inlinable
  package var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension [UInt8] {
  /// Whether `word` is at `index`.
  @inlinable
  package func has(_ word: StaticString, at index: Int) -> Bool {
    let word = unsafe word.bytes
    guard index >= 0, index <= count - word.count else { return false }
    for i in 0..<word.count where unsafe self[index + i] != word[i] { return false }
    return true
  }

  /// Whether `word`, given in lower case, is at `index` in any case.
  @inlinable
  package func hasIgnoringCase(_ word: some Collection<UInt8>, at index: Int) -> Bool {
    guard index >= 0, index <= count - word.count else { return false }
    var i = index
    for byte in word {
      if self[i].asciiLowercased != byte { return false }
      i += 1
    }
    return true
  }

  /// The first place of `word` at or after `start`.
  @inlinable
  package func firstIndex(of word: StaticString, from start: Int) -> Int? {
    let first = unsafe word.bytes[0]
    var at = start
    while at < count {
      at = firstIndex(of: first, in: at..<count)
      if has(word, at: at) { return at }
      at += 1
    }
    return nil
  }

  /// The first place of `byte` in `range`, or its end; by memchr, 20 times as fast as a loop.
  @inlinable
  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int {
    guard range.lowerBound >= 0, range.upperBound <= count, !range.isEmpty else {
      return range.upperBound
    }
    return unsafe withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let found = unsafe memchr(start + range.lowerBound, Int32(byte), range.count)
      else { return range.upperBound }
      return unsafe UnsafeRawPointer(found) - start
    }
  }

  /// `range` without the white space at its ends.
  @inlinable
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start].isMarkupSpace { start += 1 }
    while start < end, self[end - 1].isMarkupSpace { end -= 1 }
    return start..<end
  }

  /// Appends bytes of another array, without the references that a slice of it counts.
  @inlinable
  package mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range]))
    }
  }
}

extension StaticString {
  /// The bytes of an ASCII literal.
  @inlinable
  package var bytes: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
