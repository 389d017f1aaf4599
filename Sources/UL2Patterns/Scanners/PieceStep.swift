/// One of the pre-tokenizers that cut a text, each what the one before it left: a `Split` by a regex, `Digits`,
/// `Punctuation`, ByteLevel's own regex.
package struct PieceStep: Hashable, Sendable {
  package let pattern: Pattern
  /// Whether what lies between matches is dropped (`Removed` with `invert`; tiktoken), not a piece (`Isolated`).
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
