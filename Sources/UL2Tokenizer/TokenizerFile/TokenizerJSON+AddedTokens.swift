/// The added tokens of a `tokenizer.json`. Their `id` is ignored, as in the library: a token of the model's vocabulary
/// has its id there, and any other the next free one.
import UL2Patterns

extension TokenizerJSON {
  mutating func addedTokens(
    _ top: JSONObjectReader, _ pieces: PieceTable
  ) throws(Problem) -> [AddedToken] {
    if top["added_tokens"] ?? .null == .null { return [] }
    let entries = try top.list("added_tokens") { entry throws(Problem) in
      var token = AddedToken(
        id: try entry.required("id", .int(0...Int(UInt32.max))),
        content: Array(try entry.required("content", .string).utf8),
        isSpecial: try entry.required("special", .bool))
      token.isNormalized = try entry.required("normalized", .bool)
      token.stripsLeft = try entry.required("lstrip", .bool)
      token.stripsRight = try entry.required("rstrip", .bool)
      token.isSingleWord = try entry.required("single_word", .bool)
      return token
    }
    var tokens: [AddedToken] = []
    var places: [[UInt8]: Int] = [:]
    var next = pieces.count
    var moved: [(token: AddedToken, written: Int)] = []
    for (i, entry) in entries.enumerated() where !entry.content.isEmpty {
      var token = entry
      if let place = places[entry.content] {
        // The last one's flags count, but once special it stays so.
        token.id = tokens[place].id
        token.isSpecial = token.isSpecial || tokens[place].isSpecial
        tokens[place] = token
        continue
      }
      if let id = pieces.id(of: entry.content) {
        token.id = Int(id)
      } else {
        token.id = next
        next += 1
        if let other = pieces[token.id] {
          throw Problem(
            .noInput, "one id for two tokens", path: path, place: "added_tokens[\(i)]",
            got: "id \(token.id), which tokens that the vocabulary lacks get, for "
              + "\"\(shown(entry.content))\" and for \"\(shown(other))\" of model.vocab",
            expected: "a vocabulary without gaps, or one with these tokens")
        }
      }
      if token.id != entry.id { moved.append((token, entry.id)) }
      places[entry.content] = tokens.count
      tokens.append(token)
    }
    if let (token, written) = moved.first {
      note(
        "\(moved.count) added tokens have other ids than the file says, as tokenizers gives them: "
          + "\(shown(token.content)) is \(token.id), not \(written)")
    }
    return tokens
  }

  /// Sets the patterns of normalized tokens: the normalizers' output for them.
  func normalize(
    _ tokens: inout [AddedToken], _ normalizers: [TokenizerFile.Normalizer]
  ) throws(Problem) {
    var places: [[UInt8]: Int] = [:]
    do throws(PatternProblem) {
      let normalizer = try PlainNormalizer(normalizers)
      for i in tokens.indices where tokens[i].isNormalized {
        var piece = PlainPiece(tokens[i].content)
        try normalizer.normalize(&piece)
        tokens[i].pattern = piece.bytes
      }
    } catch {
      throw error.located(path: path, place: "normalizer")
    }
    for (i, token) in tokens.enumerated() where token.isNormalized {
      guard !token.pattern.isEmpty else {
        throw Problem(
          .noInput, "an added token that the normalizers remove", path: path,
          place: "added_tokens", got: "\"\(shown(token.content))\"",
          expected: "\"normalized\": false for it")
      }
      guard let other = places.updateValue(i, forKey: token.pattern) else { continue }
      throw Problem(
        .noInput, "two added tokens that become the same when normalized", path: path,
        place: "added_tokens",
        got: "\"\(shown(tokens[other].content))\" and \"\(shown(token.content))\"",
        expected: "tokens that differ")
    }
  }
}
