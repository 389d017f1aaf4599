/// A piece that raw text could become, for deciding which of them are protected.
package struct MatchablePiece: Hashable, Sendable {
  package enum Origin: Sendable {
    /// Of a SentencePiece model: a normal or user-defined one.
    case model
    /// An added token of a tokenizer file that is not special.
    case added
    /// An added token that the file calls special.
    case special
  }

  package var text: String
  package var id: Int
  package var origin: Origin
}
