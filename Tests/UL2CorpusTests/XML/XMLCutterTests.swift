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

  @Test("What is kept, noted and counted does not depend on how the bytes come", arguments: 0..<8)
  func anyReads(seed: Int) throws {
    let units = [
      "<page>", "<page>", "</page>", "</page>\n", "<id>7</id>", "<revision>", "\n  <revision>",
      "</revision>", "</revision>\n", "<revision/>", "<text>", "</text>",
      "<timestamp>2001</timestamp>", "<timestamp>2002</timestamp>", "<!--", "-->", "<![CDATA[",
      "]]>", "<", ">", "\"", "<a b='", "' ", "/>", "</a>", "<pag", "e>", "x", "\n", "    ", "é",
      "\u{1}", "\u{FFFE}", "&#2;", "\r\n", "\r", String(repeating: "long ", count: 20),
      String(repeating: "y", count: 150), "</mediawiki>", "<!DOCTYPE a>",
    ]
    var random = CounterRandom(key: UInt64(seed))
    for _ in 0..<400 {
      var text = random.below(3) == 0 ? "" : "<mediawiki>"
      for _ in 0..<random.below(60) { text += units[random.below(units.count)] }
      var bytes = Array(text.utf8)
      if !bytes.isEmpty, random.below(3) == 0 { bytes[random.below(bytes.count)] = 0xFF }
      let partBytes = [1, 64, 150, 1 << 20][random.below(4)]
      let whole = outcome(bytes, step: .max, partBytes)
      for step in [1, 7, 64] {
        #expect(
          outcome(bytes, step: step, partBytes) == whole,
          "\(step) bytes a time, parts of \(partBytes): \(string(bytes))")
      }
    }
  }

  private struct Outcome: Equatable {
    var texts: [[UInt8]] = []
    var counts = SkipCounts()
    var messages: [String] = []
  }

  private func outcome(_ bytes: [UInt8], step: Int, _ partBytes: Int) -> Outcome {
    let log = SkipLog()
    let source = MemorySource(bytes, path: "x", step: step)
    let parts = WikipediaParts(source, form: .clean, partBytes: partBytes, pageLimit: 300)
    var outcome = Outcome()
    do {
      outcome.texts = try allDocuments(parts, log).map(\.text)
    } catch {
      outcome.messages = ["\(error)"]
    }
    outcome.counts = log.counts
    outcome.messages += log.problems.map(\.description)
    return outcome
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
