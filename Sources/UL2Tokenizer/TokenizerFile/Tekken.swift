/// Reads a tekken file, Mistral's: ranks as in a tiktoken file, and the pattern. The first ids are reserved for special
/// tokens; a piece's id is its rank plus their number.

struct Tekken {
  let path: String
  private var file: JSONFile { .tokenizer(path) }

  static func read(_ bytes: [UInt8], path: String) throws(Problem) -> TokenizerFile {
    let reader = Tekken(path: path)
    var file = unsafe try bytes.withUnsafeBufferPointer { buffer throws(Problem) in
      unsafe try reader.read(buffer)
    }
    file.bytes = bytes
    return file
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) -> TokenizerFile {
    var scanner = unsafe TokenizerScanner(bytes, path: path)
    var members: [JSONValue.Member] = []
    var vocabulary: Range<Int>?
    var key: [UInt8] = []
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &key) {
      switch String(decoding: key, as: UTF8.self) {
      case "vocab": vocabulary = try scanner.skip()
      case let name where name == "config" || name == "special_tokens":
        members.append(JSONValue.Member(name, try scanner.value()))
      default: _ = try scanner.skip()
      }
    }
    try scanner.end()
    let top = try JSONObjectReader(.object(members), file)
    let config = try top.object("config")
    guard let vocabulary else {
      throw top.failure("vocab", "missing key", expected: "the list of pieces")
    }
    let pattern = try config.required("pattern", .string)
    let kept = try config.required("default_num_special_tokens", .int(0...PieceTable.idLimit))
    // There may be more pieces than the vocabulary has ids for.
    let size = try config.required("default_vocab_size", .int(kept + 1...PieceTable.idLimit))
    let pieces = try unsafe pieces(bytes, vocabulary, upTo: size - kept)
    guard pieces.rankCount == size - kept, pieces.count == size - kept else {
      throw config.failure(
        "default_vocab_size", "not as many pieces",
        got: "\(pieces.count) pieces of rank below "
          + "\(size - kept)", expected: "\(size) ids, \(kept) of them special tokens")
    }
    var result = try pieces.file(.tekken, pattern: pattern, offset: kept)
    result.addedTokens = try special(top, kept)
    return result
  }

  private func pieces(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, upTo limit: Int
  ) throws(Problem) -> RankedPieces {
    var scanner = unsafe TokenizerScanner(bytes, range, path: path)
    var pieces = RankedPieces(path: path, expecting: limit) { "vocab[\($0)]" }
    var text: [UInt8] = []
    var piece: [UInt8] = []
    var key: [UInt8] = []
    var first = true
    var number = 0
    guard try scanner.peek() == .array else {
      throw Problem(
        .noInput, "not a list", path: path, place: "vocab", expected: "a list of pieces")
    }
    try scanner.beginArray()
    while try scanner.nextElement(&first) {
      guard try scanner.peek() == .object else {
        throw pieces.failure("not a piece", number, expected: "an object with rank and token_bytes")
      }
      var rank: Int?
      var isDecoded = false
      var firstKey = true
      try scanner.beginObject()
      while try scanner.nextKey(&firstKey, into: &key) {
        if key.elementsEqual("rank".utf8) {
          rank = try scanner.wholeNumber()
        } else if key.elementsEqual("token_bytes".utf8), try scanner.peek() == .string {
          try scanner.string(into: &text)
          piece.removeAll(keepingCapacity: true)
          isDecoded = Base64.decode(text[...], appendingTo: &piece)
        } else {
          _ = try scanner.skip()
        }
      }
      guard let rank, isDecoded else {
        throw pieces.failure(
          "not a piece", number, expected: "a rank, and token_bytes in base64")
      }
      if rank < limit { try pieces.add(piece, rank: rank, number: number) }
      number += 1
    }
    return pieces
  }

  /// The tokens that the file names, else those of the first versions; all other reserved ids are named by their
  /// numbers.
  private func special(_ top: JSONObjectReader, _ kept: Int) throws(Problem) -> [AddedToken] {
    var names: [Int: String] = [:]
    if top["special_tokens"] ?? .null == .null {
      for (id, name) in Self.unnamed.enumerated() where id < kept { names[id] = name }
    } else {
      let entries = try top.list("special_tokens") { entry throws(Problem) in entry }
      for entry in entries {
        let rank = try entry.required("rank", .int(0...max(0, kept - 1)))
        let name = try entry.required("token_str", .string)
        guard !name.isEmpty, names.updateValue(name, forKey: rank) == nil else {
          throw entry.failure(
            "rank", "a special token twice, or without a name", expected: "each once")
        }
      }
    }
    var taken: Set<String> = []
    var tokens: [AddedToken] = []
    for id in 0..<kept {
      let name = names[id] ?? "<SPECIAL_\(id)>"
      guard taken.insert(name).inserted else {
        throw Problem(
          .noInput, "one name for two special tokens", path: path, place: "special_tokens",
          got: "\"\(name)\"", expected: "a name for each")
      }
      tokens.append(AddedToken(id: id, content: Array(name.utf8), isSpecial: true))
    }
    return tokens
  }

  /// The special tokens of the first versions, whose files do not name them.
  private static let unnamed = [
    "<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]",
    "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]",
    "[TOOL_CONTENT]",
  ]
}
