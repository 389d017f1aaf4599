/// The model of a `tokenizer.json`: its vocabulary, its merges or scores, its flags.

@safe struct ModelReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: String
  private var members: [JSONValue.Member] = []
  /// Where the vocabulary and the merges are in the file.
  private var large: [String: Range<Int>] = [:]

  /// The members that are small.
  private static let small: Set<String> = [
    "type", "dropout", "unk_token", "unk_id", "continuing_subword_prefix", "end_of_word_suffix",
    "fuse_unk", "byte_fallback", "ignore_merges", "max_input_chars_per_word",
  ]

  /// Finds the members of a model.
  ///
  /// - Parameters:
  ///   - bytes: the file; must outlive the reader.
  ///   - scanner: the file's, before the model; then after it.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, _ scanner: inout TokenizerScanner, path: String
  ) throws(Problem) {
    unsafe self.bytes = bytes
    self.path = path
    guard try scanner.peek() == .object else { throw failure("not an object", "model") }
    var key: [UInt8] = []
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &key) {
      let name = String(decoding: key, as: UTF8.self)
      if name == "vocab" || name == "merges" {
        guard large[name] == nil else { throw failure("a key twice", "model.\(name)") }
        large[name] = try scanner.skip()
      } else if Self.small.contains(name) {
        members.append(JSONValue.Member(name, try scanner.value()))
      } else {
        _ = try scanner.skip()
      }
    }
  }

  func read() throws(Problem) -> (TokenizerFile.Model, PieceTable) {
    let model = try JSONObjectReader(.object(members), .tokenizer(path), place: "model")
    guard let vocabulary = large["vocab"] else {
      throw failure("missing key", "model.vocab", expected: "the vocabulary")
    }
    switch try type(model, vocabulary, hasMerges: large["merges"] != nil) {
    case "BPE":
      guard let merges = large["merges"] else {
        throw failure("missing key", "model.merges", expected: "a list of merges")
      }
      return try bpe(model, vocabulary, merges)
    case "Unigram": return try unigram(model, vocabulary)
    case let other:
      throw failure(
        "a kind of model that is not supported", "model.type", got: other,
        expected: "BPE or Unigram")
    }
  }

  /// Old files have no type: it follows from the other members.
  private func type(
    _ model: JSONObjectReader, _ vocabulary: Range<Int>, hasMerges: Bool
  ) throws(Problem) -> String {
    if let type = try model.optional("type", .string) { return type }
    if hasMerges { return "BPE" }
    var scanner = unsafe TokenizerScanner(bytes, vocabulary, path: path)
    if try scanner.peek() == .array { return "Unigram" }
    return model["continuing_subword_prefix"] == nil ? "WordLevel" : "WordPiece"
  }

  func failure(
    _ problem: String, _ place: String, got: String? = nil, expected: String? = nil
  ) -> Problem {
    Problem(.noInput, problem, path: path, place: place, got: got, expected: expected)
  }

  // MARK: BPE

  private func bpe(
    _ model: JSONObjectReader, _ vocabulary: Range<Int>, _ merges: Range<Int>
  ) throws(Problem) -> (TokenizerFile.Model, PieceTable) {
    if let dropout = try model.optional("dropout", .double), dropout != 0 {
      throw model.failure(
        "dropout, which gives other ids each time, is not supported", key: "dropout", "null")
    }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = try model.optional(key, .string), !affix.isEmpty {
        throw model.failure("an affix of subwords is not supported", key: key, "null or \"\"")
      }
    }
    let pieces = try readVocabulary(vocabulary)
    var rules = BPERules()
    rules.merges = try readMerges(merges, pieces)
    rules.looksUpWholePieces = try model.optional("ignore_merges", .bool) ?? false
    rules.fusesUnknown = try model.optional("fuse_unk", .bool) ?? false
    if let name = try model.optional("unk_token", .string) {
      guard let id = pieces.id(of: name) else {
        throw model.failure(
          "a piece that the vocabulary lacks", key: "unk_token", "a piece of model.vocab, or null")
      }
      rules.unknown = id
    }
    if try model.optional("byte_fallback", .bool) ?? false {
      rules.byteFallback = pieces.byteFallbackIDs()
    }
    return (.bpe(rules), pieces)
  }

  private func readVocabulary(_ range: Range<Int>) throws(Problem) -> PieceTable {
    var scanner = unsafe TokenizerScanner(bytes, range, path: path)
    guard try scanner.peek() == .object else {
      throw failure("not an object", "model.vocab", expected: "pieces with their ids")
    }
    // A piece takes about 15 bytes.
    var pieces = PieceTable(expecting: min(range.count / 12, 1 << 20))
    var piece: [UInt8] = []
    var first = true
    try scanner.beginObject()
    while try scanner.nextKey(&first, into: &piece) {
      guard let id = try scanner.wholeNumber() else {
        throw failure(
          "no id", "model.vocab", got: "piece \"\(shown(piece))\"",
          expected: "a whole number for each piece")
      }
      try add(piece, id, to: &pieces)
    }
    guard pieces.count > 0 else {
      throw failure("no pieces", "model.vocab", expected: "pieces with their ids")
    }
    return pieces
  }

  private func add(
    _ piece: [UInt8], _ id: Int, to pieces: inout PieceTable, replacing: Bool = false
  ) throws(Problem) {
    do throws(PieceTable.Conflict) {
      try pieces.add(piece.span, id: id, replacing: replacing)
    } catch {
      let name = "\"\(shown(piece))\""
      switch error {
      case .idOutOfRange:
        throw failure(
          "an id out of range", "model.vocab", got: "\(name) with id \(id)",
          expected: "ids below \(PieceTable.idLimit)")
      case .idTaken(let other):
        let first = pieces[Int(other)].map { shown($0) } ?? ""
        throw failure(
          "one id for two pieces", "model.vocab", got: "id \(id) for \"\(first)\" and \(name)",
          expected: "an id for each piece")
      case .pieceTaken(let other):
        throw failure(
          "a piece twice", "model.vocab", got: "\(name) with ids \(other) and \(id)",
          expected: "each piece once")
      case .tooManyBytes:
        throw failure("too many pieces", "model.vocab", expected: "less than 4 GB of them")
      }
    }
  }

  private func readMerges(
    _ range: Range<Int>, _ pieces: PieceTable
  ) throws(Problem) -> [BPERules.Merge] {
    var scanner = unsafe TokenizerScanner(bytes, range, path: path)
    guard try scanner.peek() == .array else {
      throw failure("not a list", "model.merges", expected: "a list of merges")
    }
    var merges = MergeList(pieces)
    // The two pieces of a merge, or a line that is none.
    var text: [UInt8] = []
    var first = true
    var count = 0
    var arePairs: Bool?
    try scanner.beginArray()
    while try scanner.nextElement(&first) {
      let kind = try scanner.peek()
      if arePairs == nil { arePairs = kind == .array }
      guard kind == (arePairs == true ? .array : .string) else {
        throw failure(
          "merges of two forms", "model.merges[\(count)]",
          expected: "\"LEFT RIGHT\" for each, or [\"LEFT\", \"RIGHT\"] for each")
      }
      let cut = kind == .array ? try readPair(&scanner, &text) : try readLine(&scanner, &text)
      guard let cut else {
        // The first line of a merges.txt, which old files have in their list.
        if kind == .string, text.starts(with: "#version".utf8) {
          count += 1
          continue
        }
        throw failure(
          "not a merge of two pieces", "model.merges[\(count)]",
          got: kind == .string ? "\"\(shown(text))\"" : nil,
          expected: "\"LEFT RIGHT\" or [\"LEFT\", \"RIGHT\"]")
      }
      if let unknown = merges.add(text, cut: cut, rank: count) {
        throw failure(
          "a merge with a piece that the vocabulary lacks", "model.merges[\(count)]",
          got: "\"\(shown(unknown))\"", expected: "pieces of model.vocab")
      }
      count += 1
    }
    return merges.merges
  }

  /// - Parameter text: replaced by the two pieces.
  /// - Returns: where the second begins; nil where there are not two.
  private func readPair(
    _ scanner: inout TokenizerScanner, _ text: inout [UInt8]
  ) throws(Problem) -> Int? {
    text.removeAll(keepingCapacity: true)
    var first = true
    var texts = 0
    var cut = 0
    try scanner.beginArray()
    while try scanner.nextElement(&first) {
      if texts < 2, try scanner.peek() == .string {
        cut = text.count
        try scanner.string(appendingTo: &text)
        texts += 1
      } else {
        _ = try scanner.skip()
        texts = 3
      }
    }
    return texts == 2 ? cut : nil
  }

  /// - Parameter text: replaced by the two pieces; by the whole line where it is not a merge.
  /// - Returns: where the second begins; nil where there are not two.
  private func readLine(
    _ scanner: inout TokenizerScanner, _ text: inout [UInt8]
  ) throws(Problem) -> Int? {
    text.removeAll(keepingCapacity: true)
    try scanner.string(appendingTo: &text)
    if text.starts(with: "#version".utf8) { return nil }
    guard let space = text.firstIndex(of: 0x20), !text[(space + 1)...].contains(0x20) else {
      return nil
    }
    text.remove(at: space)
    return space
  }

  // MARK: Unigram

  private func unigram(
    _ model: JSONObjectReader, _ vocabulary: Range<Int>
  ) throws(Problem) -> (TokenizerFile.Model, PieceTable) {
    var scanner = unsafe TokenizerScanner(bytes, vocabulary, path: path)
    guard try scanner.peek() == .array else {
      throw failure("not a list", "model.vocab", expected: "a list of [\"PIECE\", SCORE]")
    }
    var pieces = PieceTable(expecting: min(vocabulary.count / 20, 1 << 20))
    var rules = UnigramRules()
    var piece: [UInt8] = []
    var first = true
    try scanner.beginArray()
    while try scanner.nextElement(&first) {
      let id = rules.scores.count
      guard let score = try readScore(&scanner, &piece) else {
        throw failure(
          "not a piece with a score", "model.vocab[\(id)]", expected: "[\"PIECE\", SCORE]")
      }
      // Of a piece that occurs twice, the last counts.
      try add(piece, id, to: &pieces, replacing: true)
      rules.scores.append(score)
    }
    guard !rules.scores.isEmpty else {
      throw failure("no pieces", "model.vocab", expected: "a list of [\"PIECE\", SCORE]")
    }
    if let unknown = try model.optional("unk_id", .int(0...rules.scores.count - 1)) {
      rules.unknown = Int32(unknown)
    }
    if try model.optional("byte_fallback", .bool) ?? false {
      rules.byteFallback = pieces.byteFallbackIDs()
    }
    guard rules.unknown != nil else {
      throw failure(
        "no unknown piece", "model.unk_id", expected: "the id of the piece for what has none")
    }
    return (.unigram(rules), pieces)
  }

  private func readScore(
    _ scanner: inout TokenizerScanner, _ piece: inout [UInt8]
  ) throws(Problem) -> Double? {
    guard try scanner.peek() == .array else { return nil }
    var first = true
    try scanner.beginArray()
    guard try scanner.nextElement(&first), try scanner.peek() == .string else { return nil }
    try scanner.string(into: &piece)
    guard try scanner.nextElement(&first), let score = try scanner.score() else { return nil }
    return try scanner.nextElement(&first) ? nil : score
  }
}

extension JSONObjectReader {
  fileprivate func failure(_ problem: String, key: String, _ expected: String) -> Problem {
    failure(key, problem, expected: expected)
  }
}
