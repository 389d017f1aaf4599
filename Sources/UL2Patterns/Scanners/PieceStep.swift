/// One of the pre-tokenizers that cut a text, each what the one before it left: a `Split` by a regex, `Digits`,
/// `Punctuation`, ByteLevel's own regex.
package struct PieceStep: Hashable, Sendable {
  package let pattern: String
  package let dialect: RegexDialect
  /// Whether what lies between matches is dropped (`Removed` with `invert`; tiktoken), not a piece (`Isolated`).
  package let dropsGaps: Bool
  let tree: RegexNode

  package init(_ pattern: Pattern, dropsGaps: Bool) {
    self.pattern = pattern.source
    dialect = pattern.dialect
    tree = pattern.tree
    self.dropsGaps = dropsGaps
  }

  private init(_ name: String, _ tree: RegexNode) {
    pattern = name
    dialect = .oniguruma
    dropsGaps = false
    self.tree = tree
  }

  /// `Digits`: digits one by one, or in runs.
  package static func digits(individual: Bool) -> PieceStep {
    PieceStep("Digits", run(of: .numeric, isSingle: individual))
  }

  /// `Punctuation`, `Isolated` or `Contiguous`.
  package static func punctuation(individual: Bool) -> PieceStep {
    PieceStep("Punctuation", run(of: .preTokenizerPunctuation, isSingle: individual))
  }

  private static func run(of set: CharacterSet, isSingle: Bool) -> RegexNode {
    isSingle ? .set(set) : .repeated(.set(set), .init(minimum: 1, maximum: nil))
  }

  /// ByteLevel's with `use_regex`: GPT-2's.
  package static let byteLevelPattern =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
}
