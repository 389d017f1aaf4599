import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// The result must not depend on the size of parts: each part is judged alone.
@Suite("XML in parts of any size")
struct XMLPartSizeTests {
  private struct Outcome: Equatable {
    var texts: [[UInt8]] = []
    /// Not in the order of parts.
    var messages: [String] = []
    var bad: [String: Int] = [:]
    var filtered: [String: Int] = [:]
  }

  private func outcome(_ parts: any InputParts) -> Outcome {
    let log = SkipLog()
    var outcome = Outcome()
    var end: [String] = []
    do {
      outcome.texts = try allDocuments(parts, log).map(\.text)
    } catch {
      end = ["\(error)"]
    }
    outcome.messages = log.problems.map(\.description).sorted() + end
    outcome.bad = log.counts.bad
    outcome.filtered = log.counts.filtered
    return outcome
  }

  private func pages(_ bytes: [UInt8], _ partBytes: Int) -> Outcome {
    outcome(
      WikipediaParts(
        MemorySource(bytes, path: "x"), recordText: .clean, partBytes: partBytes, pageLimit: 300))
  }

  private func rows(_ bytes: [UInt8], _ partBytes: Int) -> Outcome {
    outcome(
      StackExchangeParts(
        MemorySource(bytes, path: "x"), recordText: .raw, filter: .init(), scratch: nil,
        sortMemory: 1 << 20, partBytes: partBytes, rowLimit: 300))
  }

  private func check(
    _ bytes: [UInt8], _ read: ([UInt8], Int) -> Outcome,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let whole = read(bytes, 1 << 20)
    for partBytes in [1, 64, 150] {
      #expect(
        read(bytes, partBytes) == whole, "parts of \(partBytes): \(string(bytes))",
        sourceLocation: location)
    }
  }

  private static let units: [[UInt8]] =
    [
      "</", "<a>", "</a>", "<a b='", "<", ">", "/>", "\"", "' ", "<!--", "-->", "<![CDATA[", "]]>",
      "<?b ?>", "\n", "\n", "\r\n", "\r", "    ", "x", "é", "<é>", "\u{1}", "\u{FFFE}", "&#2;",
      "&nbsp;", "&;", "</mediawiki>", "</posts>", "<!DOCTYPE a>",
      String(repeating: "long ", count: 20), String(repeating: "y\n", count: 75),
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], Array("<a".utf8) + [0xFF] + Array(">".utf8)]

  private func bytes(_ root: String, _ own: [String], _ random: inout CounterRandom) -> [UInt8] {
    let own = own.map { Array($0.utf8) }
    var bytes = Array(["", "<!DOCTYPE a>", "<?xml version='1.0'?>"][random.below(3)].utf8)
    if random.below(4) != 0 { bytes += Array("<\(root)>".utf8) }
    for _ in 0..<random.below(50) {
      let some = random.below(2) == 0 ? own : Self.units
      bytes += some[random.below(some.count)]
    }
    return bytes
  }

  @Test("Pages, however broken, and what is between them", arguments: 0..<4)
  func pages(seed: Int) {
    let own = [
      "<page>", "<page>", "</page>", "</page>\n", "<id>7</id>", "<revision>", "\n  <revision>",
      "</revision>", "</revision>\n", "<revision/>", "<text>", "</text>", "<text>t</text>",
      "<timestamp>2001</timestamp>", "<timestamp>2002</timestamp>",
    ]
    var random = CounterRandom(key: UInt64(seed))
    for _ in 0..<400 { check(bytes("mediawiki", own, &random), pages) }
  }

  @Test("Rows, however broken, and what is between them", arguments: 0..<4)
  func rows(seed: Int) {
    let own = [
      "<row Id='1' PostTypeId='1' Body='a'/>", "<row Id='2' PostTypeId='1' Body='b\n'/>\n", "<row ",
      "<row>", "</row>", "<row a", "Id='3' ", "PostTypeId='1' ", "Body='", "<row Id='x'/>",
      "<posts>",
    ]
    var random = CounterRandom(key: UInt64(seed))
    for _ in 0..<400 { check(bytes("posts", own, &random), rows) }
  }

  @Test("The revision kept, however damaged the timestamps", arguments: 0..<4)
  func revisions(seed: Int) {
    let own = [
      "<revision>", "</revision>", "<revision>", "</revision>", "<timestamp>", "</timestamp>",
      "<timestamp>2001", "</timestamp>", "<timestamp>2002", "<text>a</text>", "<text>c</text>",
      "<text>b&nbsp;</text>", "2", "3", "\u{1}", "\u{1}3", "\u{FFFE}", "\r", "\n", " ", "<a/>",
      "<!---->", "</page>\n<page><id>8</id>",
    ]
    let damage: [[UInt8]] = [[0xFF], [0xC3], Array("<a".utf8) + [0xFF] + Array("/>".utf8)]
    let units = own.map { Array($0.utf8) } + damage
    var random = CounterRandom(key: UInt64(seed))
    for _ in 0..<300 {
      var bytes = Array((random.below(2) == 0 ? "" : "<!DOCTYPE a>").utf8)
      bytes += Array("<mediawiki><page><id>7</id><revision>".utf8)
      for _ in 0..<random.below(60) { bytes += units[random.below(units.count)] }
      bytes += Array("</revision></page></mediawiki>".utf8)
      check(bytes, pages)
    }
  }

  @Test(
    "Row and line numbers continue after a row that is too long; a lone return is not a line end")
  func numbers() throws {
    let row = "<row Id='1' PostTypeId='1' Body='a'/>\r\n"
    let long = "<row Body='" + String(repeating: "y\n", count: 200) + "'/>\r\r\n"
    let bytes = Array(("<posts>\n" + row + long + "<row Id='2'/>\n<row/ ></row>\n</posts>").utf8)
    #expect(
      rows(bytes, 1 << 20).messages == [
        "x:205: not well-formed XML: a slash inside a tag", "x:3: a <row> is longer than 0 MiB",
        "x:row 3: row without PostTypeId",
      ])
    check(bytes, rows)
  }

  @Test("Long text between two records is divided, and each piece judged alone")
  func longGap() throws {
    let gap = String(repeating: "<a b/>\n", count: 100_000)
    let row = "<row Id='1' PostTypeId='1' Body='a'/>\n"
    let bytes = Array(("<posts>\n" + row + gap + row + "</posts>\n").utf8)
    let whole = rows(bytes, 1 << 20)
    #expect(whole.texts.count == 2)
    #expect(whole.bad == ["not well-formed XML": 3])
    check(bytes, rows)
  }
}
