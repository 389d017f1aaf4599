/// The engine for tokenizer files beside the plain definitions, in the order of steps that is easy to get wrong.
import Foundation
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct TextEncoderTests {
  private static let texts = [
    "a<x>a", "<x>a", " a<x> a ab", "a", " a", "  a  <x>  b", "<x><x> abc", "▁a<x>▁a", "a▁ <x>▁",
    "b a<x>é a",
    "<y>a<x>a", "a<y> a<x>", "A\u{30A}<x>e\u{301} a",
  ]

  /// Compares a file's ids by both, and requires that there is an engine for it.
  private static func compare(_ small: SmallFile, _ comment: Comment) throws {
    let file = try small.read()
    let plain = try PlainTokenizer(file)
    let engine = TextEncoder(try TextModel(file))
    for text in texts {
      var ids: [Int32] = []
      _ = try engine.encode(Array(text.utf8).span, appendingTo: &ids)
      #expect(try ids == plain.encode(Array(text.utf8)), "\(comment): \(text)")
    }
  }

  private static func small(isNormalized: Bool) -> SmallFile {
    var small = SmallFile()
    small.added =
      "[\(SmallFile.token("<x>", normalized: isNormalized)), \(SmallFile.token("<y>"))]"
    return small
  }

  @Test("A prefix space comes after all added tokens are cut out", arguments: [false, true])
  func prefixSpace(isNormalized: Bool) throws {
    var small = Self.small(isNormalized: isNormalized)
    small.vocabulary =
      #"{"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "bc": 5, "Ġ": 6, "Ġa": 7, "<": 8, "x": 9, ">": 10}"#
    small.merges = #"["a b", "ab c", "b c", "Ġ a"]"#
    small.preTokenizer = #"{"type": "ByteLevel", "add_prefix_space": true}"#
    try Self.compare(small, "ByteLevel")
    small.normalizer = #"{"type": "NFC"}"#
    try Self.compare(small, "NFC, ByteLevel")
  }

  @Test func ofEqualMergesTheLastCounts() throws {
    var small = Self.small(isNormalized: false)
    small.merges = #"["a b", "b c", "ab c", "a b"]"#
    small.preTokenizer = #"{"type": "ByteLevel", "add_prefix_space": false}"#
    try Self.compare(small, "ByteLevel")
  }

  @Test(
    "Metaspace comes after all added tokens are cut out, Prepend before those that are normalized",
    arguments: [false, true])
  func spaces(isNormalized: Bool) throws {
    var small = Self.small(isNormalized: isNormalized)
    let bytes = (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return "\"<0x\(digits.count == 1 ? "0" : "")\(digits)>\": \(10 + byte)"
    }
    small.vocabulary =
      #"{"<unk>": 9, "a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4, "bc": 5, "▁": 6, "▁a": 7, "▁▁": 8, "#
      + bytes.joined(separator: ", ") + "}"
    small.merges = #"["a b", "ab c", "b c", "▁ a", "▁ ▁"]"#
    small.flags = #""unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true"#
    for scheme in ["first", "always", "never"] {
      for splits in [true, false] {
        small.preTokenizer =
          #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "\#(scheme)", "split": \#(splits)}"#
        try Self.compare(small, "\(scheme), \(splits)")
      }
    }
    small.preTokenizer = "null"
    small.normalizer =
      #"{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}"#
    try Self.compare(small, "Prepend")
  }
}
