import TestSupport
import Testing
import UL2Pipeline

@Suite("Inspect: text")
struct InspectTextTests {
  private func plain(_ lines: [StyledText]) -> [String] { lines.map { $0.text(colours: false) } }

  @Test("nothing that moves a cursor is sent raw, whatever the style")
  func escapesNeutralised() {
    let evil = "a\u{1B}[2Jb\u{9B}31m\u{7F}\r\u{202E}c\u{200B}\u{2028}⟦<eos>⟧\u{E0041}\u{0}"
    var text = StyledText(evil, .target)
    text.append(evil, .sentinel(3), solid: true)
    text.append(marker: "<pad\u{1B}>", .special, inBrackets: true)
    for colours in [false, true] {
      var written = text.text(colours: colours)
      // The program's own sequences.
      for code in ["32", "31", "7", "30;102"] {
        written = written.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false)
          .joined()
      }
      written = written.split(separator: "\u{1B}[0m", omittingEmptySubsequences: false).joined()
      for scalar in written.unicodeScalars {
        #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        #expect(scalar.properties.generalCategory != .format)
      }
      #expect(written.contains("␛[2J") && written.contains("\\u{9B}31m"))
      #expect(written.contains("\\u{27E6}<eos>\\u{27E7}") && written.contains("⟦<pad␛>⟧"))
    }
    #expect(visible("q\u{93F}\u{200D} é 漢 🙂") == "q\u{93F}\u{200D} é 漢 🙂")
  }

  @Test("lines break after spaces, count wide letters twice, and keep markers whole")
  func wrapping() {
    #expect(
      plain(StyledText("one two three four").wrapped(9)) == ["one two ", "three ", "four"])
    #expect(plain(StyledText("漢字漢字漢字").wrapped(5)) == ["漢字", "漢字", "漢字"])
    #expect(
      plain(StyledText("e\u{301}e\u{301}e\u{301}").wrapped(2)) == ["e\u{301}e\u{301}", "e\u{301}"])
    #expect(plain(StyledText("abcdefghij").wrapped(4)) == ["abcd", "efgh", "ij"])
    #expect(
      plain(StyledText("path: /a/very/long/path/name").wrapped(24))
        == ["path: /a/very/long/path/", "name"])
    var text = StyledText("abcdef")
    text.append(marker: "<s0>", .sentinel(0), inBrackets: true)
    text.append("xy")
    #expect(plain(text.wrapped(8)) == ["abcdef", "⟦<s0>⟧xy"])
    #expect(plain(StyledText("").wrapped(8)) == [""])
    #expect(plain(StyledText("aa bb").wrapped(12, indent: 2)) == ["aa bb"])
    #expect(plain(StyledText("aaaaaa bbbbbb").wrapped(12, indent: 2)) == ["aaaaaa ", "  bbbbbb"])
  }

  @Test("colours never change what fits a line")
  func wrappingWithColours() {
    var text = StyledText("one ", .prefix)
    text.append("two three ", .target)
    text.append(marker: "<eos>", .special, inBrackets: false)
    for width in 4...30 {
      let lines = text.wrapped(width)
      #expect(lines.allSatisfy { $0.width <= max(width, 5) })
      for line in lines {
        let coloured = line.text(colours: true)
        #expect(coloured.hasSuffix("\u{1B}[0m"))
        var stripped = ""
        var inside = false
        for character in coloured {
          if character == "\u{1B}" { inside = true }
          if !inside { stripped.append(character) }
          if character == "m" { inside = false }
        }
        #expect(stripped == line.text(colours: false))
      }
    }
  }

  @Test("the mask of a known example")
  func mask() {
    let grid = MaskGrid(length: 6, prefixLength: 3, lossStart: 3)
    #expect(
      grid.lines(colours: false).map { $0.trimmed.text(colours: false) } == [
        "███···", "▒▒▒▒·· ╻", "▒▒▒▒▒▒ ┃",
      ])
    #expect(
      grid.lines(colours: true).map { $0.trimmed.text(colours: false) } == [
        "███···", "▀▀▀▄·· ╻", "█████▄ ┃",
      ])
    let odd = MaskGrid(length: 3, prefixLength: 0, lossStart: 1)
    #expect(
      odd.lines(colours: false).map { $0.trimmed.text(colours: false) } == [
        "▒▒· ╻", "▒▒▒ ╹",
      ])
  }

  @Test("short prefixes and targets stay visible in a small drawing")
  func maskExtremes() {
    let short = MaskGrid(length: 2048, prefixLength: 3, lossStart: 3)
    #expect(short.size == 24 && short.prefix == 1 && short.hasLoss(1) && !short.hasLoss(0))
    let long = MaskGrid(length: 2048, prefixLength: 2047, lossStart: 2047)
    #expect(long.prefix == 23 && long.hasLoss(23) && !long.hasLoss(22))
    for length in 1...60 {
      for prefix in 0...length {
        let grid = MaskGrid(length: length, prefixLength: prefix, lossStart: prefix)
        for row in 0..<grid.size {
          #expect(grid[row, row] != .unseen)
          if grid.hasLoss(row), row + 1 < grid.size { #expect(grid[row, row + 1] == .unseen) }
        }
      }
    }
  }

  @Test("bytes make letters where they can, and are shown where not")
  func bytePieces() throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/bpe-8k.model")) { _ in false }
    let names = TokenNames(tokenizer, reserved: nil)
    func byte(_ value: Int) throws -> Int {
      let digits = String(value, radix: 16, uppercase: true)
      return try #require(
        tokenizer.id(ofPiece: "<0x\(digits.count < 2 ? "0" : "")\(digits)>"))
    }
    let ids = try [0xE2, 0x82, 0xAC, 0x1B, 0xE2, 0x82, 0x0A, 0x0A].map(byte)
    var ids2 = ids
    ids2.append(try #require(tokenizer.eos))
    let text = TokenText(names, hasBrackets: true).styled(ids2, .target)
    #expect(plain(text.wrapped(40)) == ["€␛\\xE2\\x82↵↵", "⟦<eos>⟧"])
  }

  @Test("the middle of long runs is left out, and counted")
  func shortening() throws {
    let tokenizer = try Tokenizer(fixture("tokenizers/unigram-8k.model")) { _ in false }
    let piece = try #require(tokenizer.id(ofPiece: "▁the"))
    let reserved = ReservedTokens(
      vocabularySize: 9000, eos: try #require(tokenizer.eos), pad: 0, decoderStart: 0,
      sentinels: Sentinels(first: 8999, step: -1, count: 100))
    let names = TokenNames(tokenizer, reserved: reserved)
    let run = [Int](repeating: piece, count: 50)
    let ids = run + [8999] + run + [8998]
    let pieces = Shortening(run: 9, part: 1000).pieces(ids, names)
    #expect(
      pieces == [
        .shown(0..<6), .gap(6..<47, sentinels: 0), .shown(47..<57), .gap(57..<98, sentinels: 0),
        .shown(98..<102),
      ])
    #expect(
      Shortening(run: 1000, part: 9).pieces(ids, names) == [
        .shown(0..<6), .gap(6..<99, sentinels: 1), .shown(99..<102),
      ])
    #expect(Shortening(run: 1000, part: 90).pieces(ids, names) == [.shown(0..<102)])
    #expect(Shortening(run: 1, part: 1).pieces([], names).isEmpty)
  }
}
