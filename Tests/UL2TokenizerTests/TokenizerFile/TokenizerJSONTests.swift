/// Reading a `tokenizer.json`, and refusing one that cannot be used.
import TestSupport
import Testing
import UL2Tokenizer

@Suite struct TokenizerJSONTests {
  @Test func mergesOfBothForms() throws {
    let lines = try SmallFile().read()
    var small = SmallFile()
    small.merges = #"[["a", "b"], ["ab", "c"], ["b", "c"], ["▁", "a"]]"#
    guard case .bpe(let one) = lines.model, case .bpe(let two) = try small.read().model else {
      Issue.record("no BPE")
      return
    }
    #expect(one.merges == two.merges && one.merges.count == 4)
    #expect(one.merges[1] == BPERules.Merge(left: 3, right: 2, result: 4, rank: 1))
  }

  @Test func ofEqualMergesTheLastCounts() throws {
    var small = SmallFile()
    small.merges = #"["a b", "b c", "ab c", "a b"]"#
    #expect(try small.ids("abc") == [0, 5])
  }

  /// The library's ids, whatever the file says: the vocabulary's, else the next free one.
  @Test func idsOfAddedTokens() throws {
    var small = SmallFile()
    let (one, two, three) = (
      SmallFile.token("<x>", id: 50), SmallFile.token("ab", id: 51), SmallFile.token("<y>", id: 9)
    )
    small.added = "[\(one), \(two), \(three)]"
    let file = try small.read()
    #expect(file.addedTokens.map(\.id) == [9, 3, 10])
    #expect(file.vocabularySize == 11)
    #expect(file.notes.count == 1 && file.notes[0].contains("<x> is 9, not 50"), "\(file.notes)")
  }

