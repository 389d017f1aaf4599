import ExactnessSupport
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
    // Not assigned, but between kana.
    "\u{3040}", "\u{3098}か",
  ]

  /// The same numbers on every machine.
  private struct Numbers {
    var state: UInt64
    mutating func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
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
    let comparison = ScannerComparison(steps)
    var numbers = Numbers(state: UInt64(family + 1))
    for round in 0..<60 {
      let chosen = (0..<1 + numbers.next(below: 9)).map { _ in
        Self.parts[numbers.next(below: Self.parts.count)]
      }
      var text: [UInt8] = []
      for _ in 0..<numbers.next(below: 90) {
        text += Array(chosen[numbers.next(below: chosen.count)].utf8)
      }
      let expected = try comparison.textbookEnds(text)
      #expect(try comparison.ends(text, by: byHand, room: 1 + round % 40) == expected)
      #expect(try comparison.ends(text, by: automata, room: 1 + round % 40) == expected)
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
    let steps = [PieceStep(try Pattern(#"\p{L}+"#), dropsGaps: true)]
    let scanner = try #require(PieceScanner(steps))
    #expect(try ScannerComparison(steps).ends(Array("ab, c".utf8), by: scanner) == [2, ~4, 5])
  }
}
