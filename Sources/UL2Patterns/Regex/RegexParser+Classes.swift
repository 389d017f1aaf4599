/// Classes of characters: `[^\r\n\p{L}]`, `[a-z]`, `[\p{L}&&[^\p{Han}]]`.
extension RegexParser {
  mutating func characterClass(depth: Int = 0) throws(PatternProblem) -> CharacterSet {
    let start = at
    guard depth < Self.depthLimit else {
      throw refused("classes inside classes", "at most \(Self.depthLimit) deep")
    }
    at += 1
    let isNegated = take("^")
    guard next != "]" else {
      throw refused("an empty class", "\\] for the character", at: start)
    }
    var result: CharacterSet?
    var current = CharacterSet.none
    var isEmpty = true
    while let scalar = next, scalar != "]" {
      if take("&&") {
        guard !isEmpty else { throw refused("an && without its left side", "[…&&…]", at: at - 2) }
        result = result.map { $0.intersection(current) } ?? current
        current = .none
        isEmpty = true
        continue
      }
      current = current.union(try item(depth))
      isEmpty = false
    }
    guard take("]") else { throw refused("a class without its end", "a ]", at: start) }
    guard !isEmpty else { throw refused("an && without its right side", "[…&&…]", at: at - 1) }
    let set = result.map { $0.intersection(current) } ?? current
    return isNegated ? set.inverted : set
  }

  private mutating func item(_ depth: Int) throws(PatternProblem) -> CharacterSet {
    let start = at
    if follows("[:") { throw refused("a class by name", "\\p{…}", at: start) }
    if next == "[" { return try characterClass(depth: depth + 1) }
    if dialect == .fancyRegex, follows("--") || follows("~~") {
      throw refused("a difference of classes", "&&[^…]", at: start)
    }
    let low = try member()
    guard let first = low.single, next == "-", at + 1 < source.count, source[at + 1] != "]" else {
      if low.single == nil, next == "-", at + 1 < source.count, source[at + 1] != "]" {
        throw refused("a range that begins with a class", "\\- for the character", at: start)
      }
      return try folded(low, at: start)
    }
    at += 1
    if next == "[" || follows("&&") {
      throw refused("a range without its end", "\\- for the character", at: start)
    }
    guard let last = try member().single, first <= last else {
      throw refused("a range", "two characters, the smaller first", at: start)
    }
    return try folded(CharacterSet(first...last), at: start)
  }

  private mutating func member() throws(PatternProblem) -> CharacterSet {
    if next == "\\" { return try escapedSet() }
    guard let scalar = next else { throw refused("a class without its end", "a ]") }
    at += 1
    return CharacterSet(scalar.value)
  }
}

extension CharacterSet {
  /// Its one member, where it has one.
  fileprivate var single: UInt32? {
    borders.count == 2 && borders[1] == borders[0] + 1 ? borders[0] : nil
  }
}
