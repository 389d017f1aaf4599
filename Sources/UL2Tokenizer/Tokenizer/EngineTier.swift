/// The engine that a user asks for.
public enum EngineRequest: String, CaseIterable, Sendable {
  /// The fastest that is exact for the model.
  case automatic = "auto"
  /// The reference whose ids the others must give: libsentencepiece, or the plain search by the rule of the generation that
  /// the installed library does not have.
  case library
}

/// The engine that encodes a model's texts, and why it was chosen: logged, and in every manifest.
public struct EngineTier: Hashable, Sendable {
  /// Which engine it is.
  public enum Kind: String, Sendable {
    /// Our own: chunk by chunk, from a cache.
    case fast
    /// libsentencepiece.
    case library
    /// Our own by the definitions, slow and plain: of tokenizer files, and of Unigram models by the rule of the other
    /// generation than the library's.
    case plain
  }

  public var kind: Kind
  /// Why this one, in a few words.
  public var reason: String

  package init(_ kind: Kind, reason: String) {
    self.kind = kind
    self.reason = reason
  }
}
