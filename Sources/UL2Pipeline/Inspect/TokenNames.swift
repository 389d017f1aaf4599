/// The names of ids: pieces of the model, and names for ids with a meaning of their own, which may
/// lie beyond the model's pieces.
package struct TokenNames: Sendable {
  package enum Kind: Hashable, Sendable {
    /// A piece of text.
    case text
    /// One byte of text.
    case byte(UInt8)
    /// The sentinel of that number.
    case sentinel(Int)
    /// A fill-in-the-middle marker.
    case fim
    /// End of sequence, padding, unknown and the like.
    case special
    /// Nothing is known: there is no tokenizer.
    case opaque
  }

  package let tokenizer: Tokenizer?
  private let reserved: ReservedTokens?
  private let named: [Int: (name: String, kind: Kind)]

  /// - Parameters:
  ///   - tokenizer: nil where the model is not available: text is then shown as ids.
  ///   - reserved: nil for token stores, which have no sentinels yet.
  package init(_ tokenizer: Tokenizer?, reserved: ReservedTokens?) {
    self.tokenizer = tokenizer
    self.reserved = reserved
    var named: [Int: (name: String, kind: Kind)] = [:]
    if let fim = reserved?.fim {
      named[fim.eot] = ("<fim_eot>", .fim)
      named[fim.prefix] = ("<fim_prefix>", .fim)
      named[fim.suffix] = ("<fim_suffix>", .fim)
      named[fim.middle] = ("<fim_middle>", .fim)
    }
    if let eos = reserved?.eos ?? tokenizer?.eos { named[eos] = ("<eos>", .special) }
    self.named = named
  }

  package func kind(of id: Int) -> Kind {
    if let index = reserved?.sentinels?.index(of: id) { return .sentinel(index) }
    if let known = named[id] { return known.kind }
    guard let tokenizer else { return .opaque }
    guard tokenizer.pieces.indices.contains(id) else { return .special }
    let piece = tokenizer.pieces[id]
    switch piece.kind {
    case .normal, .userDefined, .unused: return .text
    case .unknown, .control: return .special
    case .byte:
      guard let value = UInt8(piece.text.dropFirst(3).dropLast(), radix: 16) else { return .text }
      return .byte(value)
    }
  }

  /// How an id that is not text is shown.
  package func name(of id: Int) -> String {
    if let index = reserved?.sentinels?.index(of: id) { return "<extra_id_\(index)>" }
    if let known = named[id] { return known.name }
    guard let tokenizer else { return "\(id)" }
    guard tokenizer.pieces.indices.contains(id) else { return "<id \(id)>" }
    return tokenizer.pieces[id].text
  }

  /// The model's piece, or the name of an id that it has none for.
  package func piece(of id: Int) -> String {
    guard let tokenizer, tokenizer.pieces.indices.contains(id) else { return name(of: id) }
    return tokenizer.pieces[id].text
  }

  /// The bytes of a token in the middle of a text. Those of a byte-level model need not be whole characters.
  func textBytes(of id: Int) -> [UInt8] { tokenizer?.textBytes(of: id) ?? [] }

  /// The text that ids represent, special ones by name; nil without a tokenizer.
  ///
  /// Each stretch of text between reserved tokens is decoded alone. SentencePiece drops the space at its start; inside a
  /// text it is put back.
  package func decode(_ ids: some Collection<Int>, _ encoder: TokenEncoder?) throws(Problem)
    -> String?
  {
    guard let encoder, let tokenizer else { return nil }
    var result = ""
    var stretch: [Int32] = []
    func flush() throws(Problem) {
      guard let first = stretch.first else { return }
      let text = try encoder.decode(stretch)
      let beginsWithSpace = tokenizer.pieces[Int(first)].text.hasPrefix("▁")
      if beginsWithSpace, !result.isEmpty, !text.hasPrefix(" ") { result += " " }
      result += text
      stretch.removeAll(keepingCapacity: true)
    }
    for id in ids {
      switch kind(of: id) {
      case .text, .byte: stretch.append(Int32(id))
      case .sentinel, .fim, .special, .opaque:
        try flush()
        result += name(of: id)
      }
    }
    try flush()
    return result
  }
}
