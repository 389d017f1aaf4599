/// Tokens that a model gives where it has no piece for what is in a text. Stores that were made
/// before they were counted say nothing of them.
package struct FallbackTokens: Hashable, Sendable {
  /// Of the unknown piece: what was there is lost.
  package var unknown: Int
  /// Of single bytes of characters that the model lacks: nothing is lost.
  package var bytes: Int

  package init(unknown: Int = 0, bytes: Int = 0) {
    self.unknown = unknown
    self.bytes = bytes
  }

  /// The sum; nil where one of the two is not known.
  static func sum(_ a: FallbackTokens?, _ b: FallbackTokens?) -> FallbackTokens? {
    guard let a, let b else { return nil }
    return FallbackTokens(unknown: a.unknown &+ b.unknown, bytes: a.bytes &+ b.bytes)
  }
}

extension FallbackTokens {
  /// Nil where the manifest does not have them.
  static func read(_ reader: JSONObjectReader) throws(Problem) -> FallbackTokens? {
    guard let unknown = try reader.optional("unknown_tokens", .count),
      let bytes = try reader.optional("byte_tokens", .count)
    else { return nil }
    return FallbackTokens(unknown: unknown, bytes: bytes)
  }

  var members: [JSONValue.Member] {
    [.init("unknown_tokens", JSONValue(unknown)), .init("byte_tokens", JSONValue(bytes))]
  }
}

extension StoreTotals {
  /// How many bytes of text per token is worth; nil for a store without tokens.
  package var bytesPerToken: Double? {
    tokens > 0 && textBytes >= 0 ? Double(textBytes) / Double(tokens) : nil
  }

  /// The counts of fallbacks and what follows from them, where they are known.
  var textMembers: [JSONValue.Member] {
    guard let fallbacks else { return [] }
    let bytes = bytesPerToken.map { [JSONValue.Member("bytes_per_token", .number(decimal($0, 3)))] }
    return fallbacks.members + (bytes ?? [])
  }
}
