/// The plain reference: each step's traps, by hand. `GoldenTests` has real files.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct PlainTokenizerTests {
  private static let metaspace = #""type": "Metaspace", "replacement": "▁""#

  @Test func mergingByRank() throws {
    let small = SmallFile()
    #expect(try small.ids("abcab") == [4, 3])
    // "b c" has the lowest rank but one: the pair "a b" merges before it.
    #expect(try small.ids("bcabc") == [5, 4])
    // Characters that the vocabulary lacks are dropped, and their neighbours merge.
    #expect(try small.ids("a?b") == [3])
  }

  @Test func unknownCharacters() throws {
    var small = SmallFile()
    small.vocabulary = #"{"<unk>": 0, "a": 1, "b": 2, "<0xC3>": 3, "<0xA9>": 4}"#
    small.merges = "[]"
    small.flags = #""unk_token": "<unk>""#
    #expect(try small.ids("a??b") == [1, 0, 0, 2])
    small.flags = #""unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true"#
    #expect(try small.ids("a??b") == [1, 0, 2])
    // Bytes come before an unknown token that waits.
    #expect(try small.ids("?éa") == [3, 4, 0, 1])
  }

  @Test func metaspacePrepends() throws {
    var small = SmallFile()
    small.preTokenizer = "{\(Self.metaspace), \"prepend_scheme\": \"first\", \"split\": false}"
    small.added = "[\(SmallFile.token("<x>"))]"
    #expect(try small.ids("a<x>a") == [8, 9, 0])
    #expect(try small.ids("<x>a") == [9, 0])
    #expect(try small.ids(" a") == [8])
    small.preTokenizer = "{\(Self.metaspace), \"str_rep\": \"▁\", \"add_prefix_space\": true}"
    #expect(try small.ids("a<x>a") == [8, 9, 8])
    small.preTokenizer = "{\(Self.metaspace), \"prepend_scheme\": \"never\", \"split\": true}"
    #expect(try small.ids("a a") == [0, 8])
    // Which piece is first depends on its origin.
    small.preTokenizer =
      "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"WhitespaceSplit\"}, "
      + "{\(Self.metaspace), \"prepend_scheme\": \"first\"}]}"
    #expect(try small.ids("a a") == [8, 0])
    #expect(try small.ids(" a") == [0])
  }

  @Test func prependFiresForEachPiece() throws {
    var small = SmallFile()
    small.normalizer =
      #"{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}"#
    small.added = "[\(SmallFile.token("<x>"))]"
    #expect(try small.ids("a<x>a a") == [8, 9, 8, 8])
    #expect(try small.ids("") == [])
  }

  @Test func addedTokens() throws {
    var small = SmallFile()
    small.added =
      "[\(SmallFile.token("<x>", special: true)), \(SmallFile.token("<x><y>")), \(SmallFile.token("<y>"))]"
    // The longest of those that begin at one place.
    #expect(try small.ids("a<x><y><x>b") == [0, 10, 9, 1])
    // A protected one is skipped whole.
    let tokenizer = try PlainTokenizer(small.read(), protecting: [10])
    #expect(try tokenizer.encode(Array("<x><y>a<x>".utf8)) == [0, 9])
    #expect(try tokenizer.encoded(Array("<x><y>a<x><y>".utf8)).protected == [10, 10])
    small.added =
      "[\(SmallFile.token("ab", lstrip: true, rstrip: true, word: true)), \(SmallFile.token("B", normalized: true))]"
    #expect(try small.ids("c  ab \n c") == [2, 3, 2])
    #expect(try small.ids("cab c") == [2, 3, 6, 2])
    small.normalizer = #"{"type": "Lowercase"}"#
    #expect(try small.ids("cB") == [2, 9])
  }

  @Test func byteLevels() throws {
    var small = SmallFile()
    small.vocabulary = #"{"Ġ": 0, "a": 1, "Ã": 2, "©": 3, "Ġa": 4, "1": 5, "²": 6}"#
    small.merges = #"["Ġ a"]"#
    small.preTokenizer = #"{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true}"#
    small.decoder = small.preTokenizer
    #expect(try small.ids("a a\u{A0}é") == [4, 4, 2, 3])
    let tokenizer = try PlainTokenizer(small.read())
    #expect(try tokenizer.encoded(Array("\u{A0}".utf8)).dropped == 2)
    #expect(try tokenizer.decode([4, 2, 3, 2]) == Array(" aé\u{FFFD}".utf8))
    // Spelled bytes may be digits: 0xB2 is.
    small.preTokenizer =
      #"{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}, {"type": "Digits", "individual_digits": false}]}"#
    small.vocabulary = #"{"1": 0, "²": 1, "1²": 2, "Ã": 3, "Ã²": 4}"#
    small.merges = #"["1 ²", "Ã ²"]"#
    #expect(try small.ids("ò") == [3, 1])
  }

  @Test(arguments: [
    ("Removed", [0, 1]), ("Isolated", [0, 6, 6, 1, 6]), ("MergedWithPrevious", [8, 6, 9]),
    ("MergedWithNext", [0, 6, 10, 6]), ("Contiguous", [0, 7, 1, 6]),
  ])
  func behaviors(_ behavior: String, _ ids: [Int32]) throws {
    var small = SmallFile()
    small.vocabulary = #"{"a": 0, "b": 1, " ": 6, "  ": 7, "a ": 8, "b ": 9, " b": 10}"#
    small.merges = #"[["a", " "], [" ", "b"], ["b", " "], [" ", " "]]"#
    small.preTokenizer =
      #"{"type": "Split", "pattern": {"String": " "}, "behavior": "\#(behavior)", "invert": false}"#
    #expect(try small.ids("a  b ") == ids)
    small.preTokenizer =
      #"{"type": "Split", "pattern": {"Regex": "[^ ]+"}, "behavior": "\#(behavior)", "invert": true}"#
    if behavior == "Removed" || behavior == "Contiguous" { #expect(try small.ids("a  b ") == ids) }
  }

  @Test func unigram() throws {
    let model =
      #"{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1], ["b", -1], ["ab", -2], ["aab", -2.5]]}}"#
    let tokenizer = try PlainTokenizer(file(model))
    // Of two equally good ways, the one found first stays.
    #expect(try tokenizer.encode(Array("ab".utf8)) == [3])
    #expect(try tokenizer.encode(Array("aab".utf8)) == [4])
    #expect(try tokenizer.encode(Array("a??b".utf8)) == [1, 0, 2])
    // No decoder: joined by spaces.
    #expect(try tokenizer.decode([1, 2]) == Array("a b".utf8))
  }

  @Test(arguments: [
    ("é", "e\u{301}", "NFC"), ("e\u{301}", "é", "NFD"), ("한", "\u{1112}\u{1161}\u{11AB}", "NFC"),
    ("e\u{323}\u{307}", "e\u{307}\u{323}", "NFD"), ("fi", "ﬁ", "NFKC"),
    ("i\u{307}", "İ", "Lowercase"),
  ])
  func normalForms(_ form: String, _ text: String, _ type: String) throws {
    var small = SmallFile()
    small.normalizer = #"{"type": "\#(type)"}"#
    small.vocabulary = "{\(JSONValue.string(form).text()): 0}"
    small.merges = "[]"
    small.flags = #""ignore_merges": true"#
    #expect(try small.ids(text) == [0])
  }

  @Test func decoders() throws {
    var small = SmallFile()
    small.decoder =
      #"{"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}"#
    small.vocabulary = #"{"▁a": 0, "<0xC3>": 1, "<0xA9>": 2, "▁": 3}"#
    small.merges = "[]"
    let tokenizer = try PlainTokenizer(small.read())
    #expect(try tokenizer.decode([0, 1, 2, 0, 1, 3]) == Array("aé a\u{FFFD} ".utf8))
    small.decoder = "{\(Self.metaspace), \"prepend_scheme\": \"always\", \"split\": true}"
    #expect(try PlainTokenizer(small.read()).decode([3, 0]) == Array(" a".utf8))
  }

  @Test func illFormedText() throws {
    let tokenizer = try PlainTokenizer(
      SmallFile(flags: #""unk_token": "c", "fuse_unk": false"#).read())
    let texts: [([UInt8], Int)] = [
      ([0xFF], 1), ([0xC3], 1), ([0xE2, 0x96], 1), ([0xED, 0xA0, 0x80], 3),
      ([0xF0, 0x9F, 0x98], 1),
      ([0xC0, 0x80], 2), ([0xF5, 0x80], 2), ([0xE2, 0x28], 2),
    ]
    for (text, count) in texts { #expect(try tokenizer.encode(text).count == count, "\(text)") }
  }
}
