/// The rules of C4 (Raffel et al. 2020, "Exploring the limits of transfer learning with a unified
/// text-to-text transformer", section 2.2), in datatrove's reading: lines that are not sentences
/// go, and documents with too little left, with code or with filler.
///
/// The list of bad words is left out: it drops texts about medicine, law and minorities for words that they
/// share with others (Dodge et al. 2021).

struct C4Filter {
  static let minWordsPerLine = 3
  static let maxWordCharacters = 1000
  static let minSentences = 5

  enum Outcome: Equatable {
    case unchanged
    /// Lines were removed, or their ends changed.
    case changed
    case fault(String)
  }

  private var line: [UInt8] = []
  private var kept: [UInt8] = []

  /// Keeps of `text` what the rules keep, its lines stripped and joined by newlines.
  mutating func apply(to text: inout [UInt8]) -> Outcome {
    kept.removeAll(keepingCapacity: true)
    var sentences = 0
    var at = 0
    while at < text.count {
      switch take(text.span, nextLine(text.span, &at)) {
      case .drop: continue
      case .fault(let reason): return .fault(reason)
      case .keep:
        // No more are asked for.
        if sentences < Self.minSentences { sentences += sentenceCount(line.span) }
        if !kept.isEmpty { kept.append(0x0A) }
        kept.append(contentsOf: line)
      }
    }
    if sentences < Self.minSentences { return .fault("c4: too few sentences") }
    if kept == text { return .unchanged }
    swap(&kept, &text)
    return .changed
  }

  private enum Decision { case keep, drop, fault(String) }

  /// Decides about a line, whose text without citations is then in `line`.
  private mutating func take(_ text: Span<UInt8>, _ range: Range<Int>) -> Decision {
    let range = withoutSpace(text, range)
    var words = 0
    var at = range.lowerBound
    while let word = nextWord(text, &at, range.upperBound) {
      if word.characters > Self.maxWordCharacters { return .drop }
      words += 1
    }
    line.removeAll(keepingCapacity: true)
    Citations.remove(from: text, range, into: &line)
    guard endsLikeASentence(), words >= Self.minWordsPerLine else { return .drop }
    let phrases = Phrases(in: line.span)
    if phrases.contains(.loremIpsum) { return .fault("c4: lorem ipsum") }
    if phrases.contains(.javascript) { return .drop }
    if phrases.contains(.curlyBracket) { return .fault("c4: curly bracket") }
    return phrases.contains(.policy) ? .drop : .keep
  }

  private func endsLikeASentence() -> Bool {
    switch line.last {
    case UInt8(ascii: "."): !line.span.hasSuffix("...")
    case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    default: false
    }
  }
}
