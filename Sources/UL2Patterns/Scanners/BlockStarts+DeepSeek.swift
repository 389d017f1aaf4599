/// The rules of DeepSeek V3: digits by threes and runs of Chinese and Japanese are cut out first. The latter's letters
/// are `special`, their few signs `special2`, which the last step distinguishes.
extension BlockStarts {
  @inline(__always)
  mutating func addDeepSeek() {
    let m = masks
    let apart = m.numbers | m.special | m.special2
    let words = m.letters | m.marks
    let others = m.punctuation
    // Characters that no alternative matches form runs, or begin a word: for the automaton. So is white space before
    // them: code points between kana that are not assigned are cut out with these, and end its text.
    let odd = m.valid & ~(words | m.white | others | apart)
    stop(before: odd | m.white & (odd >> 1))
    addNumbers(upTo: 3)
    starts |= m.special & ~(m.special << 1) | m.special2 & ~(m.special2 << 1)
    // ` ?[\p{P}\p{S}]+[\r\n]*`
    addWhite(absorbed: filled(m.newlines, from: m.newlines & (others << 1)), ending: apart)
    let first = others & ~(others << 1) & ~(m.spaces << 1)
    starts |= first
    // `[!"#…~][A-Za-z]+`: a word in ASCII after a single character of punctuation ends where ASCII's letters do.
    let latin = m.ascii & m.letters
    let marked = first & ~(others >> 1) & m.ascii & (latin >> 1)
    starts |= (latin &+ (marked << 1)) & ~latin & words
    // `[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+`
    let prefixes = (m.white & ~m.newlines) | marked
    starts |= words & ~((words | prefixes) << 1)
  }
}
