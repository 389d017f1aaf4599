import Testing
import UL2Patterns

/// Scanners by hand beside automata and the textbook matcher. `Benchmarks/patterns random` compares many more texts.
struct PieceScannerTests {
  static let families: [([String], RegexDialect)] = [
    ([KnownPattern.gpt2], .oniguruma), ([KnownPattern.r50k], .fancyRegex),
    ([KnownPattern.llama3], .oniguruma), ([KnownPattern.qwen2], .oniguruma),
    ([KnownPattern.qwen35], .oniguruma), ([KnownPattern.cl100k], .fancyRegex),
    ([KnownPattern.o200k], .oniguruma), ([KnownPattern.tekken], .oniguruma),
    ([KnownPattern.kimi], .fancyRegex), (KnownPattern.deepSeek3, .oniguruma),
  ]

  static let parts = [
    "a", "word", "Word", "CamelCase", "XML", "é", "Ü", "ǅ", "ʰ", "漢字", "かな", "カナ・", "한글", "क्षि",
    "\u{301}", "1", "23", "4567", "٣", "Ⅳ", "'s", "'T", "'re", "'LL", "'ve", "'", "'\u{17F}", ".",
    "...", "/", "(", "\n", "\r\n", "\n/", " ", "  ", "     ", "\t", "\u{A0}", "\u{3000}", "\u{1}",
    "\u{200B}", "😀", "👍🏽", "—", "〇", "⺀", "\u{378}",
  ]

  /// The same numbers on every machine.
  private struct Numbers {
    var state: UInt64
    mutating func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }

  private static func ends(_ scanner: PieceScanner, _ text: [UInt8], room: Int) throws -> [Int] {
    let padded = text + [UInt8](repeating: 0x27, count: 64)
    var result: [Int] = []
    var cursor = PieceScanner.Cursor()
    let ends = UnsafeMutableBufferPointer<Int>.allocate(capacity: room)
    defer { ends.deallocate() }
    while cursor.position < text.count {
      let count = try padded.withUnsafeBufferPointer { bytes in
        try scanner.scan(bytes.baseAddress!, count: text.count, &cursor, into: ends)
      }
      result += ends[..<count]
    }
    return result
  }

  private static func textbook(_ steps: [PieceStep], _ text: [UInt8]) throws -> [Int] {
    var pieces = [0..<text.count]
    for step in steps {
      var finer: [Range<Int>] = []
      for piece in pieces where !piece.isEmpty {
        var at = piece.lowerBound
        for match in try step.pattern.matches(in: Array(text[piece]).span) {
          let start = piece.lowerBound + match.lowerBound
          if start > at { finer.append(at..<start) }
          at = piece.lowerBound + match.upperBound
          finer.append(start..<at)
        }
        if at < piece.upperBound { finer.append(at..<piece.upperBound) }
      }
      pieces = finer
    }
    return pieces.filter { !$0.isEmpty }.map(\.upperBound)
  }

  @Test(arguments: families.indices)
  func equalToTheTextbook(family: Int) throws {
    let (sources, dialect) = Self.families[family]
    var steps: [PieceStep] = []
    for source in sources {
      steps.append(PieceStep(try Pattern(source, dialect: dialect), dropsGaps: false))
    }
    if family == 0 { steps.insert(.digits(individual: true), at: 0) }
    let byHand = try #require(PieceScanner(steps))
    let automata = try #require(PieceScanner(steps, byHand: false))
    // Kimi's is scanned by an automaton.
    #expect(byHand.tier == (family == 8 ? .automaton : .byHand))
    #expect(automata.tier == .automaton)
    var numbers = Numbers(state: UInt64(family + 1))
    for round in 0..<60 {
      let chosen = (0..<1 + numbers.next(below: 9)).map { _ in
        Self.parts[numbers.next(below: Self.parts.count)]
      }
      var text: [UInt8] = []
      for _ in 0..<numbers.next(below: 90) {
        text += Array(chosen[numbers.next(below: chosen.count)].utf8)
      }
      let expected = try Self.textbook(steps, text)
      #expect(try Self.ends(byHand, text, room: 1 + round % 40) == expected)
      #expect(try Self.ends(automata, text, room: 1 + round % 40) == expected)
    }
  }

  /// Other regexes have automata; some have none.
  @Test func tiers() throws {
    func scanner(_ source: String) throws -> PieceScanner? {
      PieceScanner([PieceStep(try Pattern(source), dropsGaps: false)])
    }
    #expect(try scanner(#"\s?\p{L}+"#)?.tier == .automaton)
    #expect(try scanner(#"a(?=bc)"#) == nil)
    #expect(try scanner(#"a*"#) == nil)
  }

  @Test func whatIsDroppedIsNegative() throws {
    let scanner = try #require(
      PieceScanner([PieceStep(try Pattern(#"\p{L}+"#), dropsGaps: true)]))
    #expect(try Self.ends(scanner, Array("ab, c".utf8), room: 9) == [2, ~4, 5])
  }
}