  @Test(arguments: [
    (
      #"{"model": {"type": "WordPiece", "vocab": {}}}"#,
      #"model.type: a kind of model that is not supported, got WordPiece; expected BPE or Unigram"#
    ),
    (
      #"{"model": {"type": "BPE", "dropout": 0.1, "vocab": {"a": 0}, "merges": []}}"#,
      "model.dropout: dropout"
    ),
    (
      #"{"model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"a": 0}, "merges": []}}"#,
      "model.end_of_word_suffix: an affix"
    ),
    (
      #"{"model": {"type": "BPE", "unk_token": "?", "vocab": {"a": 0}, "merges": []}}"#,
      "model.unk_token: a piece that the vocabulary lacks"
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}}"#,
      #"model.merges[0]: a merge with a piece that the vocabulary lacks, got "ab""#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}, "merges": []}}"#,
      #"model.vocab: one id for two pieces, got id 0 for "a" and "b""#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []}}"#,
      #"model.vocab: a piece twice"#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 4000000000}, "merges": []}}"#,
      "model.vocab: an id out of range"
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}}"#,
      #"model.vocab: no id, got piece "a""#
    ),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0.5}, "merges": []}}"#, #"model.vocab: no id"#),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}}"#,
      #"model.merges[0]: not a merge of two pieces, got "a""#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "aa": 1}, "merges": [["a", "a", "a"]]}}"#,
      #"model.merges[0]: not a merge of two pieces; expected"#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "aa": 1, "b": 2}, "merges": ["a a", "b a"]}}"#,
      #"model.merges[1]: a merge with a piece that the vocabulary lacks, got "ba""#
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "aa": 1}, "merges": ["a a", ["a", "a"]]}}"#,
      "model.merges[1]: merges of two forms"
    ),
    (#"{"model": {"type": "BPE", "vocab": {"a": 0}}}"#, "model.merges: missing key"),
    (
      #"{"model": {"type": "Unigram", "unk_id": 7, "vocab": [["a", 0.0]]}}"#,
      "model.unk_id: bad value, got 7"
    ),
    (#"{"model": {"type": "Unigram", "vocab": [["a", 0.0]]}}"#, "model.unk_id: no unknown piece"),
    (
      #"{"model": {"type": "Unigram", "unk_id": 0, "vocab": [["a"]]}}"#,
      "model.vocab[0]: not a piece with a score"
    ),
    (#"{"a": 0, "b": 1}"#, "not a tokenizer.json: it has no model, got an object with a, b"),
    (
      #"{"version": "2.0", "model": {"vocab": {"a": 0}, "merges": []}}"#,
      #"version: a version that is not known, got "2.0""#
    ),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a Git LFS pointer"),
    ("<html><body>Not found</body></html>", "not a tokenizer file"), ("", "not a tokenizer file"),
  ])
  func refusedModels(_ text: String, _ line: String) {
    let refusal = refusal(text)
    #expect(refusal.contains(line), "\(refusal)")
    #expect(refusal.contains("; expected ") && !refusal.contains("\n"), "\(refusal)")
  }

  @Test(arguments: [
    (
      "normalizer", #"{"type": "NFKD"}"#,
      #"normalizer.type: a normalizer that is not supported, got "NFKD""#
    ),
    (
      "normalizer",
      #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "StripAccents"}]}"#,
      "normalizer.normalizers[1].type: a normalizer"
    ),
    (
      "normalizer", #"{"type": "Precompiled", "precompiled_charsmap": "AAAA"}"#,
      "normalizer.precompiled_charsmap: damaged replacement rules"
    ),
    (
      "pre_tokenizer", #"{"type": "BertPreTokenizer"}"#,
      "pre_tokenizer.type: a pre-tokenizer that is not supported"
    ),
    (
      "pre_tokenizer", #"{"type": "Metaspace", "replacement": "▁", "add_prefix_space": false}"#,
      "pre_tokenizer.add_prefix_space: no prefix"
    ),
    (
      "pre_tokenizer", #"{"type": "Metaspace", "replacement": "ab"}"#,
      "pre_tokenizer.replacement: bad value"
    ),
    (
      "pre_tokenizer",
      #"{"type": "Split", "pattern": {"Regex": "(a)\\1"}, "behavior": "Isolated", "invert": false}"#,
      "pre_tokenizer.pattern.Regex"
    ),
    (
      "pre_tokenizer",
      #"{"type": "Split", "pattern": {"String": "a"}, "behavior": "Isolate", "invert": false}"#,
      #"did you mean "Isolated"?"#
    ),
    (
      "decoder", #"{"type": "WordPiece", "prefix": "", "cleanup": true}"#,
      "decoder.type: a decoder that is not supported"
    ),
    ("added_tokens", #"[{"id": 3, "content": "<x>"}]"#, "added_tokens[0].special: missing key"),
  ])
  func refusedSteps(_ key: String, _ value: String, _ line: String) {
    var small = SmallFile()
    switch key {
    case "normalizer": small.normalizer = value
    case "pre_tokenizer": small.preTokenizer = value
    case "decoder": small.decoder = value
    default: small.added = value
    }
    let refusal = refusal(small.text)
    #expect(refusal.contains(line), "\(refusal)")
  }

  /// Two tokens with one id, caused by a gap in the vocabulary, and two that are equal when normalized.
  @Test func collidingAddedTokens() {
    var small = SmallFile()
    small.vocabulary = #"{"a": 0, "b": 1, "ab": 3}"#
    small.merges = "[]"
    small.added = "[\(SmallFile.token("<x>"))]"
    #expect(refusal(small.text).contains("added_tokens[0]: one id for two tokens, got id 3"))
    small = SmallFile()
    small.normalizer = #"{"type": "Lowercase"}"#
    small.added =
      "[\(SmallFile.token("X", normalized: true)), \(SmallFile.token("x", normalized: true))]"
    #expect(refusal(small.text).contains("the same when normalized"))
  }

  /// Wherever a file is cut, and whichever byte is changed, it is read or refused with one line.
  @Test func damagedFiles() throws {
    var small = SmallFile()
    small.added = "[\(SmallFile.token("<x>"))]"
    small.normalizer = #"{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}"#
    small.preTokenizer =
      #"{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": true}"#
    let bytes = Array(small.text.utf8)
    let folder = TemporaryDirectory()
    for i in stride(from: 0, to: bytes.count - 1, by: 3) {
      for damaged in [
        Array(bytes[..<i]),
        Array(bytes[..<i]) + [UInt8(truncatingIfNeeded: i &* 37)] + bytes[(i + 1)...],
      ] {
        try folder.write(damaged, "damaged.json")
        do throws(Problem) {
          let tokenizer = try PlainTokenizer(TokenizerFile(folder("damaged.json")))
          _ = try tokenizer.encode(Array("ab <x> c".utf8))
          #expect(damaged.count == bytes.count, "cut at \(i)")
        } catch {
          let problem = error
          #expect(problem.path == folder("damaged.json") && !problem.description.contains("\n"))
        }
      }
    }
  }

  @Test func directories() throws {
    let folder = TemporaryDirectory()
    try folder.write(Array("{}".utf8), "empty/other.json")
    #expect(throws: Problem.self) { try TokenizerFile(folder("empty")) }
    try folder.write(Array("{}".utf8), "old/vocab.json")
    try folder.write([], "old/merges.txt")
    do {
      _ = try TokenizerFile(folder("old"))
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("AutoTokenizer"), "\(error)")
    }
    var small = SmallFile()
    small.added =
      "[\(SmallFile.token("</s>", special: true)), \(SmallFile.token("<|im_end|>", special: true))]"
    try folder.write(Array(small.text.utf8), "new/tokenizer.json")
    try folder.write(
      Array(
        #"{"eos_token": {"content": "<|im_end|>"}, "pad_token": "<|im_end|>", "bos_token": null}"#
          .utf8),
      "new/tokenizer_config.json")
    let special = EndTokens(try TokenizerFile(folder("new")))
    #expect(special.eos == 9 && special.pad == 10 && special.bos == nil)
    #expect(
      special.notes.count == 1
        && special.notes[0].contains("</s>, which ends documents, not <|im_end|>"))
  }
}
