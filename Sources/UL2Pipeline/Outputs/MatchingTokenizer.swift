/// The tokenizers of outputs: rows and stores are read without one, and shown with it.
extension Dataset {
  /// The tokenizer that the shards were made with; nil where its copy is gone.
  ///
  /// - Parameter override: another path to the same model.
  package func tokenizer(_ override: String? = nil) throws(Problem) -> Tokenizer? {
    try matchingTokenizer(
      override, beside: path, requiredManifest.model.identity, of: "these shards")
  }
}

/// The tokenizer that data was made with: the copy beside it, or the same model elsewhere.
///
/// - Parameter identity: nil where unknown.
func matchingTokenizer(
  _ override: String?, beside directory: String, _ identity: TokenizerIdentity?, of what: String
) throws(Problem) -> Tokenizer? {
  let copy = joined(directory, identity?.modelFile ?? TokenizerIdentity.sentencePieceFile)
  guard let path = override ?? (exists(copy) ? copy : nil) else { return nil }
  let tokenizer = try loadTokenizer(path, as: identity)
  if let identity { try check(tokenizer, identity, override == nil ? .badInput : .usage, what) }
  return tokenizer
}

/// The copy of a tokenizer beside a manifest.
func tokenizerCopy(
  of identity: TokenizerIdentity, beside directory: String, _ what: String
) throws(Problem) -> Tokenizer {
  let tokenizer = try loadTokenizer(joined(directory, identity.modelFile), as: identity)
  try check(tokenizer, identity, .badInput, what)
  return tokenizer
}

/// A tokenizer that shows tokens and encodes prompts: the fast engine's tables would take longer to make than to
/// use.
///
/// - Parameter identity: what it is read as; nil: what is usual.
func loadTokenizer(
  _ path: String, as identity: TokenizerIdentity?
) throws(Problem) -> Tokenizer {
  try Tokenizer(
    path, engine: .library, rules: identity.map { TokenizerRules($0) } ?? TokenizerRules()
  ) {
    ProtectedPieces().contains($0)
  }
}

private func check(
  _ tokenizer: Tokenizer, _ identity: TokenizerIdentity, _ kind: Problem.Kind, _ what: String
) throws(Problem) {
  guard tokenizer.identity.names == identity.names else {
    throw Problem(
      kind, "not the tokenizer of \(what)", path: tokenizer.path, got: tokenizer.identity.text,
      expected: identity.text)
  }
}
