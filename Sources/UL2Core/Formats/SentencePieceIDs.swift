/// Which versions of SentencePiece a Unigram model's ids are those of: the rule that picks the best path changed
/// once. The other kinds of models have the same ids in all versions.
public enum SentencePieceIDs: String, CaseIterable, Sendable {
  /// Of versions before 0.2.2. Paths' scores are compared in double precision, and add up from the start of a
  /// document to its end.
  case before022 = "0.1"
  /// From 0.2.2 on. Paths' scores are compared in single precision, start again wherever they have gone beyond
  /// 100,000 or below -100,000, and user-defined pieces score by their length alone.
  case since022 = "0.2.2"

  /// The other one.
  package var other: SentencePieceIDs { self == .before022 ? .since022 : .before022 }
}
