/// The rules of each family. The comments name the alternatives of its pattern.
extension BlockStarts {
  /// - Parameter contraction: how long the contraction is that begins at a character of the block; 0 for none.
  @inline(__always)
  mutating func addGPT2(digitsApart: Bool, _ contraction: (Int) -> Int) {
    let m = masks
    let letters = m.upper | m.lower | m.caseless
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
      let length = contraction(at)
      if length == 0 { continue }
      starts &= ~((2 as UInt64) << UInt64(at))
      starts |= letters & ((1 as UInt64) << UInt64(at + length))
    }
  }

  @inline(__always)
  mutating func addWords(_ rule: BlockRule.Words, _ contraction: (Int) -> Int) {
    let m = masks
    let letters =
      m.upper | m.lower | m.caseless | (rule.marksAreLetters ? m.marks : 0)
    let others = m.valid & ~(letters | m.numbers | m.white)
    let absorbed = filled(m.newlines, from: m.newlines & (others << 1))
    addWhite(absorbed: absorbed, ending: 0, tailIsWhole: rule.tailIsWhole)
    addNumbers(upTo: rule.digits)
    let first = others & ~(others << 1) & ~(m.spaces << 1)
    starts |= first
    // `[^\r\n\p{L}\p{N}]?\p{L}+`: a blank or a single other character before a run belongs to it.
    let prefixes = (m.white & ~m.newlines) | (first & ~(others >> 1))
    starts |= letters & ~((letters | prefixes) << 1)
    // `(?i:'s|'t|…)`, whose letters would else be a word with the apostrophe before it.
    var candidates = m.apostrophes & first & (letters >> 1)
    while candidates != 0 {
      let at = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      let length = contraction(at)
      if length > 0 { starts |= letters & ((1 as UInt64) << UInt64(at + length)) }
    }
  }

  @inline(__always)
  mutating func addCased(_ rule: BlockRule.Cased, _ contraction: (Int) -> Int) {
    let m = masks
    let unclear = m.caseless | m.marks
    let words = m.upper | m.lower | unclear
    let others = m.valid & ~(words | m.numbers | m.white | m.special | m.stops)
    // A mark after punctuation may belong to either; whether upper case after a caseless letter begins a piece depends
    // on all of its run.
    if unclear != 0 {
      cap(at: m.marks & (others << 1))
      cap(at: m.upper & (unclear << 1))
    }
    // ` ?[^\s\p{L}\p{N}]+[\r\n/]*`
    let absorbed = filled(m.newlines, from: m.newlines & (others << 1))
    cap(at: m.slashes & (absorbed << 1))
    addWhite(absorbed: absorbed, ending: 0)
    addNumbers(upTo: rule.digits)
    starts |= m.special & ~(m.special << 1)
    let first = others & ~(others << 1) & ~(m.spaces << 1)
    starts |= first
    let prefixes = (m.white & ~m.newlines) | (first & ~(others >> 1))
    starts |= words & ~((words | prefixes) << 1)
    starts |= m.upper & (m.lower << 1)
    guard rule.hasContractions else { return }
    // `(?i:'s|'t|…)?` after a word.
    var candidates = m.apostrophes & (words << 1) & (words >> 1)
    var last = 0
    while candidates != 0 {
      let at = candidates.trailingZeroBitCount
      candidates &= candidates &- 1
      // After a contraction a word begins with its apostrophe.
      if at == last { continue }
      let length = contraction(at)
      if length == 0 { continue }
      last = at + length
      starts &= ~((((1 as UInt64) << UInt64(length)) &- 1) << UInt64(at))
      starts |= words & ((1 as UInt64) << UInt64(last))
    }
  }

  /// Numbers, then Han and kana, then the rest, of which each ends at the others.
  @inline(__always)
  mutating func addDeepSeek3() {
    let m = masks
    let letters = m.upper | m.lower | m.caseless | m.marks
    let ending = m.numbers | m.special | m.stops
    let rest = m.valid & ~(letters | ending | m.white | m.punctuation)
    addNumbers(upTo: 3)
    starts |= m.special & ~(m.special << 1)
    // ` ?[\p{P}\p{S}]+[\r\n]*`
    let absorbed = filled(m.newlines, from: m.newlines & (m.punctuation << 1))
    addWhite(absorbed: absorbed, ending: ending)
    let first = m.punctuation & ~(m.punctuation << 1) & ~(m.spaces << 1)
    starts |= first
    // `[!"#…][A-Za-z]+`: punctuation takes ASCII letters, and no others after them.
    let asciiLetters = m.ascii & letters
    let opened = ((first & m.ascii & ~(m.punctuation >> 1)) << 1) & asciiLetters
    starts |= (asciiLetters &+ opened) & ~asciiLetters & letters
    // `[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`
    let prefixes = (m.white & ~m.newlines) | rest
    starts |= letters & ~((letters | prefixes) << 1) & ~opened
    // What nothing matches is a piece, but for its last character before letters.
    starts |= rest & (~(rest << 1) | (letters >> 1))
  }
}
