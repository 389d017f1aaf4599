/// Stores without a document: a failure, with the reasons.
import TestSupport
import Testing
import UL2Pipeline

@Suite("tokenize, zero documents")
struct EmptyStoreTests {
  private let scratch = Scratch()

  private func tokenize(
    _ inputs: [String], source: String = "jsonl", _ options: [String] = []
  ) throws -> CommandResult {
    try ul2prep(
      [
        "tokenize", "--source", source, "--tokenizer-model", Model.unigram.path, "--output",
        scratch("store"),
      ] + inputs + options)
  }

  private func records(_ count: Int, _ line: String) throws -> String {
    try scratch.write(
      (0..<count).map { _ in line + "\n" }.joined(), to: "in/\(count).jsonl")
  }

  @Test("Lines without the field: the message lists the fields they have")
  func otherFields() throws {
    let path = try records(300, #"{"id": "a", "body": {"content": "some words"}, "n": 1}"#)
    let result = try tokenize([path])
    expectRefusal(
      result, 65,
      [
        "\(scratch("store")): no document to publish",
        "300 lines had no field text or content or raw_content; they have: id, body.content",
        "--text-field", "--allow-empty", "nothing published",
      ])
    #expect(!exists(scratch("store/manifest.json")))
    // With the right field, the output without documents starts over.
    let again = try tokenize([path], ["--text-field", "body.content"])
    expectSuccess(again)
    #expect(again.errors.contains("starting over"), "\(again.errors)")
    #expect(try TokenStore(scratch("store")).documentCount == 300)
  }

  @Test("A field given by the user that does not occur")
  func namedField() throws {
    let path = try records(3, #"{"id": "a", "text": "some words"}"#)
    expectRefusal(
      try tokenize([path], ["--text-field", "txet"]), 65,
      ["3 lines had no field txet; they have: id, text"])
  }

  @Test("Everything dropped by a filter")
  func choice() throws {
    let path = try records(40, #"{"text": "The quick brown fox jumps over the lazy dog today."}"#)
    expectRefusal(
      try tokenize([path], ["--language", "zu"]), 65,
      ["all 40 dropped by --language zu", "nothing published"])
    expectRefusal(
      try tokenize([path], ["--keep", "lang=en"]), 65, ["all 40 dropped by --keep lang=en"])
    expectRefusal(
      try tokenize([path], ["--quality", "gopher"]), 65, ["all 40 dropped by --quality gopher"])
  }

  @Test("Empty texts, empty inputs, and everything held out")
  func nothing() throws {
    expectRefusal(
      try tokenize([try records(5, #"{"text": " "}"#)]), 65, ["5 × no text"])
    let empty = try scratch.write("", to: "empty.jsonl")
    expectRefusal(try tokenize([empty]), 65, ["empty file"])
    expectRefusal(
      try tokenize(
        [try records(2, #"{"text": "held out"}"#)], ["--validation-share", "0.999999"]), 65,
      ["held out by --validation-share"])
  }

  @Test("--allow-empty publishes it; then it is done already")
  func allowed() throws {
    let empty = try scratch.write("", to: "empty.jsonl")
    expectSuccess(try tokenize([empty], ["--allow-empty"]))
    #expect(try TokenStore(scratch("store")).documentCount == 0)
    let again = try tokenize([empty])
    expectSuccess(again)
    #expect(again.errors.contains("warning: \(scratch("store")): holds no document"))
  }

  @Test("An empty validation store is fine, and a rank without inputs too")
  func fine() throws {
    let path = try records(3, #"{"text": "words"}"#)
    expectSuccess(try tokenize([path], ["--validation-share", "0.000001"]))
    try removeTree(scratch("store"))
    for rank in [1, 0] {
      expectSuccess(try tokenize([path], ["--rank", "\(rank)", "--world-size", "2"]))
    }
    #expect(exists(scratch("store/manifest.json")))
  }

  @Test("In a mixture, each empty source is named, and none is published")
  func mixture() throws {
    let mixture = try scratch.write(
      #"""
      {"sources": {"a": {"weight": 1}, "b": {"weight": 1}, "c": {"weight": 1}},
       "objectives": [{"name": "causal", "weight": 1}]}
      """#, to: "mixture.json")
    let good = try records(3, #"{"text": "words"}"#)
    let bad = try records(4, #"{"body": "words"}"#)
    let result = try ul2prep([
      "tokenize", "--mixture", mixture, "--tokenizer-model", Model.unigram.path, "--output",
      scratch("stores"), "--input", "a=" + good, "--input", "b=" + bad, "--input", "c=" + bad,
    ])
    expectRefusal(
      result, 65,
      ["2 of 3 stores", "b: 4 lines had no field", "c: 4 lines had no field", "nothing published"])
    #expect(!exists(scratch("stores/a/manifest.json")))
  }

  @Test("For Parquet without text, the message names the columns")
  func parquet() throws {
    let result = try ul2prep([
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("store"), "--text-field", "nothing", fixture("the_stack"),
    ])
    #expect(result.status == 65)
    #expect(result.errors.contains("no column nothing"), "\(result.errors)")
    #expect(result.errors.contains("nothing published"))
  }
}
