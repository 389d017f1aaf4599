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

  /// Writes the ends of words, and `~end` of gaps.
  ///
  /// - Parameters:
  ///   - from: where a word or a gap begins; moved to where the next does.
  ///   - ends: room for 128 more than `limit`.
  /// - Returns: how many were written; 0 at the end of the text.
  func cut(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ from: inout Int, _ at: inout Int,
    _ classes: inout CharacterClasses, _ ends: UnsafeMutablePointer<Int>, limit: Int
  ) -> Int {
    var written = 0
    var start = from
    while at < count, written < limit {
      var found: UInt64 = 0
      for i in 0..<4 { unsafe found |= ul2_equal64(text + at, spaces[i]) }
      if count - at < 64 { found &= 1 << UInt64(count - at) - 1 }
      while found != 0 {
        let i = at + found.trailingZeroBitCount
        found &= found - 1
        guard unsafe isAlone(text, count, i, &classes) else { continue }
        if i > start {
          unsafe ends[written] = i
          written += 1
        }
        unsafe ends[written] = ~(i + 1)
        written += 1
        start = i + 1
      }
      at += 64
    }
    if at >= count, start < count, written < limit {
      unsafe ends[written] = count
      written += 1
      start = count
    }
    from = start
    return written
  }

  /// Whether a space forms no cluster with a character beside it.
  @inline(__always)
  private func isAlone(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ at: Int, _ classes: inout CharacterClasses
  ) -> Bool {
    let next = unsafe text[at + 1]
    if at + 1 < count, next >= 0x80, unsafe !classes.of(text + at + 1, words).isSeparate {
      return false
    }
    if at == 0 || (unsafe text[at - 1] < 0x80) { return true }
    var start = at - 1
    while start > 0, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
    return unsafe classes.of(text + start, words).isSeparate
  }
}
