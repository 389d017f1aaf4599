import ReaderSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("CirrusSearch")
struct CirrusSearchTests {
  let dump = """
    {"index":{"_type":"_doc","_id":"12"}}
    {"title":"A","namespace":0,"text":"x \\"y\\"","source_text":"'''x'''","language":"en","wiki":"enwiki"}
    {"index":{"_id":13}}
    {"title":"Talk:A","namespace":1,"text":"t"}
    {"index":{"_type":"page","_id":"14"}}
    {"title":"B","namespace":0,"text":"b","source_text":"#REDIRECT [[A]]"}
    {"index":{"_id":"15"}}
    {"index":{"_id":"16"}}
    {"title":"C","namespace":0,"text":"","timestamp":"2024-01-01T00:00:00Z"}
    {"title":"D","namespace":0,"text":"d"}
    {"index":{"_id":"17"}}
    {"title":"E",}
    {"index":{"_id":"18"}}

    """

  @Test("Articles, whatever the size of parts")
  func clean() throws {
    for partBytes in [1, 100, 1 << 20] {
      for step in [1, 7, Int.max] {
        let log = SkipLog()
        let parts = CirrusSearchParts(
          source(dump, step: step), recordText: .clean, partBytes: partBytes)
        let documents = try allDocuments(parts, log)
        #expect(documents.map { string($0.text) } == ["A\n\nx \"y\""])
        #expect(documents.map { string($0.id) } == ["12"])
        #expect(
          documents.first.map { string($0.metadata) }
            == #"{"title":"A","namespace":0,"language":"en","wiki":"enwiki"}"#)
        #expect(log.counts.filtered == ["namespace 1": 1, "redirect": 1, "no text": 1])
        #expect(
          log.counts.bad == ["action without page": 2, "page without action": 1, "invalid JSON": 1])
        #expect(log.problems.map(\.place) == ["7", "10", "12", "13"])
      }
    }
  }

  @Test("Raw: the text of every page")
  func raw() throws {
    let documents = try allDocuments(CirrusSearchParts(source(dump), recordText: .raw), SkipLog())
    #expect(documents.map { string($0.text) } == ["x \"y\"", "t", "b", ""])
  }

  @Test("Line numbers continue after a pair that is too long")
  func linesAfterLong() throws {
    let log = SkipLog()
    let long = "{\"index\":{\"_id\":1}}\n{\"text\":\"\(String(repeating: "x", count: 200))\"}\n"
    let lonely = "{\"index\":{\"_id\":2}}\n{\"index\":{\"_id\":3}}\n{\"text\":\"a\"}\n"
    let parts = CirrusSearchParts(
      source(long + lonely), recordText: .raw, partBytes: 8, pairLimit: 100)
    #expect(try allDocuments(parts, log).map { string($0.id) } == ["3"])
    #expect(
      log.problems.filter { $0.problem.hasPrefix("an action") }.map(\.place) == ["3"],
      "\(log.problems)")
    #expect(log.problems.first?.place == "1")
  }

  @Test("A pair that is too long is reported; no changed byte traps")
  func hostile() throws {
    let log = SkipLog()
    let parts = CirrusSearchParts(source(dump), recordText: .clean, partBytes: 8, pairLimit: 100)
    _ = try allDocuments(parts, log)
    #expect(log.counts.bad["line too long"] != nil)
    let bytes = Array(dump.utf8)
    for at in bytes.indices {
      var changed = bytes
      changed[at] = 0x22
      _ = try allDocuments(
        CirrusSearchParts(MemorySource(changed, path: "x"), recordText: .clean), SkipLog())
    }
  }
}
