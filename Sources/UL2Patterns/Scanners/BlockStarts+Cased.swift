/// The rules of o200k and tekken, which distinguish upper case from lower. The comments name the
/// alternatives of the pattern.
extension BlockStarts {
  /// - Parameters:
  ///   - digits: the most per piece, one or three.
  ///   - hasContractions: `(?i:'s|'t|…)?` ends a word.
  @inline(__always)
  mutating func addCased(digits: Int, hasContractions: Bool) {
    let m = masks
    let caseless = m.caseless | m.marks
    let words = m.letters | m.marks
    let others = m.valid & ~(words | m.numbers | m.white)
    // A mark after another character is part of that one's run or of a word: for the automaton.
    stop(before: m.marks & (others << 1))
    // ` ?[^\s\p{L}\p{N}]+[\r\n/]*`: slashes are others too, unless a newline came before.
    let trailing = m.newlines | m.special
    let absorbed = filled(trailing, from: m.newlines & (others << 1))
    let left = others & ~absorbed
    addWhite(absorbed: absorbed, ending: 0)
    addNumbers(upTo: digits)
    let first = left & ~(left << 1) & ~(m.spaces << 1)
    starts |= first
    // `[^\r\n\p{L}\p{N}]?`: a blank or a single other character before a word belongs to it.
    let prefixes = (m.white & ~m.newlines) | (first & ~(left >> 1))
    starts |= words & ~((words | prefixes) << 1)

    var lower = m.lower
    var closing: UInt64 = 0
    let candidates = m.apostrophes & first & (words << 1) & (m.letters >> 1)
    if candidates != 0, hasContractions {
      (lower, closing) = closeContractions(candidates, lower)
    }
    // After lower case, an upper-case letter begins a word; letters without case belong to what is before them.
    let settled = lower | filled(caseless, from: caseless & (lower << 1))
    starts |= m.upper & (settled << 1)
    // Upper case after letters without case, and no lower case to come: going back ends the word before it.
    let doubtful = m.upper & ((caseless & ~settled) << 1)
    if doubtful != 0 {
      let following = (m.upper &+ doubtful) & ~m.upper
      addDoubtful(doubtful, following, words)
    }
    starts |= closing & words
  }

  /// Removes the contractions that end words from the beginnings of pieces.
  ///
  /// - Returns: `lower` without their letters, and the places after each, where a new piece begins.
  private mutating func closeContractions(
    _ candidates: UInt64, _ lower: UInt64
  ) -> (lower: UInt64, closing: UInt64) {
    var (candidates, lower) = (candidates, lower)
    var closing: UInt64 = 0
    while candidates != 0 {
      let at = candidates.trailingZeroBitCount
      let bit: UInt64 = 1 << UInt64(at)
      candidates ^= bit
      // A word has one at most.
      if closing & bit != 0 { continue }
      let length = contraction(at: at, folds: true)
      if length == 0 { continue }
      lower &= ~(((1 << UInt64(length)) &- 1) << UInt64(at))
      starts &= ~bit
      closing |= (1 as UInt64) << UInt64(at + length)
    }
    return (lower, closing)
  }

  /// - Parameters:
  ///   - doubtful: upper-case letters that each begin a word if no lower-case or caseless letter
  ///     follows its run.
  ///   - following: what follows their runs.
  private mutating func addDoubtful(_ doubtful: UInt64, _ following: UInt64, _ words: UInt64) {
    var left = doubtful
    while left != 0 {
      let bit = left & (0 &- left)
      left ^= bit
      let end = following & ~(bit &- 1)
      let next = end & (0 &- end)
      if next == 0 || next & masks.valid == 0 {
        if masks.goesOn { stop(before: bit) } else { starts |= bit }
      } else if next & words == 0 {
        starts |= bit
      }
    }
  }
}
