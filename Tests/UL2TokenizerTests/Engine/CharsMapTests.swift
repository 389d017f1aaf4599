/// Replacement rules made by hand: those used, those left to the library, those refused.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct CharsMapTests {
  /// A fixture's model with other rules: of a message that comes twice, the last fields count.
  private func tokenizer(_ table: [UInt8], field: UInt8 = 3) throws -> Tokenizer {
    func delimited(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      var (length, count) = ([UInt8](), bytes.count)
      while count >= 0x80 {
        length.append(UInt8(count & 0x7F) | 0x80)
        count >>= 7
      }
      return [tag << 3 | 2] + length + [UInt8(count)] + bytes
    }
    let model = try readFile(fixture("tokenizers/unigram-8k.model"))
    let directory = TemporaryDirectory()
    try directory.write(model + delimited(field, delimited(2, table)), "rules.model")
    return try Tokenizer(directory("rules.model"))
  }

  @Test func rulesAreFollowed() throws {
    let table = ReplacementTable([
      ("x", "yy"), ("xz", ""), ("é", "e e"), ("a\u{301}", "á"), ("--", "—"),
    ])
    #expect(CharsMapCheck.damage(table.bytes) == nil)
    let tokenizer = try tokenizer(table.bytes)
    #expect(tokenizer.engine.kind == .fast)
    let encoder = TokenEncoder(tokenizer)
    var (ids, expected): ([Int32], [Int32]) = ([], [])
    for text in ["x", "xz", "axxzé", "éé a\u{301} a -- --- x z", "a\u{301}a\u{302}", "plain text"] {
      try encoder.encode(Array(text.utf8), into: &ids)
      try encoder.encodeByReference(Array(text.utf8), into: &expected)
      #expect(ids == expected, "\(text)")
    }
  }

  /// A replacement may begin inside a character; the result is then left to the library.
  @Test func rulesThatCutCharactersAreLeftToTheLibrary() throws {
    let table = ReplacementTable([("x", "é")], cutting: true)
    #expect(CharsMapCheck.damage(table.bytes) == nil)
    #expect(try tokenizer(table.bytes).engine.kind == .library)
  }

  @Test func nestingIsLimited() throws {
    func nested(_ count: Int) -> [UInt8] {
      ReplacementTable((1...count).map { (String(repeating: "x", count: $0), "y") }).bytes
    }
    #expect(CharsMapCheck.damage(nested(32)) == nil)
    #expect(CharsMapCheck.damage(nested(33)) == "33 rules that begin one another")
    #expect(throws: Problem.self) { try tokenizer(nested(40)) }
  }

  @Test(arguments: [3, 5] as [UInt8]) func damageIsRefused(field: UInt8) throws {
    var outside = ReplacementTable([("x", "y")])
    outside.replaceUnit(256 ^ 0x78, by: 0x1FFFF << 10 | 1 << 8 | 0x78)
    var round = ReplacementTable([("xy", "y")])
    // Node xy leads back to the children of the root.
    round.replaceUnit(512 ^ 0x79, by: UInt32((512 ^ 0x79) ^ 256) << 10 | 0x79)
    var value = ReplacementTable([("x", "y")])
    value.replaceUnit(512, by: 1 << 31 | 100)
    for table in [
      outside.bytes, round.bytes, value.bytes, [1, 2, 3], Array(value.bytes.prefix(900)),
    ] {
      #expect(CharsMapCheck.damage(table) != nil)
      #expect(throws: Problem.self) { try tokenizer(table, field: field) }
    }
  }
}
