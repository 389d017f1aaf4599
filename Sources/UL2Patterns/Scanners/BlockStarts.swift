/// Where pieces begin in a block of up to 64 characters, computed for all of them at once by sums and shifts of masks:
/// where a piece begins depends only on a character and its neighbours, except in runs.
///
/// Bits that depend on characters after the block are above `limit`. The block begins where a piece does, so nothing
/// before it counts.
@safe struct BlockStarts {
  let masks: BlockMasks
  /// The block's first byte, for contractions. Invariant: its text is valid as long as the block's scan.
  let text: UnsafePointer<UInt8>
  var starts: UInt64 = 0
  /// The last character whose bit is sure.
  var limit: Int

  @inline(__always)
  init(_ masks: BlockMasks, _ text: UnsafePointer<UInt8>) {
    self.masks = masks
    unsafe self.text = text
    limit = masks.count
    if masks.goesOn {
      // Apart from white space, only a contraction, of up to three characters, depends on what follows.
      let isOpen = masks.apostrophes >> UInt64(max(masks.count, 2) - 2) != 0
      limit &-= isOpen ? 3 : 1
      // White space at the block's end depends on what follows.
      let atEnd = (~(masks.white << UInt64(64 - masks.count))).leadingZeroBitCount
      if atEnd > 0 { limit = min(limit, masks.count - atEnd) }
    }
  }

  /// The rest of each run from `starts` on; several may be in one run.
  @inline(__always)
  func filled(_ run: UInt64, from starts: UInt64) -> UInt64 { (run & ~(run &+ starts)) | starts }

  /// Leaves the text from the first of `doubtful` on to the automaton.
  @inline(__always)
  mutating func stop(before doubtful: UInt64) {
    if doubtful != 0 { limit = min(limit, doubtful.trailingZeroBitCount - 1) }
  }

  /// White space by `\s*[\r\n]+|\s+(?!\S)|\s+`, without the newlines that belong to the piece before.
  ///
  /// - Parameter ending: characters that end a text, since an earlier step cuts them out.
  @inline(__always)
  mutating func addWhite(absorbed: UInt64, ending: UInt64, tailIsWhole: Bool = false) {
    let white = masks.white & ~absorbed
    let newlines = white & masks.newlines
    let blanks = white & ~newlines
    var found = white & ~(white << 1)
    // After the last newline of a run.
    var indented = blanks & (newlines << 1)
    if indented != 0 {
      let following = (blanks &+ indented) & ~blanks
      if following & newlines != 0 { indented = lastOnly(indented, blanks, newlines) }
      found |= indented
    }
    // The last of a run belongs to what follows.
    found |= blanks & ~(white >> 1) & (masks.valid >> 1) & ~(ending >> 1)
    if tailIsWhole, !masks.goesOn {
      let atEnd = (~(white << UInt64(64 - masks.count))).leadingZeroBitCount
      let first = masks.count - atEnd
      if atEnd > 1 { found &= first >= 63 ? ~0 : (2 << UInt64(first)) &- 1 }
    }
    starts |= found
  }

  /// Of the places after newlines, those with no newline later in the same run.
  private func lastOnly(_ places: UInt64, _ blanks: UInt64, _ newlines: UInt64) -> UInt64 {
    var left = places
    var kept: UInt64 = 0
    while left != 0 {
      let bit = left & (0 &- left)
      left ^= bit
      if (blanks &+ bit) & newlines == 0 { kept |= bit }
    }
    return kept
  }

  /// White space by `\s+(?!\S)|\s+`.
  @inline(__always)
  mutating func addPlainWhite(ending: UInt64) {
    let white = masks.white
    starts |= white & ~(white << 1)
    starts |= white & ~(white >> 1) & (masks.valid >> 1) & ~(ending >> 1)
  }

  /// Digits, at most one or three per piece.
  @inline(__always)
  mutating func addNumbers(upTo digits: Int) {
    let numbers = masks.numbers
    guard digits == 3 else {
      starts |= numbers
      return
    }
    var groups = numbers & ~(numbers << 1)
    let threeOn = numbers & (numbers << 1) & (numbers << 2)
    while groups != 0 {
      starts |= groups
      groups = (groups << 3) & threeOn
    }
  }
}
