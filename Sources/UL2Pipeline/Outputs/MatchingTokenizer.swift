/// The tokenizers of outputs: rows and stores are read without one, and shown with it.
extension Dataset {
  /// The tokenizer that the shards were made with; nil where its copy is gone.
  ///
  /// - Parameter override: another path to the same model.
  package func tokenizer(_ override: String? = nil) throws(Problem) -> Tokenizer? {
    let model = try requiredManifest.model
    return try matchingTokenizer(
      override, beside: path, hash: model.hash, ids: model.sentencepieceIDs, of: "these shards")
  }
}

/// The tokenizer that data was made with: the copy beside it, or the same model elsewhere.
func matchingTokenizer(
  _ override: String?, beside directory: String, hash: String?, ids: SentencePieceIDs?,
  of what: String
) throws(Problem) -> Tokenizer? {
  let copy = joined(directory, "tokenizer.model")
  guard let path = override ?? (exists(copy) ? copy : nil) else { return nil }
  let tokenizer = try Tokenizer(
    path, engine: .library, sentencepieceIDs: ids ?? .before022
  ) { ProtectedPieces().contains($0) }
  let found = hexadecimal(tokenizer.hash)
  if let hash, hash != found {
    throw Problem(
      override == nil ? .badInput : .usage, "not the tokenizer of \(what)", path: path,
      got: "xxh3 \(found)", expected: hash)
  }
  return tokenizer
}
