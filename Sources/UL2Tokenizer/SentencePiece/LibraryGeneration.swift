/// Which generation's ids the installed library gives: it does not tell its version, so it is
/// tried.
extension SentencePieceIDs {
  /// Those of libsentencepiece in this process.
  package static let ofLibrary: SentencePieceIDs = {
    // As a user-defined piece "ab" scores 2 · 0.4 − 0.1 = 0.7 in the older one, 0.1 in the newer; its letters 0.6.
    let model = ModelMessage.model(
      pieces: [
        ModelMessage.piece("<unk>", kind: .unknown), ModelMessage.piece("a", score: 0.2),
        ModelMessage.piece("b", score: 0.4), ModelMessage.piece("ab", kind: .userDefined),
      ], specs: ModelMessage.plainNormalizer)
    guard let library = try? LibraryModel(model, path: "a model in memory"),
      let ids = unsafe try? LibraryEncoder(library).encode(Array("ab".utf8).span)
    else { return .before022 }
    return ids.count == 1 ? .before022 : .since022
  }()
}
