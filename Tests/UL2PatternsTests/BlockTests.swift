import ExactnessSupport
import Testing
import UL2Patterns

/// Blocks read with AVX-512 beside those read without, and both beside automata: characters of several bytes at blocks'
/// ends, and bytes that are not UTF-8. On a processor without AVX-512 the first two are the same.
struct BlockTests {
  /// One character of each kind and length, and what patterns look for around them.
  static let characters = [
    "a", "É", "é", "ſ", "漢", "か", "・", "한", "क", "ि", "\u{301}", "\u{1D165}", "😀", "𠀀", "𝟘", "٣",
    "—",
    "\u{A0}", "\u{3000}", "\u{378}", "\u{FFFD}", "\u{10FFFF}", " ", "\n", ".", "'", "/", "\u{1}",
  ]

  private struct Scanners {
    let comparison: ScannerComparison
    let wide: PieceScanner
    let narrow: PieceScanner
    let automata: PieceScanner

    init(family: Int) throws {
      let (sources, dialect) = PieceScannerTests.families[family]
      let steps = try sources.map {
        PieceStep(try Pattern($0, dialect: dialect), dropsGaps: false)
      }
      comparison = ScannerComparison(steps)
      wide = try #require(PieceScanner(steps))
      narrow = try #require(PieceScanner(steps, isWide: false))
      automata = try #require(PieceScanner(steps, byHand: false))
    }

    func agree(_ text: [UInt8], room: Int = 512) throws -> Bool {
      let expected = try comparison.ends(text, by: automata)
      return try expected == comparison.ends(text, by: wide, room: room)
        && expected == comparison.ends(text, by: narrow, room: room)
    }
  }

  @Test(arguments: PieceScannerTests.families.indices)
  func charactersAtTheEndOfABlock(family: Int) throws {
    let scanners = try Scanners(family: family)
    let fill = Array("word, it's 12 Words\n\nx'll (y)  /z".utf8)
    for character in Self.characters {
      for before in 56...66 {
        for after in [
          "", "b", "é", "漢x", "'re y", "'\u{17F} y", "\u{301}. ", " \n a", "B\u{1F600}",
        ] {
          var text = (0..<before).map { fill[$0 % fill.count] }
          text += Array((character + after).utf8)
          #expect(try scanners.agree(text), "\(character) after \(before) bytes, before \(after)")
          text += fill
          #expect(try scanners.agree(text), "\(character) after \(before) bytes, in a text")
        }
      }
    }
  }

  /// A run of one kind of character, so that a block has several parts, from every place within a part.
  @Test(arguments: PieceScannerTests.families.indices)
  func longRuns(family: Int) throws {
    let scanners = try Scanners(family: family)
    for character in Self.characters {
      for shift in 0..<5 {
        for count in [15, 16, 21, 22, 31, 32, 33, 63, 64, 65, 130] {
          let text =
            String(repeating: "x", count: shift) + String(repeating: character, count: count)
          #expect(try scanners.agree(Array(text.utf8)))
          #expect(try scanners.agree(Array((text + " 'd").utf8), room: 1 + count))
        }
      }
    }
  }

  /// Bytes that are not UTF-8 have pieces too, the same with AVX-512 as without. Some are read as an apostrophe of two
  /// bytes, after which automata find contractions; so these are no measure here.
  @Test(arguments: PieceScannerTests.families.indices)
  func malformedBytes(family: Int) throws {
    let scanners = try Scanners(family: family)
    let bad: [[UInt8]] = [
      [0x80], [0xBF], [0xC0, 0x80], [0xC3], [0xC3, 0x41], [0xE0, 0x80, 0x80], [0xE6, 0xBC], [0xE6],
      [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8], [0xFF], [0xE6, 0xBC, 0xC3, 0xA9],
      [0xF0, 0x9F, 0xE6, 0xBC, 0xA2],
    ]
    let fill = Array("a word, \u{E9}t\u{E9} \u{6F22}\u{5B57} it's 12 ".utf8)
    for bytes in bad {
      for before in Array(0...4) + Array(54...66) {
        let text = (0..<before).map { fill[$0 % fill.count] } + bytes
        for text in [text, text + Array("'s x".utf8), text + fill + fill + bytes + fill] {
          let wide = try #require(try scanners.comparison.ends(text, by: scanners.wide))
          #expect(wide.last == text.count)
          #expect(zip(wide, wide.dropFirst()).allSatisfy { $0 < $1 })
          let narrow = try scanners.comparison.ends(text, by: scanners.narrow)
          #expect(wide == narrow, "\(bytes) after \(before) bytes")
        }
      }
    }
  }
}
