/// Reads a regular expression into a tree. A whitelist: syntax that tokenizers' files use and that means the same in
/// Oniguruma, fancy-regex and here; anything else is refused by name and place, never guessed.
struct RegexParser {
  let source: [Unicode.Scalar]
  let dialect: RegexDialect
  var at = 0
  var foldsCase = false
  private var depth = 0

  static let depthLimit = 64
  static let countLimit = 1000

  init(_ source: String, _ dialect: RegexDialect) {
    self.source = Array(source.unicodeScalars)
    self.dialect = dialect
  }

  static func parse(_ source: String, _ dialect: RegexDialect) throws(PatternProblem) -> RegexNode {
    var parser = RegexParser(source, dialect)
    let node = try parser.alternatives()
    if parser.at < parser.source.count {
      throw parser.refused("a ) that closes nothing", "a group that begins with (")
    }
    return node
  }

  var next: Unicode.Scalar? { at < source.count ? source[at] : nil }

  func follows(_ text: String, at offset: Int? = nil) -> Bool {
    source[(offset ?? at)...].starts(with: text.unicodeScalars)
  }

  mutating func take(_ text: String) -> Bool {
    guard follows(text) else { return false }
    at += text.unicodeScalars.count
    return true
  }

  /// - Parameter length: how many characters are shown.
  func refused(_ problem: String, _ expected: String, at place: Int? = nil, length: Int = 8)
    -> PatternProblem
  {
    let place = min(place ?? at, source.count)
    let shown = source[place..<min(source.count, place + length)]
    let text = String(String.UnicodeScalarView(shown))
    return PatternProblem(
      place: place, problem: "the regex has \(problem)",
      got: text.isEmpty ? "its end" : text.debugDescription, expected: expected)
  }

  mutating func alternatives() throws(PatternProblem) -> RegexNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      throw refused("groups inside groups", "at most \(Self.depthLimit) deep")
    }
    let outerFolding = foldsCase
    defer { foldsCase = outerFolding }
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .alternatives(parts)
  }

  private mutating func sequence() throws(PatternProblem) -> RegexNode {
    var parts: [RegexNode] = []
    var foldedLetters: [Unicode.Scalar] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let start = at
      if take("(?i)") {
        // Up to the end of the group; Oniguruma takes the alternatives that follow into it too.
        guard dialect == .fancyRegex || start == 0 else {
          throw refused("a switch in its middle", "(?i:…)", at: start)
        }
        foldsCase = true
        continue
      }
      let part = try atom()
      let isFoldedLetter = foldsCase && source[start].properties.isAlphabetic && at == start + 1
      foldedLetters = isFoldedLetter ? foldedLetters + [source[start]] : []
      if Self.hasLigature(foldedLetters) {
        throw refused(
          "letters without case that one character can match too",
          "(?i:…) without ss, ff, fi, fl, st",
          at: start - 1)
      }
      let repeated = try counted(part)
      if repeated != part { foldedLetters = [] }
      parts.append(repeated)
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// Without case, Oniguruma has `ss` match ß, `fi` match ﬁ, and so on.
  private static func hasLigature(_ letters: [Unicode.Scalar]) -> Bool {
    let last = String(String.UnicodeScalarView(letters.suffix(2))).lowercased()
    return ["ss", "ff", "fi", "fl", "st"].contains(last)
  }

  private mutating func counted(_ part: RegexNode) throws(PatternProblem) -> RegexNode {
    var result = part
    var isFirst = true
    while let count = try repetition() {
      let start = at
      if case .assertion = result {
        throw refused("a count of a place", "a count of what matches characters", at: start - 1)
      }
      if case .lookahead = result {
        throw refused(
          "a count of a look-ahead", "a count of what matches characters", at: start - 1)
      }
      if !isFirst, dialect == .fancyRegex {
        throw refused("a count of a count", "one count, and ? or + after it", at: start - 1)
      }
      isFirst = false
      if count.repetition.maximum ?? 2 > 1, result.canBeEmpty {
        throw refused(
          "a repeated part that can match nothing", "a part that matches one character at least",
          at: start - 1)
      }
      result = .repeated(result, count.repetition)
      if count.isPossessive { result = .atomic(result) }
    }
    return result
  }

  private mutating func repetition() throws(PatternProblem) -> (
    repetition: RegexNode.Repetition, isPossessive: Bool
  )? {
    var count: RegexNode.Repetition
    let isBraced = next == "{"
    if take("?") {
      count = .init(minimum: 0, maximum: 1)
    } else if take("*") {
      count = .init(minimum: 0, maximum: nil)
    } else if take("+") {
      count = .init(minimum: 1, maximum: nil)
    } else if isBraced {
      count = try braces()
    } else {
      return nil
    }
    // In Oniguruma, `{2}?` is a count of a count.
    let isExact = isBraced && count.minimum == count.maximum
    if take("?") {
      if isExact { throw refused("{n}?, which two engines read differently", "{n}", at: at - 1) }
      count.isLazy = true
      return (count, false)
    }
    if isBraced && dialect == .oniguruma { return (count, false) }
    return (count, take("+"))
  }

  /// `{2}`, `{1,3}`, `{1,}`, `{,3}`
  private mutating func braces() throws(PatternProblem) -> RegexNode.Repetition {
    let start = at
    at += 1
    let low = number()
    var high = low
    let hasComma = take(",")
    if hasComma { high = number() }
    guard take("}"), low != nil || (high != nil && dialect == .oniguruma) else {
      throw refused(
        "a { that begins no count", "{2}, {1,3} or {1,}; \\{ for the character", at: start)
    }
    let minimum = low ?? 0
    guard minimum <= high ?? minimum, max(minimum, high ?? 0) <= Self.countLimit else {
      throw refused("a count", "at most \(Self.countLimit), the smaller number first", at: start)
    }
    return .init(minimum: minimum, maximum: high)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next, ("0"..."9").contains(digit), value ?? 0 < 100_000 {
      value = (value ?? 0) * 10 + Int(digit.value - 48)
      at += 1
    }
    return value
  }
}
