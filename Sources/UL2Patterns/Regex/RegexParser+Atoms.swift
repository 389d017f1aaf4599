/// Groups, characters and escapes.
extension RegexParser {
  mutating func atom() throws(PatternProblem) -> RegexNode {
    let start = at
    guard let scalar = next else { throw refused("an end too early", "a part to match") }
    switch scalar {
    case "(": return try group()
    case "[": return .set(try characterClass())
    case "\\": return try escape()
    case ".":
      at += 1
      return .set(CharacterSet(10).inverted)
    case "^":
      at += 1
      return .assertion(dialect == .oniguruma ? .lineStart : .textStart)
    case "$":
      at += 1
      return .assertion(dialect == .oniguruma ? .lineEnd : .textEnd)
    case "*", "+", "?", "{", "}":
      throw refused("a count of nothing", "a part before it, or \\ for the character", at: start)
    default:
      at += 1
      return .set(try folded(CharacterSet(scalar.value), at: start))
    }
  }

  private mutating func group() throws(PatternProblem) -> RegexNode {
    let start = at
    let isFolding = foldsCase
    defer { foldsCase = isFolding }
    let wrap: (RegexNode) -> RegexNode
    if take("(?:") {
      wrap = { $0 }
    } else if take("(?i:") {
      foldsCase = true
      wrap = { $0 }
    } else if take("(?=") {
      wrap = { .lookahead($0, isNegative: false) }
    } else if take("(?!") {
      wrap = { .lookahead($0, isNegative: true) }
    } else if take("(?>") {
      wrap = { .atomic($0) }
    } else if follows("(?") || follows("(*") {
      throw refused(
        "a kind of group that is not supported", "(…), (?:…), (?i:…), (?=…), (?!…) or (?>…)",
        at: start
      )
    } else {
      at += 1
      wrap = { $0 }
    }
    let inner = try alternatives()
    guard take(")") else { throw refused("a group without its end", "a )", at: start) }
    return wrap(inner)
  }

  private mutating func escape() throws(PatternProblem) -> RegexNode {
    let start = at
    if take("\\A") { return .assertion(.textStart) }
    if take("\\z") { return .assertion(.textEnd) }
    if dialect == .oniguruma {
      if take("\\w") { return .set(Self.bareWord) }
      if take("\\W") { return .set(Self.bareWord.inverted) }
    }
    return .set(try folded(try escapedSet(), at: start))
  }

  /// Oniguruma's `\w` outside a class: it has another table for Latin-1, with ² ³ ¹ ¼ ½ ¾.
  private static let bareWord =
    [0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE].reduce(CharacterSet.word) { $0.union(CharacterSet($1)) }

  private var word: CharacterSet {
    dialect == .oniguruma ? .word : CharacterSet.word.union(.joiners)
  }

  /// The characters that an escape matches, in a class or outside.
  mutating func escapedSet() throws(PatternProblem) -> CharacterSet {
    let start = at
    at += 1
    guard let scalar = next else { throw refused("a \\ at its end", "\\\\", at: start) }
    at += 1
    switch scalar {
    case "s": return .whiteSpace
    case "S": return CharacterSet.whiteSpace.inverted
    case "d": return .decimalDigits
    case "D": return CharacterSet.decimalDigits.inverted
    case "w": return word
    case "W": return word.inverted
    case "p", "P":
      let set = try property(start)
      return scalar == "p" ? set : set.inverted
    case "n": return CharacterSet(0x0A)
    case "r": return CharacterSet(0x0D)
    case "t": return CharacterSet(0x09)
    case "f": return CharacterSet(0x0C)
    case "v": return CharacterSet(0x0B)
    case "x", "u": return CharacterSet(try hexadecimal(start))
    default:
      // Escaped punctuation is itself; letters and digits have a meaning that is not known here.
      guard scalar.isASCII, scalar.value > 0x20, scalar.value != 0x7F,
        !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar)
      else {
        throw refused(
          "an escape that is not supported",
          "\\p{…}, \\s, \\d, \\w, \\n, \\r, \\t, \\f, \\v, \\x{…}, or \\ before punctuation",
          at: start,
          length: 2)
      }
      return CharacterSet(scalar.value)
    }
  }

  /// `{L}`, `{^L}`, and in fancy-regex `L` alone and `{Script=Han}`.
  private mutating func property(_ start: Int) throws(PatternProblem) -> CharacterSet {
    var name = ""
    var isNegated = false
    if take("{") {
      isNegated = take("^")
      while let scalar = next, scalar != "}", name.utf8.count < 64 {
        name.unicodeScalars.append(scalar)
        at += 1
      }
      guard take("}") else { throw refused("a \\p without its end", "\\p{L}", at: start) }
    } else if dialect == .fancyRegex, let scalar = next, scalar.isASCII {
      name.unicodeScalars.append(scalar)
      at += 1
    }
    if dialect == .fancyRegex {
      for prefix in ["Script=", "sc=", "gc=", "General_Category="] where name.hasPrefix(prefix) {
        name.removeFirst(prefix.count)
      }
    }
    guard let set = CharacterSet(property: name) else {
      throw refused(
        "a property that is not known", "a general category (\\p{L}) or a script (\\p{Han})",
        at: start, length: max(2, min(40, at - start)))
    }
    return isNegated ? set.inverted : set
  }

  /// `\x{10FFFF}`, `\x41`, `\u0041`
  private mutating func hexadecimal(_ start: Int) throws(PatternProblem) -> UInt32 {
    let isShort = source[at - 1] == "x"
    let isBraced = take("{")
    let limit = isBraced ? 8 : isShort ? 2 : 4
    var value: UInt32 = 0
    var digits = 0
    while digits < limit, let scalar = next, scalar.properties.isASCIIHexDigit,
      let digit = Character(scalar).hexDigitValue
    {
      value = value << 4 | UInt32(digit)
      digits += 1
      at += 1
    }
    let isWhole = isBraced ? digits > 0 && take("}") : digits == limit
    // Oniguruma takes \x80 for a byte, not for a character.
    let isByte = dialect == .oniguruma && isShort && !isBraced && value >= 0x80
    guard isWhole, !isByte, Unicode.Scalar(value) != nil else {
      throw refused("a number of a character", "\\x{…} up to \\x{10FFFF}", at: start)
    }
    return value
  }

  /// A set with its characters' other case, where `(?i:` asks for it: of ASCII, by simple folding.
  func folded(_ set: CharacterSet, at place: Int) throws(PatternProblem) -> CharacterSet {
    guard foldsCase else { return set }
    var result = set
    for lower in UInt32(97)...122 {
      let pair = CharacterSet(lower).union(CharacterSet(lower - 32))
      if !set.intersection(pair).isEmpty { result = result.union(pair) }
      // ſ and K are the two that fold to ASCII.
      if lower == 115, !set.intersection(pair).isEmpty {
        result = result.union(CharacterSet(0x17F))
      }
      if lower == 107, !set.intersection(pair).isEmpty {
        result = result.union(CharacterSet(0x212A))
      }
    }
    guard set.borders.last ?? 0 <= 128 else {
      throw refused("a character beyond ASCII in (?i:…)", "ASCII there", at: place)
    }
    return result
  }
}
