/// Where words end in a text not yet normalized: at ASCII white space, unless it forms a grapheme cluster with a
/// character beside it, which the normalizer would see as a whole.
import CByteScan
import UL2Patterns

struct WordCuts: Sendable {
  /// Characters that words may be cut at: those that become white space; one several times if there are fewer.
  private let spaces: SIMD4<UInt8>
  let words: UnigramWords

  init(_ words: UnigramWords) throws(TextModel.Unfit) {
    self.words = words
    func isSpace(_ text: [UInt8]) -> Bool {
      var piece = PlainPiece(text)
      guard (try? words.normalizer.normalize(&piece)) != nil else { return false }
      let bytes = piece.bytes
      return !bytes.isEmpty && piece.characters.allSatisfy { isWhiteSpace(scalar(bytes[$0])) }
    }
    var spaces: [UInt8] = [0x20, 0x0A, 0x0D, 0x09].filter { isSpace([$0]) }
    // These two are one cluster.
    if !isSpace([0x0D, 0x0A]) { spaces.removeAll { $0 == 0x0D || $0 == 0x0A } }
    if spaces.isEmpty { throw TextModel.Unfit(reason: "white space that goes") }
    self.spaces = SIMD4((0..<4).map { spaces[$0 % spaces.count] })
  }

  /// Where the next word or gap begins, and how far the text has been looked at.
  struct Cursor {
    fileprivate(set) var start = 0
    fileprivate var at = 0
    fileprivate var isInGap = false
  }

  /// Writes the ends of words, and `~end` of gaps.
  ///
  /// - Parameters:
  ///   - text: 64 bytes before it and beyond it can be read.
  ///   - ends: room for 65 more than `limit`.
  /// - Returns: how many were written; 0 at the end of the text.
  func cut(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Cursor,
    _ classes: inout CharacterClasses, _ ends: UnsafeMutablePointer<Int>, limit: Int
  ) -> Int {
    var written = 0
    var (start, isInGap) = (cursor.start, cursor.isInGap)
    var at = cursor.at
    while at < count, written < limit {
      let gaps = unsafe self.gaps(text, count, at, &classes)
      // Where a word or a gap begins; at the start of the text, none ends.
      var borders = gaps ^ (gaps &<< 1 | (isInGap ? 1 : 0))
      if count - at < 64 { borders &= 1 << UInt64(count - at) - 1 }
      if at == 0, borders & 1 != 0 {
        borders &= ~1
        isInGap = true
      }
      var sign = isInGap ? -1 : 0
      while borders != 0 {
        start = at + borders.trailingZeroBitCount
        unsafe ends[written] = start ^ sign
        written += 1
        sign = ~sign
        borders &= borders - 1
      }
      isInGap = sign != 0
      at += 64
    }
    if at >= count, start < count, written < limit {
      unsafe ends[written] = isInGap ? ~count : count
      written += 1
      start = count
    }
    cursor = Cursor(start: start, at: at, isInGap: isInGap)
    return written
  }

  /// Which of 64 bytes words are cut at.
  @inline(__always)
  private func gaps(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ at: Int, _ classes: inout CharacterClasses
  ) -> UInt64 {
    var gaps: UInt64 = 0
    for i in 0..<4 { unsafe gaps |= ul2_equal64(text + at, spaces[i]) }
    if count - at < 64 { gaps &= 1 << UInt64(count - at) - 1 }
    // Beside characters that are not ASCII.
    var high: UInt64 = 0
    for i in 0..<4 { unsafe high |= UInt64(ul2_high16(text + at + 16 * i)) &<< UInt64(16 * i) }
    var doubtful = high &<< 1 | high &>> 1
    if unsafe text[at - 1] >= 0x80 { doubtful |= 1 }
    if unsafe text[at + 64] >= 0x80 { doubtful |= 1 << 63 }
    doubtful &= gaps
    while doubtful != 0 {
      let i = doubtful.trailingZeroBitCount
      if unsafe !isAlone(text, count, at + i, &classes) { gaps &= ~(1 &<< UInt64(i)) }
      doubtful &= doubtful - 1
    }
    return gaps
  }

  /// Whether a space forms no cluster with a character beside it.
  private func isAlone(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ at: Int, _ classes: inout CharacterClasses
  ) -> Bool {
    if at + 1 < count, unsafe text[at + 1] >= 0x80,
      unsafe !classes.of(text + at + 1, words).isDividedFromSpaceBefore
    {
      return false
    }
    if at == 0 || (unsafe text[at - 1] < 0x80) { return true }
    var start = at - 1
    while start > 0, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
    return unsafe classes.of(text + start, words).isDividedFromSpace
  }
}
