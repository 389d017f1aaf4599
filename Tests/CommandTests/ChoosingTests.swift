/// The options that choose documents, as users type them.
import TestSupport
import Testing

@Suite("Choosing")
struct ChoosingTests {
  @Test(
    "Wrong options are one line and exit code 64",
    arguments: [
      (["--quality", "c5"], "did you mean c4?"),
      (["--quality", "c4,"], "--quality: c4, gopher or c4,gopher"),
      (["--language", "english"], "no such language, got english"),
      (["--language", "eng"], "did you mean en?"),
      (["--language", "en", "--min-language-score", "2"], "--min-language-score: a number from 0"),
      (["--min-language-score", "0.5"], "--min-language-score needs --language"),
      (["--keep", "x"], "--keep: bad value, got x; expected FIELD=VALUE"),
      (["--drop", "=x"], "--drop: bad value, got =x; expected FIELD=VALUE"),
      (["--license", ","], "--license: SPDX ids"), (["--exclude", ""], "--exclude: names no file"),
      (["--validation-share", "1"], "--validation-share: a number above 0 and below 1, got 1.0"),
    ])
  func wrongOptions(options: [String], part: String) throws {
    let result = try ul2prep(["read", "--source", "jsonl"] + options + [fixture("c4")])
    expectRefusal(result, 64, [part])
    #expect(result.errorLines.count == 1)
  }

  @Test("Each dropped document is reported with its reason")
  func reasons() throws {
    let scratch = Scratch()
    let input = try scratch.write(
      """
      {"id":"a","text":"one","lang":"C","license":"mit"}
      {"id":"b","text":"two","lang":"C","license":"mit"}
      {"id":"c","text":"three","lang":"D","license":"mit"}
      {"id":"d","text":"four","lang":"C"}
      {"id":"e","text":"five","lang":"C","license":"mit"}

      """, to: "x.jsonl")
    let list = try scratch.write("a\n", to: "list")
    let result = try ul2prep([
      "read", "--source", "jsonl", "--exclude", list, "--keep", "lang=C", "--license", "MIT", input,
    ])
    #expect(result.status == 0)
    #expect(result.text.split(separator: "\n").count == 2)
    for reason in ["1 × excluded by id", "1 × not kept by lang", "1 × license unknown"] {
      #expect(result.errorLines.contains { $0.hasSuffix("left out: \(reason)") }, "\(reason)")
    }
  }
}
