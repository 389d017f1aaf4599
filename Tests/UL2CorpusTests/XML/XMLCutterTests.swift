import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// What fuzzing and long inputs have shown of cutting XML into records.
@Suite("XML records that are long, or many and broken")
struct XMLCutterTests {
  private func messages(_ text: String, step: Int = .max) throws -> (ids: [String], [String]) {
    let log = SkipLog()
    let parts = WikipediaParts(
      MemorySource(Array(text.utf8), path: "x", step: step), form: .raw, partBytes: 64,
      pageLimit: 200)
    let documents = try allDocuments(parts, log)
    return (documents.map { string($0.id) }, log.problems.map(\.description))
  }

  @Test("A page is too long wherever reads end, and said to be where it begins")
  func tooLong() throws {
    func page(_ id: Int, _ length: Int) -> String {
      "<page>\n<id>\(id)</id>\n<revision><text>\(String(repeating: "x\n", count: length / 2))"
        + "</text></revision></page>\n"
    }
    let text = "<mediawiki>\n" + page(1, 100) + page(2, 160) + page(3, 2000) + page(4, 100)
    for step in [1, 7, 64, 4096] {
      let (ids, problems) = try messages(text, step: step)
      #expect(ids == ["1", "4"], "\(step) bytes a time")
      #expect(problems.count == 3, "\(step) bytes a time: \(problems)")
      #expect(problems.first?.hasPrefix("x:55: a <page> is longer than") == true, "\(problems)")
      #expect(problems.dropFirst().first?.hasPrefix("x:138: a <page>") == true, "\(problems)")
    }
  }

  @Test("Lines of broken records are counted once, not from the start for each")
  func manyBroken() throws {
    let count = 150_000
    let log = SkipLog()
    let text = "<posts>\n" + String(repeating: "<row \n", count: count)
    let source = MemorySource(Array(text.utf8), path: "x", step: .max)
    let parts = StackExchangeParts(
      source, form: .raw, choice: .init(), scratch: nil, sortMemory: 1 << 20, partBytes: 1 << 20)
    #expect(try allDocuments(parts, log).isEmpty)
    #expect(log.counts.bad.values.reduce(0, +) >= count - 1)
    // The first says that the document is cut.
    let lines = log.problems.compactMap { $0.place.flatMap(Int.init) }
    #expect(lines[999] - lines[1] == 998)
  }
}
