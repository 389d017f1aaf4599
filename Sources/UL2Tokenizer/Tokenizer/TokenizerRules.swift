/// How a tokenizer's file is read where there is more than one way.
public struct TokenizerRules: Hashable, Sendable {
  /// Which SentencePiece's ids are wanted of a Unigram model, whatever library is installed.
  public var sentencePieceIDs: SentencePieceIDs
  /// How texts are split for a tiktoken file whose ranks are none of the known ones: the name of one that is known, or
  /// a regular expression.
  public var pattern: String?

  public init(sentencePieceIDs: SentencePieceIDs = .before022, pattern: String? = nil) {
    self.sentencePieceIDs = sentencePieceIDs
    self.pattern = pattern
  }

  /// Those that a manifest's tokenizer was read by.
  package init(_ identity: TokenizerIdentity) {
    self.init(
      sentencePieceIDs: identity.rules[Self.sentencePieceKey]
        .flatMap(SentencePieceIDs.init(rawValue:)) ?? .before022,
      pattern: identity.rules[Self.patternKey])
  }

  /// Their name in manifests.
  static let (sentencePieceKey, patternKey) = ("sentencepiece", "pattern")
  /// The library whose ids those of other files are, and its version.
  static let (tokenizersKey, tokenizersVersion) = ("tokenizers", "0.23.3")
}
