import Testing
import UL2Patterns

/// The matches of a regex, as text.
func found(_ source: String, _ text: String, _ dialect: RegexDialect = .oniguruma) throws
  -> [String]
{
  let bytes = Array(text.utf8)
  return try Pattern(source, dialect: dialect).matches(in: bytes.span).map {
    String(decoding: bytes[$0], as: UTF8.self)
  }
}

struct PatternTests {
  static let llama =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

  @Test func piecesOfLlama3() throws {
    #expect(
      try found(Self.llama, "It's 12345  o'clock:\n\n  été")
        == ["It", "'s", " ", "123", "45", " ", " o", "'clock", ":\n\n", " ", " été"])
    #expect(try found(Self.llama, "'\u{17F}a") == ["'\u{17F}", "a"])
  }

  @Test func countsLazyAndPossessive() throws {
    #expect(try found("a{2,3}?", "aaaaa") == ["aa", "aa"])
    #expect(try found("a++b|a", "aab") == ["aab"])
    #expect(try found("a++a|b", "aab") == ["b"])
    #expect(try found("(?:ab){1,2}", "ababab") == ["abab", "ab"])
    // The same text is a count of a count in one engine, a possessive count in the other.
    #expect(try found("a{1,3}+a", "aaaaa") == ["aaaaa"])
    #expect(try found("a{1,3}+a", "aaaa", .fancyRegex) == ["aaaa"])
  }

  @Test func linesAndTexts() throws {
    #expect(try found("a$", "a\na") == ["a", "a"])
    #expect(try found("a$", "a\na", .fancyRegex) == ["a"])
    #expect(try found("^a", "aa\na") == ["a", "a"])
    #expect(try found(#"\s++$|\s"#, "a \n b \n", .fancyRegex) == [" ", "\n", " ", " \n"])
  }

  @Test func classes() throws {
    #expect(try found(#"[\p{L}&&[^\p{Han}]]+"#, "ab漢字cd") == ["ab", "cd"])
    #expect(try found(#"[a-cx\-]+"#, "ab-xd") == ["ab-x"])
    #expect(try found(#"[^\S\n]+"#, " \t\n \u{3000}") == [" \t", " \u{3000}"])
    #expect(try found(#"\x{6F22}|\u5B57"#, "漢字") == ["漢", "字"])
  }

  /// Word characters differ between engines, and in one of them between `\w` alone and in a class.
  @Test func wordCharacters() throws {
    #expect(try found(#"\w+"#, "x²¼\u{200D}y") == ["x²¼", "y"])
    #expect(try found(#"[\w]+"#, "x²y¼") == ["x", "y"])
    #expect(try found(#"\W"#, "x²-") == ["-"])
    #expect(try found(#"[\W]"#, "x²-") == ["²", "-"])
    #expect(try found(#"\w+"#, "x²¼\u{200D}y", .fancyRegex) == ["x", "\u{200D}y"])
  }

  /// As Oniguruma's iterator: no empty match where the last one ended.
  @Test func emptyMatches() throws {
    #expect(try found("a*", "baac") == ["", "aa", ""])
  }

  @Test(
    arguments: [
      (#"(?<=a)b"#, 0), (#"(a)\1"#, 3), (#"\p{Emoji}"#, 0), (#"[[:alpha:]]"#, 1),
      ("(?:a*)*", 6), ("(a", 0), ("a)", 1), ("[a", 0), ("[]", 0), ("[z-a]", 1), (#"\R"#, 0),
      ("*a", 0), ("a{3,2}", 1), ("a{1001}", 1), (#"\x{110000}"#, 0), ("(?i:é)", 4), ("(?i:ss)", 4),
      (#"\b"#, 0), ("a(?#b)", 1), (#"[a&&]"#, 4), ("(?i:\\p{L})", 4), ("\\", 0), ("(?!a)*", 5),
    ] as [(String, Int)])
  func refused(source: String, place: Int) {
    let problem = #expect(throws: PatternProblem.self, "\(source)") { try Pattern(source) }
    #expect(problem?.place == place, "\(source): \(problem as Any)")
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)
    #expect(throws: PatternProblem.self) { try Pattern(deep) }
    #expect(throws: PatternProblem.self) { try Pattern(String(repeating: "[", count: 100_000)) }
    #expect(throws: PatternProblem.self) {
      try Pattern("(?:(?:(?:a{900}b?){900}c?){900}d?){900}")
    }
  }

  @Test func aRegexThatExplodesEnds() {
    let problem = #expect(throws: PatternProblem.self) {
      try found("(?:a|aa|a)+b", String(repeating: "a", count: 200))
    }
    #expect(problem?.isExhausted == true)
  }

  @Test func aMillionCharactersInOneRun() throws {
    let text = String(repeating: "ä", count: 1_000_000)
    #expect(try found(#"\p{L}+"#, text) == [text])
    #expect(try found(#"\p{L}+x|\p{L}+(?!\S)"#, text) == [text])
  }

  @Test func illFormedBytesAreReadByteByByte() throws {
    let bytes: [UInt8] = [0x61, 0xE2, 0x82, 0x62, 0xFF, 0xF0]
    let pieces = try Pattern(#"\p{L}+|[^\p{L}]+"#).matches(in: bytes.span)
    #expect(pieces == [0..<1, 1..<3, 3..<4, 4..<6])
  }
}
