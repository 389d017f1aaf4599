/// Nearly all text of HTML: words with single spaces between, copied whole.

extension UInt8 {
  /// Above `&`, and not what a zero-width space may begin with.
  @inline(__always)
  var isPlainWord: Bool { self > 0x26 && self != 0xE2 }
}

extension [UInt8] {
  /// Where the words that begin at `start` end, before `end`.
  @inline(__always)
  func endOfPlainWords(from start: Int, to end: Int) -> Int {
    var at = start
    while at < end,
      self[at].isPlainWord || self[at] == 0x20 && at + 1 < end && self[at + 1].isPlainWord
    { at += 1 }
    return at
  }
}
