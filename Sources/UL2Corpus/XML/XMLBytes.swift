/// Searching in the bytes of markup.
import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// The first place of `byte` in `start..<end`.
  @inline(__always)
  func first(_ byte: UInt8, from start: Int, to end: Int? = nil) -> Int? {
    let end = end ?? count
    guard start < end, let base = baseAddress else { return nil }
    guard let found = unsafe memchr(base + start, Int32(byte), end - start) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The first place of `word` in `start..<end`.
  func first(of word: StaticString, from start: Int, to end: Int? = nil) -> Int? {
    let end = end ?? count
    var at = start
    while let found = unsafe first(word.bytes[0], from: at, to: end) {
      if unsafe has(word, at: found, before: end) { return found }
      at = found + 1
    }
    return nil
  }

  /// Whether `word` stands at `index`.
  func has(_ word: StaticString, at index: Int, before end: Int) -> Bool {
    guard index <= end - word.utf8CodeUnitCount else { return false }
    for i in 0..<word.utf8CodeUnitCount
    where unsafe self[index + i] != word.utf8Start[i] { return false }
    return true
  }

  /// Whether `range` holds just `word`.
  func `is`(_ word: StaticString, _ range: Range<Int>) -> Bool {
    unsafe range.count == word.utf8CodeUnitCount
      && has(word, at: range.lowerBound, before: range.upperBound)
  }

  /// Whether two ranges hold the same.
  func same(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count, let base = baseAddress else { return false }
    return unsafe memcmp(base + a.lowerBound, base + b.lowerBound, a.count) == 0
  }

  /// The newlines in `range`.
  func newlines(_ range: Range<Int>) -> Int {
    var count = 0
    var at = range.lowerBound
    while at < range.upperBound {
      // A byte counts to 255 without overflow, and a loop over bytes is vectorized.
      let end = Swift.min(at + 255, range.upperBound)
      var some: UInt8 = 0
      for i in at..<end { unsafe some &+= self[i] == 0x0A ? 1 : 0 }
      count += Int(some)
      at = end
    }
    return count
  }

  /// The part of a name behind its prefix, as namespaces split it.
  func localName(_ name: Range<Int>) -> Range<Int> {
    guard let colon = unsafe first(UInt8(ascii: ":"), from: name.lowerBound, to: name.upperBound),
      colon > name.lowerBound, colon + 1 < name.upperBound
    else { return name }
    let rest = colon + 1..<name.upperBound
    let isName = unsafe XMLCharacters.isName(UnsafeBufferPointer(rebasing: self[rest]))
    return unsafe isName && self[rest.lowerBound] != UInt8(ascii: ":") ? rest : name
  }
}
