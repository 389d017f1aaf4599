import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// Cases of cutting XML into records that fuzzing and long inputs have found.
@Suite("XML records that are long, or many and broken")
struct XMLCutterTests {
  private func messages(_ text: String, step: Int = .max) throws -> (ids: [String], [String]) {
    let log = SkipLog()
    let parts = WikipediaParts(
      MemorySource(Array(text.utf8), path: "x", step: step), recordText: .raw, partBytes: 64,
      pageLimit: 200)
    let reader = PartsReader(parts, log: log)
    var ids: [String] = []
    var document = Document()
    var end: [String] = []
    do {
      while try reader.next(&document) { ids.append(string(document.id)) }
    } catch {
      end = ["\(error)"]
    }
    return (ids, log.problems.map(\.description) + end)
  }

  @Test("A page that is too long is reported where it begins, wherever reads end")
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

  @Test("Results, messages and counts do not depend on reads", arguments: 0..<8)
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

  @Test("The younger of two revisions is the one with the later corrected timestamp")
  func damagedTimestamp() throws {
    func revision(_ timestamp: [UInt8], _ text: String) -> [UInt8] {
      Array("<revision><timestamp>".utf8) + timestamp
        + Array("</timestamp><text>\(text)</text></revision>\n".utf8)
    }
    // Without the control character, with U+FFFD and with a newline the first is the younger.
    for timestamp: [UInt8] in [[0x32, 0x01, 0x33], [0x32, 0x80], [0x32, 0x31, 0x0D]] {
      let second: [UInt8] = timestamp.last == 0x0D ? [0x32, 0x31, 0x0B, 0x09] : [0x32, 0x30]
      let bytes =
        Array("<mediawiki>\n<page><title>T</title>".utf8) + revision(timestamp, "first")
        + revision(second, "second") + Array("</page>\n</mediawiki>\n".utf8)
      for partBytes in [1, 1 << 20] {
        #expect(outcome(bytes, step: .max, partBytes).texts.map(string) == ["T\n\nfirst"])
      }
    }
  }

  @Test("A revision with an entity that only a document type defines is not broken")
  func foreignEntities() throws {
    let revisions = (1...3).map { number in
      "<revision><timestamp>200\(number)</timestamp><text>a&nbsp;\(number)</text></revision>"
    }
    let text =
      "<!DOCTYPE mediawiki><mediawiki><page><title>T</title>" + revisions.joined()
      + "</page></mediawiki>"
    for partBytes in [1, 1 << 20] {
      let outcome = outcome(Array(text.utf8), step: .max, partBytes)
      #expect(outcome.messages.isEmpty)
      #expect(outcome.texts.map(string) == ["T\n\na\u{A0}3"], "parts of \(partBytes)")
    }
  }

  @Test("The line of a broken record's end does not include what was dropped after it")
  func lineAtEnd() throws {
    // The record ends where the outer element does; what follows is too long for a gap.
    let broken = "<mediawiki>\n<page>\n<a b</mediawiki>"
    for rest in ["", "<page>\n"] {
      for step in [1, 7, 64, .max] {
        let text = broken + rest + String(repeating: "x\n", count: 200)
        let (_, problems) = try messages(text, step: step)
        #expect(
          problems.contains { $0.hasPrefix("x:3: not well-formed XML: an attribute without") },
          "\(step) bytes a time: \(problems)")
      }
    }
  }

  @Test("Too much before the first record is found wherever reads end")
  func longHead() throws {
    let long = String(repeating: "x", count: 150)
    let page = "<page><id>1</id><revision><text>t</text></revision></page></mediawiki>"
    let deep = (0..<255).map { "<a\($0)>" }.joined()
    for (text, problem) in [
      ("<!--\(long)--><!DOCTYPE a SYSTEM '\(long)'><mediawiki>" + page, nil),
      (
        "<!--\(long + long)--><!DOCTYPE a [<!ENTITY b 'c'>]><mediawiki>" + page,
        "x:1: 0 MiB without"
      ),
      (
        "<!--\(long)--><!DOCTYPE a [<!ENTITY b '\(long)'>]><mediawiki>" + page, "x: a document type"
      ),
      ("<mediawiki>" + page.dropLast(12) + deep + "<b c='\(long + long)'>", "x:1: 0 MiB without"),
    ] {
      for step in [1, 7, 64, .max] {
        let (_, problems) = try messages(text, step: step)
        let isFound = problems.last.map { $0.hasPrefix(problem ?? "none") } ?? (problem == nil)
        #expect(isFound, "\(step) bytes a time: \(problems)")
      }
    }
  }

  @Test("An element between records may have its tags in two parts")
  func tagsInTwoParts() throws {
    let page = "<page><id>1</id><revision><text>t</text></revision></page>\n"
    let padding = String(repeating: "x", count: 80)
    for byte: UInt8 in [0xFF, 0x62] {
      let bytes =
        Array(("<mediawiki>\n" + page + "<a").utf8) + [byte] + Array(">\(padding)</a".utf8) + [byte]
        + Array((">\n" + page + "</mediawiki>").utf8)
      for partBytes in [1, 64, 1 << 20] {
        let outcome = outcome(bytes, step: .max, partBytes)
        #expect(outcome.messages.isEmpty, "parts of \(partBytes): \(outcome.messages)")
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
    let parts = WikipediaParts(source, recordText: .clean, partBytes: partBytes, pageLimit: 300)
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

  @Test("Lines are counted once, not from the start for each broken record")
  func manyBroken() throws {
    let count = 150_000
    let log = SkipLog()
    let text = "<posts>\n" + String(repeating: "<row \n", count: count)
    let source = MemorySource(Array(text.utf8), path: "x", step: .max)
    let parts = StackExchangeParts(
      source, recordText: .raw, filter: .init(), scratch: nil, sortMemory: 1 << 20,
      partBytes: 1 << 20)
    #expect(try allDocuments(parts, log).isEmpty)
    #expect(log.counts.bad.values.reduce(0, +) >= count - 1)
    // The first says that the document is cut.
    let lines = log.problems.compactMap { $0.place.flatMap(Int.init) }
    #expect(lines[999] - lines[1] == 998)
  }
}
