/// The rules of each family. The comments name the alternatives of its pattern.
extension BlockStarts {
  @inline(__always)
  mutating func addGPT2(digitsApart: Bool) {
    let m = masks
    let letters = m.letters
    // ASCII's digits are numbers here, not special.
    let apart = digitsApart ? m.special | m.numbers : 0
    let numbers = m.numbers & ~apart
    let others = m.valid & ~(letters | m.numbers | m.white | apart)
    addPlainWhite(ending: apart)
    starts |= apart
    // ` ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+`: a space before a run belongs to it.
    starts |= letters & ~(letters << 1) & ~(m.spaces << 1)
    starts |= numbers & ~(numbers << 1) & ~(m.spaces << 1)
    let first = others & ~(others << 1) & ~(m.spaces << 1)
    starts |= first
    // `'s|'t|…`
    var candidates = m.apostrophes & first & (letters >> 1)
    while candidates != 0 {
      let at = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      let length = contraction(at: at, folds: false)
      if length == 0 { continue }
      starts &= ~((2 as UInt64) << UInt64(at))
      starts |= letters & ((1 as UInt64) << UInt64(at + length))
    }
  }

  @inline(__always)
  mutating func addWords(_ rule: BlockRule.Words) {
    let m = masks
    let letters = m.letters | (rule.marksAreLetters ? m.marks : 0)
    let others = m.valid & ~(letters | m.numbers | m.white)
    let absorbed = filled(m.newlines, from: m.newlines & (others << 1))
    addWhite(absorbed: absorbed, ending: 0, tailIsWhole: rule.tailIsWhole)
    addNumbers(upTo: rule.digits)
    let first = others & ~(others << 1) & ~(m.spaces << 1)
    starts |= first
    // `[^\r\n\p{L}\p{N}]?\p{L}+`: a blank or a single other character before a run belongs to it.
    let prefixes = (m.white & ~m.newlines) | (first & ~(others >> 1))
    starts |= letters & ~((letters | prefixes) << 1)
    // `(?i:'s|'t|…)`, whose letters would otherwise be a word with the apostrophe before it.
    var candidates = m.apostrophes & first & (letters >> 1)
    while candidates != 0 {
      let at = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      let length = contraction(at: at, folds: true)
      if length > 0 { starts |= letters & ((1 as UInt64) << UInt64(at + length)) }
    }
  }
}
