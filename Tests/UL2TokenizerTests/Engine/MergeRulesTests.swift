/// Merging by rules against a textbook merger: random vocabularies, all lengths, all alphabets.
import Testing
import UL2Core
import UL2Patterns
import UL2Tokenizer

/// Merges one pair at a time, over ids.
private struct Textbook {
  let rules: MergeRules
  private var merges: [[Int]: (rank: Int, result: Int)] = [:]
  private var ids: [[UInt8]: Int] = [:]

  init(_ rules: MergeRules) {
    self.rules = rules
    for rule in rules.rules { merges[[rule.left, rule.right]] = (rule.rank, rule.result) }
    for (id, piece) in rules.pieces.enumerated() { if let piece { ids[piece] = id } }
  }

  func encode(_ text: [UInt8]) -> [Int32] {
    if rules.ignoresMerges, let id = ids[text] { return [Int32(id)] }
    var symbols = self.symbols(text)
    while true {
      var best: (at: Int, rank: Int, result: Int)?
      for at in symbols.indices.dropLast() {
        guard let merge = merges[[symbols[at], symbols[at + 1]]] else { continue }
        if merge.rank < best?.rank ?? .max { best = (at, merge.rank, merge.result) }
      }
      guard let best else { return symbols.map { Int32($0) } }
      symbols.replaceSubrange(best.at...best.at + 1, with: [best.result])
    }
  }

  private func symbols(_ text: [UInt8]) -> [Int] {
    var found: [Int] = []
    switch rules.alphabet {
    case .bytes(let bytes):
      for byte in text {
        if let id = bytes[Int(byte)] {
          found.append(id)
        } else if let unknown = rules.unknown, !(rules.fusesUnknowns && found.last == unknown) {
          found.append(unknown)
        }
      }
    case .characters(let bytes):
      var waiting = false
      for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
        let character = Array(String(scalar).utf8)
        if let id = ids[character] {
          if waiting { found.append(rules.unknown ?? 0) }
          waiting = false
          found.append(id)
          continue
        }
        let spelled = scalar == " " ? [0xE2, 0x96, 0x81] : character
        let fallback = bytes.map { bytes in spelled.map { bytes[Int($0)] } } ?? [nil]
        if !fallback.contains(nil) {
          found += fallback.compactMap(\.self)
        } else if let unknown = rules.unknown {
          if waiting, !rules.fusesUnknowns { found.append(unknown) }
          waiting = true
        }
      }
      if waiting { found.append(rules.unknown ?? 0) }
    }
    return found
  }
}

@Suite struct MergeRulesTests {
  /// The ids that the engine gives a text that is one piece: when it first sees it, and again.
  private func check(_ rules: MergeRules, _ texts: [[UInt8]]) throws {
    let encoder = TextEncoder(try TextModel(rules))
    let textbook = Textbook(rules)
    var right: [[UInt8]: [Int32]] = [:]
    for text in texts {
      let expected = textbook.encode(text)
      right[text] = expected
      for _ in 0..<2 {
        var ids: [Int32] = []
        try #require(encoder.encode(text.span, appendingTo: &ids))
        try #require(ids == expected, "\(text.prefix(100))")
      }
    }
    // Too long to be kept, and for a textbook's patience.
    let first = try #require(texts.first { $0.count < 20 })
    let long = Array(repeatElement(first, count: 1 + 1500 / first.count).joined())
    var ids: [Int32] = []
    try #require(encoder.encode(long.span, appendingTo: &ids))
    right[long] = ids
    try checkTogether(rules, texts, long, right)
  }

