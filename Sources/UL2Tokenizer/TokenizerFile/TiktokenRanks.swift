/// Reads a tiktoken file: one line per piece, with its bytes in base64 and its rank. The pattern and the special tokens
/// are not in it: they come from the known vocabularies, or from the caller.

struct TiktokenRanks {
  let path: String

  /// - Parameters:
  ///   - pattern: the name of a known vocabulary, or a regular expression; nil: the one recognised.
  static func read(
    _ bytes: [UInt8], path: String, pattern: String?
  ) throws(Problem) -> TokenizerFile {
    let reader = TiktokenRanks(path: path)
    let pieces = try reader.pieces(bytes)
    let recognised = KnownRanks.all.first { $0.count == pieces.count && $0.hash == pieces.hash }
    let named = pattern.flatMap { name in KnownRanks.all.first { $0.name == name } }
    guard let source = named?.pattern ?? pattern ?? recognised?.pattern else {
      throw Problem(
        .noInput, "unknown ranks, which do not say how to split text", path: path,
        got: "\(pieces.count) ranks",
        expected:
          "those of \(KnownRanks.all.filter { $0.hash != nil }.map(\.name).joined(separator: ", "))",
        fix:
          "pass \(.tiktokenPattern): \(KnownRanks.all.map(\.name).joined(separator: ", ")), or a regular expression"
      )
    }
    var file = try pieces.file(.tiktoken, pattern: source)
    file.bytes = bytes
    // Another pattern does not change the tokens.
    file.name = recognised?.name
    if source != recognised?.pattern { file.givenPattern = pattern }
    for (id, content) in recognised?.special ?? [] {
      file.addedTokens.append(
        AddedToken(id: id, content: Array(content.utf8), isSpecial: true))
    }
    return file
  }

  private func pieces(_ bytes: [UInt8]) throws(Problem) -> RankedPieces {
    var pieces = RankedPieces(path: path, expecting: bytes.count / 16) { "\($0)" }
    var piece: [UInt8] = []
    var start = 0
    var line = 0
    while start < bytes.count {
      let end = bytes.firstIndex(of: 0x0A, in: start..<bytes.count)
      let text = bytes.trimmed(start..<end)
      start = end + 1
      line += 1
      if text.isEmpty { continue }
      let space = bytes.firstIndex(of: 0x20, in: text)
      piece.removeAll(keepingCapacity: true)
      guard space < text.upperBound, let rank = Self.number(bytes[(space + 1)..<text.upperBound]),
        Base64.decode(bytes[text.lowerBound..<space], appendingTo: &piece)
      else {
        throw pieces.failure(
          "not a piece with a rank", line, got: shown(bytes[text]),
          expected: "a piece in base64, a space and its rank")
      }
      try pieces.add(piece, rank: rank, number: line)
    }
    return pieces
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Int? {
    guard (1...10).contains(text.count) else { return nil }
    var number = 0
    for byte in text {
      guard byte.isASCIIDigit else { return nil }
      number = 10 * number + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }

  /// Whether a file begins like a tiktoken file: with a whole line of base64, a space and a number.
  static func fits(_ bytes: [UInt8]) -> Bool {
    let start = bytes.firstIndex { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 } ?? 0
    let end = bytes.firstIndex(of: 0x0A, in: start..<min(bytes.count, start + 4096))
    let text = bytes.trimmed(start..<end)
    let space = bytes.firstIndex(of: 0x20, in: text)
    return space < text.upperBound && number(bytes[(space + 1)..<text.upperBound]) != nil
      && Base64.decoded(bytes[text.lowerBound..<space]) != nil
  }
}
