/// A tokenizer as mixtures see it.
extension Tokenizer: Vocabulary {
  /// What manifests and configurations know it by.
  var identity: TokenizerIdentity { (hexadecimal(hash), sentencepieceIDs) }

  package var size: Int { vocabularySize }

  package func piece(_ id: Int) -> (text: String, use: PieceUse)? {
    guard pieces.indices.contains(id) else { return nil }
    let use: PieceUse =
      switch pieces[id].kind {
      case .normal: .ordinary
      case .byte: .byte
      case .unknown: .unknown
      case .control, .userDefined, .unused: .reserved
      }
    return (pieces[id].text, use)
  }
}
