/// Gopher's quality rules, in datatrove's reading: one pass over the words, one over the lines, no memory.
///
/// Words that are all punctuation do not count for the number of words and their mean length, but do for
/// the shares of symbols and of words with letters. Punctuation is what Unicode calls it, with
/// ASCII's symbols; datatrove has a list of its own (`docs/choosing.md`).

enum GopherQuality {
  static let words = 50...100_000
  static let meanWordLength = 3.0...10.0
  static let maxSymbols = 0.1
  static let maxBulletLines = 0.9
  static let maxEllipsisLines = 0.3
  static let minWordsWithLetters = 0.8
  static let minStopWords = 2

  /// Why the text is dropped; nil where it is kept.
  static func fault(in text: Span<UInt8>) -> String? {
    let words = WordCounts(text)
    if words.counted < Self.words.lowerBound { return "gopher: too few words" }
    if words.counted > Self.words.upperBound { return "gopher: too many words" }
    let mean = Double(words.characters) / Double(words.counted)
    if mean < meanWordLength.lowerBound { return "gopher: words too short" }
    if mean > meanWordLength.upperBound { return "gopher: words too long" }
    let all = Double(words.all)
    if Double(words.hashes) / all > maxSymbols { return "gopher: too many hashes" }
    if Double(words.ellipses) / all > maxSymbols { return "gopher: too many ellipses" }
    if let reason = lineFault(in: text) { return reason }
    if Double(words.withLetters) / all < minWordsWithLetters {
      return "gopher: too few words with letters"
    }
    return words.stopWords.nonzeroBitCount < minStopWords ? "gopher: too few stop words" : nil
  }

  private static func lineFault(in text: Span<UInt8>) -> String? {
    var lines = 0
    var bullets = 0
    var ellipses = 0
    var at = 0
    while at < text.count {
      let line = withoutSpace(text, nextLine(text, &at))
      // How lines are set apart says nothing of a text.
      if line.isEmpty { continue }
      lines += 1
      if text[line.lowerBound] == UInt8(ascii: "-") || isBullet(text, line) { bullets += 1 }
      if endsInEllipsis(text, line) { ellipses += 1 }
    }
    if Double(bullets) / Double(lines) > maxBulletLines { return "gopher: too many bullets" }
    return Double(ellipses) / Double(lines) > maxEllipsisLines
      ? "gopher: too many lines end in an ellipsis" : nil
  }

  private static func isBullet(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    line.count >= 3 && text[line.lowerBound] == 0xE2 && text[line.lowerBound + 1] == 0x80
      && text[line.lowerBound + 2] == 0xA2
  }
}

/// Whether `line` ends in `...` or `…`.
func endsInEllipsis(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
  guard line.count >= 3 else { return false }
  let end = line.upperBound
  return switch (text[end - 3], text[end - 2], text[end - 1]) {
  case (0x2E, 0x2E, 0x2E), (0xE2, 0x80, 0xA6): true
  default: false
  }
}

/// Measures of words for Gopher's rules.
private struct WordCounts {
  var all = 0
  /// Words that are not all punctuation, and their characters.
  var counted = 0
  var characters = 0
  var withLetters = 0
  var hashes = 0
  /// `...`, as `str.count` finds them, and `…`.
  var ellipses = 0
  /// A bit for each of the stop words that occurs.
  var stopWords: UInt8 = 0

  init(_ text: Span<UInt8>) {
    var at = 0
    while let word = nextWord(text, &at, text.count) {
      all += 1
      look(text, word)
    }
  }

  private mutating func look(_ text: Span<UInt8>, _ word: Word) {
    var hasLetter = false
    var isCounted = false
    var dots = 0
    var at = word.range.lowerBound
    while at < word.range.upperBound {
      let byte = text[at]
      if (byte | 0x20) &- 0x61 < 26 {
        hasLetter = true
        isCounted = true
        dots = 0
        at += 1
      } else if byte < 0x80 {
        if byte &- 0x30 < 10 { isCounted = true }
        if byte == UInt8(ascii: "#") { hashes += 1 }
        dots = byte == UInt8(ascii: ".") ? dots + 1 : 0
        if dots == 3 {
          ellipses += 1
          dots = 0
        }
        at += 1
      } else {
        let (scalar, length) = decodedScalar(text, at)
        if scalar == 0x2026 { ellipses += 1 }
        if !hasLetter, ScalarSet.letters.contains(scalar) { hasLetter = true }
        if !isCounted { isCounted = !ScalarSet.punctuation.contains(scalar) }
        dots = 0
        at += length
      }
    }
    if hasLetter { withLetters += 1 }
    if isCounted {
      counted += 1
      characters += word.characters
    }
    if word.range.count <= 4 { stopWords |= Self.stopWord(text, word.range) }
  }

  /// The bit of the stop word that is there: the, be, to, of, and, that, have, with.
  private static func stopWord(_ text: Span<UInt8>, _ word: Range<Int>) -> UInt8 {
    var letters: UInt32 = 0
    for i in word { letters = letters << 8 | UInt32(text[i]) }
    return switch letters {
    case 0x74_6865: 1
    case 0x6265: 2
    case 0x746F: 4
    case 0x6F66: 8
    case 0x61_6E64: 16
    case 0x7468_6174: 32
    case 0x6861_7665: 64
    case 0x7769_7468: 128
    default: 0
    }
  }
}