  /// The same texts as pieces of one, which are merged side by side: new ones, the same again soon and later, and long
  /// ones.
  private func checkTogether(
    _ rules: MergeRules, _ texts: [[UInt8]], _ long: [UInt8], _ right: [[UInt8]: [Int32]]
  ) throws {
    let steps = [PieceStep(try Pattern("[^|]+"), dropsGaps: true)]
    let model = try TextModel(rules, scanner: PieceScanner(steps))
    let encoder = TextEncoder(model)
    var pieces: [[UInt8]] = []
    for (i, text) in texts.enumerated() {
      pieces.append(text)
      if i % 3 == 0 { pieces.append(texts[i / 2]) }
      if i % 50 == 7 { pieces.append(long) }
    }
    let parts = pieces.map { right[$0] ?? [] }
    for count in [1, 15, 16, 17, 200] {
      let few = TextEncoder(model)
      var ids: [Int32] = []
      let text = Array(pieces.prefix(count).joined(separator: "|".utf8))
      try #require(few.encode(text.span, appendingTo: &ids))
      try #require(ids == parts.prefix(count).flatMap(\.self), "\(count) pieces")
    }
    let text = Array(pieces.joined(separator: "|".utf8))
    for _ in 0..<2 {
      var ids: [Int32] = []
      try #require(encoder.encode(text.span, appendingTo: &ids))
      try #require(ids == parts.flatMap(\.self))
    }
  }

  /// Rules that join random pieces, in any order of ranks, some of them never used.
  private func randomRules(_ alphabet: MergeRules, merges: Int, _ random: inout CounterRandom)
    -> MergeRules
  {
    var rules = alphabet
    var ids: [[UInt8]: Int] = [:]
    for (id, piece) in rules.pieces.enumerated() { if let piece { ids[piece] = id } }
    var parts = ids.filter { $0.key.count < 4 }.map(\.value).sorted()
    for _ in 0..<merges {
      let (left, right) = (parts[random.below(parts.count)], parts[random.below(parts.count)])
      guard let first = rules.pieces[left], let second = rules.pieces[right],
        first.count + second.count < 40
      else { continue }
      if ids[first + second] == nil {
        ids[first + second] = rules.pieces.count
        parts.append(rules.pieces.count)
        rules.pieces.append(first + second)
      }
      rules.rules.append(
        MergeRules.Rule(left: left, right: right, result: ids[first + second] ?? 0, rank: 0))
    }
    for i in rules.rules.indices.reversed() {
      rules.rules.swapAt(i, random.below(i + 1))
    }
    for i in rules.rules.indices { rules.rules[i].rank = i }
    return rules
  }

  private func randomText(_ characters: [[UInt8]], _ random: inout CounterRandom) -> [UInt8] {
    let count = random.below(8) == 0 ? random.below(300) : 1 + random.below(30)
    return (0..<max(1, count)).flatMap { _ in characters[random.below(characters.count)] }
  }

  @Test(arguments: 0..<12) func bytes(_ seed: Int) throws {
    var random = CounterRandom(key: UInt64(seed))
    let isPartial = seed % 3 == 1
    let letters = Array("abcd".utf8)
    var pieces: [[UInt8]?] = [Array("?!?".utf8), nil]
    var bytes = [Int?](repeating: nil, count: 256)
    for byte in 0..<256 where !isPartial || letters.dropLast().contains(UInt8(byte)) {
      bytes[byte] = pieces.count
      pieces.append([UInt8(byte)])
    }
    // Only these four are merged.
    var rules = MergeRules(
      pieces: letters.map { [$0] }, rules: [], alphabet: .bytes([]), ignoresMerges: seed % 2 == 0)
    rules = randomRules(rules, merges: 60, &random)
    let offset = pieces.count
    let used = Dictionary(uniqueKeysWithValues: letters.enumerated().map { ($0, bytes[Int($1)]) })
    func id(_ old: Int) -> Int? { old < 4 ? used[old] ?? nil : offset + old - 4 }
    rules.rules = rules.rules.compactMap { rule in
      guard let left = id(rule.left), let right = id(rule.right), let result = id(rule.result)
      else { return nil }
      return MergeRules.Rule(left: left, right: right, result: result, rank: rule.rank)
    }
    rules.pieces = pieces + rules.pieces.dropFirst(4)
    rules.alphabet = .bytes(bytes)
    if seed % 4 < 2 { rules.unknown = 0 }
    rules.fusesUnknowns = seed % 4 == 0
    let texts = (0..<120).map { _ in randomText(letters.map { [$0] }, &random) }
    try check(rules, texts)
  }

