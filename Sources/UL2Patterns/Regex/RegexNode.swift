/// A regular expression as a tree, as far as tokenizers' files use them: what `RegexParser` makes, and both the
/// textbook matcher and the fast ones start from.
indirect enum RegexNode: Hashable, Sendable {
  case set(CharacterSet)
  case sequence([RegexNode])
  case alternatives([RegexNode])
  case repeated(RegexNode, Repetition)
  /// `(?=…)`, `(?!…)`
  case lookahead(RegexNode, isNegative: Bool)
  /// `(?>…)`, and possessive repetitions: the first match is the only one.
  case atomic(RegexNode)
  case assertion(Assertion)

  struct Repetition: Hashable, Sendable {
    var minimum: Int
    /// Nil for no limit.
    var maximum: Int?
    var isLazy = false
  }

  enum Assertion: Hashable, Sendable {
    case textStart
    case textEnd
    /// The text's start, and after a line feed that does not end the text.
    case lineStart
    /// The text's end, and before a line feed.
    case lineEnd
  }

  /// Whether it can match nothing.
  var canBeEmpty: Bool {
    switch self {
    case .set: false
    case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternatives(let parts): parts.contains(where: \.canBeEmpty)
    case .repeated(let part, let count): count.minimum == 0 || part.canBeEmpty
    case .lookahead, .assertion: true
    case .atomic(let part): part.canBeEmpty
    }
  }
}

/// The library whose syntax and meaning a regular expression has, where the two differ.
package enum RegexDialect: Hashable, Sendable {
  /// Oniguruma's, of `tokenizer.json`: `^` and `$` hold at lines, `{1,3}+` repeats what `{1,3}` repeats.
  case oniguruma
  /// fancy-regex's, of tiktoken: `^` and `$` hold at the text's ends, `{1,3}+` is possessive.
  case fancyRegex
}
