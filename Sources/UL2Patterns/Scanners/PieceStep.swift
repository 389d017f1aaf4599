/// One of the pre-tokenizers that cut a text, each the pieces of the one before: a `Split` by a regex, `Digits`,
/// `Punctuation`, ByteLevel's own regex.
package struct PieceStep: Hashable, Sendable {
  package let pattern: Pattern
  /// Whether gaps between matches are dropped (`Removed` with `invert`; tiktoken), not pieces (`Isolated`).
  package let dropsGaps: Bool

  package init(_ pattern: Pattern, dropsGaps: Bool) {
    self.pattern = pattern
    self.dropsGaps = dropsGaps
  }

  /// `Digits`: digits one by one, or in runs.
  package static func digits(individual: Bool) -> PieceStep {
    PieceStep(Pattern(runOf: .numeric, isSingle: individual), dropsGaps: false)
  }

  /// `Punctuation`, `Isolated` or `Contiguous`.
  package static func punctuation(individual: Bool) -> PieceStep {
    PieceStep(
      Pattern(runOf: .preTokenizerPunctuation, isSingle: individual), dropsGaps: false)
  }

  /// ByteLevel's with `use_regex`: GPT-2's.
  package static let byteLevelPattern =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
}