  @Test(arguments: 0..<8) func characters(_ seed: Int) throws {
    var random = CounterRandom(key: UInt64(seed) + 100)
    let known = ["a", "b", " ", "é", "漢", "🙂"].map { Array($0.utf8) }
    var pieces: [[UInt8]?] = known.map { $0 }
    var bytes: [Int?]?
    let unknown = pieces.count
    pieces.append(Array("<unk>".utf8))
    if seed % 2 == 0 {
      bytes = (0..<256).map { byte in
        // The bytes of ü are in the vocabulary, one of ß's is not.
        byte == 0x9F && seed % 4 == 0 ? nil : pieces.count + byte
      }
      for byte in 0..<256 { pieces.append(Array("<\(byte)>".utf8)) }
    }
    if seed % 3 == 0 { pieces[2] = nil }
    let alphabet = MergeRules(
      pieces: pieces.map { $0.flatMap { $0.count < 5 && $0.first != 0x3C ? $0 : nil } }, rules: [],
      alphabet: .characters(bytes: bytes))
    var rules = randomRules(alphabet, merges: 80, &random)
    for (id, piece) in pieces.enumerated() { rules.pieces[id] = piece }
    rules.unknown = seed == 7 ? nil : unknown
    rules.fusesUnknowns = seed % 4 < 2
    let all = known + ["ß", "ü", "x"].map { Array($0.utf8) }
    try check(rules, (0..<120).map { _ in randomText(all, &random) })
  }

  /// Runs of a million characters take a moment, in little memory and as merging by a heap would have it.
  @Test func runsOfAMillion() throws {
    var pieces: [[UInt8]?] = (0..<256).map { [UInt8($0)] }
    var length = 2
    while length <= 64 {
      pieces.append([UInt8](repeating: 0x61, count: length))
      length *= 2
    }
    let rules = MergeRules(ranks: pieces)
    let encoder = TextEncoder(try TextModel(rules))
    for count in [70_000, 1_000_003] {
      var ids: [Int32] = []
      let text = [UInt8](repeating: 0x61, count: count)
      #expect(try encoder.encode(text.span, appendingTo: &ids))
      let total = ids.reduce(0) { $0 + (pieces[Int($1)]?.count ?? 0) }
      #expect(total == count)
      #expect(ids.count == count / 64 + (count % 64).nonzeroBitCount)
    }
  }

  @Test func badRulesAreRefused() {
    let bytes: [[UInt8]?] = (0..<256).map { [UInt8($0)] }
    let alphabet = MergeRules.Alphabet.bytes((0..<256).map { $0 })
    func reason(_ rules: MergeRules) -> String? {
      do throws(TextModel.Unfit) {
        _ = try TextModel(rules)
        return nil
      } catch {
        return error.reason
      }
    }
    func rule(_ left: Int, _ right: Int, _ result: Int) -> MergeRules.Rule {
      MergeRules.Rule(left: left, right: right, result: result, rank: 0)
    }
    #expect(reason(MergeRules(pieces: bytes, rules: [], alphabet: alphabet)) == nil)
    #expect(reason(MergeRules(pieces: [], rules: [], alphabet: alphabet)) == "0 pieces")
    #expect(
      reason(MergeRules(pieces: bytes, rules: [rule(0, 1, 256)], alphabet: alphabet))
        == "a merge of pieces that are not there")
    #expect(
      reason(MergeRules(pieces: bytes + [[0, 2]], rules: [rule(0, 1, 256)], alphabet: alphabet))
        == "a merge of pieces that are not there")
    #expect(
      reason(MergeRules(pieces: bytes, rules: [], alphabet: .bytes([nil, 300]))) == "2 bytes")
    #expect(
      reason(MergeRules(pieces: [], rules: [], alphabet: .characters(bytes: nil))) == "0 pieces")
  }
}
