/// The example of the article `ReadingACorpus` in UL2Corpus's documentation, run. `Scripts/site/check` compares the two.
import TestSupport
import Testing
import UL2Corpus

@Suite("UL2Corpus's article")
struct ArticleTests {
  /// The texts of a source's inputs, and what was skipped.
  func texts(of patterns: [String], from name: String) throws(Problem) -> ([String], SkipCounts) {
    let source = try Source(named: name)
    let log = SkipLog()
    var document = Document()
    var texts: [String] = []
    for input in try source.inputs(patterns) {
      let reader = try openReader(input, source: source, options: ReaderOptions(), log: log)
      while try reader.next(&document) {
        texts.append(String(decoding: document.text, as: UTF8.self))
      }
    }
    return (texts, log.counts)
  }

  @Test("The texts of files and what was skipped")
  func corpus() throws {
    let directory = TemporaryDirectory()
    let lines = #"{"text": "one"}|none|{"text": "two"}"#.split(separator: "|")
    try directory.write(Array(lines.joined(separator: "\n").utf8), "a.jsonl")
    try directory.write(Array(#"{"text": "three"}"#.utf8), "b.jsonl")
    let (texts, skipped) = try texts(of: [directory.path], from: "jsonl")
    #expect(texts == ["one", "two", "three"])
    #expect(skipped.bad == ["invalid JSON": 1])
  }
}
