/// The tokenizers of outputs: rows and stores are read without one, and shown with it.
extension Dataset {
  /// The tokenizer that the shards were made with; nil where its copy is gone.
  ///
  /// - Parameter override: another path to the same model.
  package func tokenizer(_ override: String? = nil) throws(Problem) -> Tokenizer? {
    try matchingTokenizer(
      override, beside: path, hash: requiredManifest.model.hash, of: "these shards")
  }
}

/// The tokenizer that data was made with: the copy beside it, or the same model elsewhere.
func matchingTokenizer(
  _ override: String?, beside directory: String, hash: String?, of what: String
) throws(Problem) -> Tokenizer? {
  let copy = joined(directory, "tokenizer.model")
  guard let path = override ?? (exists(copy) ? copy : nil) else { return nil }
  let tokenizer = try Tokenizer(path, engine: .library) { ProtectedPieces().contains($0) }
  let found = hexadecimal(tokenizer.hash)
  if let hash, hash != found {
    throw Problem(
      override == nil ? .badInput : .usage, "not the tokenizer of \(what)", path: path,
      got: "xxh3 \(found)", expected: hash)
  }
  return tokenizer
}
