/// Searching in the bytes of markup.
import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// The first place of `byte` in `start..<end`.
  @inlinable @inline(__always)
  package func first(_ byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
    let end = end ?? count
    guard start < end, let base = baseAddress else { return nil }
    guard let found = unsafe memchr(base + start, Int32(byte), end - start) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The first place of `word` in `start..<end`.
  @inlinable
  package func first(of word: StaticString, from start: Int, to end: Int? = nil) -> Int? {
    let end = end ?? count
    var at = start
    while let found = unsafe first(word.bytes[0], from: at, to: end) {
      if unsafe has(word, at: found, before: end) { return found }
      at = found + 1
    }
    return nil
  }

  /// Whether `word` is at `index`.
  @inlinable
  package func has(_ word: StaticString, at index: Int, before end: Int) -> Bool {
    guard index <= end - word.utf8CodeUnitCount else { return false }
    for i in 0..<word.utf8CodeUnitCount
    where unsafe self[index + i] != word.utf8Start[i] { return false }
    return true
  }

  /// Whether `range` holds just `word`.
  @inlinable
  package func `is`(_ word: StaticString, _ range: Range<Int>) -> Bool {
    unsafe range.count == word.utf8CodeUnitCount
      && has(word, at: range.lowerBound, before: range.upperBound)
  }

  /// Whether two ranges hold the same.
  @inlinable
  package func same(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count, let base = baseAddress else { return false }
    return unsafe memcmp(base + a.lowerBound, base + b.lowerBound, a.count) == 0
  }

  /// How many newlines `range` holds, eight bytes a step.
  @inlinable
  package func newlines(_ range: Range<Int>) -> Int {
    let raw = UnsafeRawBufferPointer(self)
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    var count = 0
    var at = range.lowerBound
    while at + 8 <= range.upperBound {
      // A count for each byte of a word, which 255 words cannot make overflow.
      let end = at + Swift.min((range.upperBound - at) / 8, 255) * 8
      var counts: UInt64 = 0
      while at < end {
        let word = unsafe raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
        // The top bit of each byte that is zero, without a borrow from one to the next.
        counts &+= ~(((difference & low) &+ low) | difference | low) &>> 7
        at += 8
      }
      let pairs = (counts & 0x00FF_00FF_00FF_00FF) &+ (counts &>> 8 & 0x00FF_00FF_00FF_00FF)
      count += Int((pairs &* 0x0001_0001_0001_0001) &>> 48)
    }
    while at < range.upperBound {
      if unsafe raw[at] == 0x0A { count += 1 }
      at += 1
    }
    return count
  }

  /// The part of a name after its prefix, as namespaces split it.
  package func localName(_ name: Range<Int>) -> Range<Int> {
    guard let colon = unsafe first(UInt8(ascii: ":"), from: name.lowerBound, to: name.upperBound),
      colon > name.lowerBound, colon + 1 < name.upperBound
    else { return name }
    let rest = colon + 1..<name.upperBound
    let isName = unsafe XMLCharacters.isName(UnsafeBufferPointer(rebasing: self[rest]))
    return unsafe isName && self[rest.lowerBound] != UInt8(ascii: ":") ? rest : name
  }
}
