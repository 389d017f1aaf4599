/// How many sentences a line has, by rule.
///
/// A word ends a sentence if, closing quotes and brackets aside, it ends in `.`, `!`, `?` or one of their
/// wide forms, and is neither an ellipsis nor an abbreviation. C4 had NLTK's model find them, datatrove
/// spaCy's rules, from which this differs in abbreviations that it does not know.

func sentenceCount(_ line: Span<UInt8>) -> Int {
  var count = 0
  var isOpen = false
  var at = 0
  while let word = nextWord(line, &at, line.count) {
    let (ends, hasWordBehind) = SentenceEnd.find(line, word.range)
    if !isOpen {
      count += 1
      isOpen = true
    }
    if ends { isOpen = false }
    // `it.Then` is the end of one sentence and the beginning of another.
    if hasWordBehind { count += 1 }
  }
  return count
}

private enum SentenceEnd {
  /// Whether the word ends a sentence, and whether one ends inside it.
  static func find(_ line: Span<UInt8>, _ word: Range<Int>) -> (ends: Bool, inside: Bool) {
    var end = word.upperBound
    while end > word.lowerBound, let length = closingLength(line, word.lowerBound, end) {
      end -= length
    }
    let core = word.lowerBound..<end
    return (isEnd(line, core), isInside(line, core))
  }

  /// The length of the closing quote or bracket that ends at `end`.
  private static func closingLength(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    switch line[end - 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"): return 1
    // ’ and ”
    case 0x99, 0x9D:
      return end - start >= 3 && line[end - 2] == 0x80 && line[end - 3] == 0xE2 ? 3 : nil
    // »
    case 0xBB: return end - start >= 2 && line[end - 2] == 0xC2 ? 2 : nil
    default: return nil
    }
  }

  private static func isEnd(_ line: Span<UInt8>, _ core: Range<Int>) -> Bool {
    guard let last = core.last else { return false }
    switch line[last] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
    case UInt8(ascii: "."):
      let rest = core.lowerBound..<last
      if let before = rest.last, line[before] == UInt8(ascii: ".") { return false }
      return !isAbbreviation(line, rest)
    default:
      let word = line.extracting(core)
      return ["。", "！", "？", "．", "।", "؟", "۔"].contains { (mark: StaticString) in
        word.hasSuffix(mark)
      }
    }
  }

  /// Whether what is before a period is an initial, has periods itself, or is a known abbreviation.
  private static func isAbbreviation(_ line: Span<UInt8>, _ rest: Range<Int>) -> Bool {
    var start = rest.lowerBound
    while start < rest.upperBound, !line[start].isASCIILetter, line[start] < 0x80,
      !line[start].isASCIIDigit
    {
      start += 1
    }
    let word = line.extracting(start..<rest.upperBound)
    if word.count == 1, word[0].isASCIILetter { return true }
    // `e.g`, `U.S`, `p.m`: single letters.
    if word.count >= 3, word.count % 2 == 1 {
      var isInitials = true
      for i in word.indices {
        isInitials =
          isInitials && (i % 2 == 0 ? word[i].isASCIILetter : word[i] == UInt8(ascii: "."))
      }
      if isInitials { return true }
    }
    return abbreviations.contains { word.count == $0.utf8CodeUnitCount && word.hasPrefix($0) }
  }

  private static let abbreviations: [StaticString] = [
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Jr", "Sr", "Gen", "Gov", "Rep", "Sen", "Rev", "Lt",
    "Col",
    "Capt", "Sgt", "Mt", "Co", "Corp", "Inc", "Ltd", "Bros", "vs", "Jan", "Feb", "Mar", "Apr",
    "Jun",
    "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Ph.D",
  ]

  /// Whether a lower-case letter, a period and a capital follow one another.
  private static func isInside(_ line: Span<UInt8>, _ core: Range<Int>) -> Bool {
    var at = core.lowerBound + 1
    while at + 1 < core.upperBound {
      if line[at] == UInt8(ascii: "."), line[at - 1] &- 0x61 < 26, line[at + 1] &- 0x41 < 26 {
        return true
      }
      at += 1
    }
    return false
  }
}
