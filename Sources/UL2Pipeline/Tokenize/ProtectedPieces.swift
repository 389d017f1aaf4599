/// Which pieces of a model raw text must not be able to forge: sentinels and FIM markers
/// (`docs/tokenizers.md`).
package struct ProtectedPieces: Hashable, Sendable {
  /// Named by the user, besides those known.
  package var extra: [String]
  /// Ids whose pieces are protected too.
  package var ids: [ClosedRange<Int>] = []
  /// Special tokens are allowed: nothing is protected, as the library does it.
  package var allowsAll: Bool

  package init(extra: [String] = [], allowsAll: Bool = false) {
    self.extra = extra
    self.allowsAll = allowsAll
  }

  package func contains(_ piece: String) -> Bool {
    if allowsAll { return false }
    return isSentinel(piece) || FIMTokens.knownNames.contains(piece) || extra.contains(piece)
  }

  package func contains(_ piece: MatchablePiece) -> Bool {
    if contains(piece.text) { return true }
    if allowsAll { return false }
    switch piece.origin {
    case .special: return true
    case .added where MarkerNames.isSentinel(piece.text): return true
    case .added where FIMTokens.namesInFiles.contains(piece.text): return true
    case .added, .model: return ids.contains { $0.contains(piece.id) }
    }
  }

  /// `<extra_id_N>`, with or without the word mark before it.
  private func isSentinel(_ piece: String) -> Bool {
    let name = piece.hasPrefix("▁") ? piece.dropFirst() : piece[...]
    guard name.hasPrefix("<extra_id_"), name.hasSuffix(">") else { return false }
    let digits = name.dropFirst(10).dropLast()
    return !digits.isEmpty && digits.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
  }
}
