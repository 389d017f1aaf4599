/// Words: what is between white space, as `str.split` has them.
///
/// datatrove has spaCy split English, which cuts punctuation off words and is three orders of magnitude
/// slower; the papers do not say. White space serves every language that has any, and one that does not
/// (Chinese, Thai) is not what these rules are made for.

struct Word {
  var range: Range<Int>
  /// Its length in characters.
  var characters: Int
}

/// The first word at or after `at`, which moves past it; nil where `end` comes first.
@inline(__always)
func nextWord(_ text: Span<UInt8>, _ at: inout Int, _ end: Int) -> Word? {
  while at < end {
    let length = spaceLength(text, at)
    if length == 0 { break }
    at += length
  }
  let start = at
  var tails = 0
  while at < end, spaceLength(text, at) == 0 {
    if text[at] & 0xC0 == 0x80 { tails += 1 }
    at += 1
  }
  return at > start ? Word(range: start..<at, characters: at - start - tails) : nil
}
