/// Pieces that a mixture itself names as markers, sentinels and the end of documents: raw text must
/// not be able to forge those either.
extension ProtectedPieces {
  /// - Parameter mixture: which stores are made for.
  package init(
    _ mixture: Mixture?, extra: [String] = [], allowsAll: Bool = false
  ) {
    self.init(extra: extra, allowsAll: allowsAll)
    guard let tokens = mixture?.tokens else { return }
    for name in [tokens.fimPrefix, tokens.fimSuffix, tokens.fimMiddle, tokens.fimEOT] {
      switch name {
      case .piece(let piece): self.extra.append(piece)
      case .id(let id): ids.append(id...id)
      case nil: break
      }
    }
    if let eos = tokens.eos { ids.append(eos...eos) }
    if let sentinels = tokens.sentinels { ids.append(sentinels.ids) }
  }
}

extension Tokenizer {
  /// Throws if a mixture names what the model does not have, which `pack` would find hours later.
  package func check(_ mixture: Mixture) throws(Problem) {
    let tokens = mixture.tokens
    for (key, name) in [
      ("fim_prefix", tokens.fimPrefix), ("fim_suffix", tokens.fimSuffix),
      ("fim_middle", tokens.fimMiddle), ("fim_eot", tokens.fimEOT),
    ] {
      guard case .piece(let piece) = name, id(ofPiece: piece) == nil else { continue }
      throw Problem(
        .badMixture, "no such piece in the tokenizer", path: mixture.path,
        place: "tokenizer.\(key)", got: "\"\(piece)\"", expected: "a piece of \(path), or an id")
    }
  }
}
