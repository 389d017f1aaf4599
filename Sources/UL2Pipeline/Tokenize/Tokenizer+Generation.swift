/// Two SentencePieces give two kinds of ids for a Unigram model: said before hours are spent on the wrong ones.
extension Tokenizer {
  func tellGeneration(_ reporter: Reporter) {
    guard let ids = sentencePieceIDs else { return }
    let versions =
      switch ids {
      case .before022: "before 0.2.2; those since"
      case .since022: "since 0.2.2; those before"
      }
    reporter.note(
      wording:
        "ids as SentencePiece gives them for Unigram models \(versions): \(.sentencepieceIDs) \(ids.other.rawValue)"
    )
  }
}
