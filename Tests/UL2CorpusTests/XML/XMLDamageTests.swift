import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// Damage in the stream, records that are too long, documents designed to take time or memory.
@Suite("XML damage and limits")
struct XMLDamageTests {
  func pages(
    _ source: any ByteSource, recordText: RecordText = .raw, partBytes: Int = 1 << 20,
    limit: Int = 64 << 20
  ) throws -> (documents: [Document], log: SkipLog) {
    let log = SkipLog()
    let parts = WikipediaParts(
      source, recordText: recordText, partBytes: partBytes, pageLimit: limit)
    return (try allDocuments(parts, log), log)
  }

  /// `<mediawiki>`, `count` pages, `</mediawiki>`; page 5 says `t5`.
  func dump(_ count: Int) -> String {
    "<mediawiki><siteinfo><base>http://a/b</base></siteinfo>\n"
      + (0..<count).map { page($0) }.joined() + "</mediawiki>\n"
  }

  func page(_ number: Int) -> String {
    "<page><title>T</title><id>\(number)</id><revision><text>t\(number)</text></revision></page>\n"
  }

  @Test("Whole pages before and after a loss are read")
  func damage() throws {
    let bytes = Array(dump(6).utf8)
    for start in stride(from: 0, to: bytes.count, by: 5) {
      for (lost, tainted) in [(0, 0), (40, 0), (150, 0), (60, 120)] {
        let end = min(bytes.count, start + lost)
        for partBytes in [1, 1 << 20] {
          let source = DamagedSource(
            Array(bytes[..<start]), Array(bytes[end...]), tainted: min(tainted, start))
          let (documents, log) = try pages(source, partBytes: partBytes)
          #expect(log.counts.bad["damaged input"] == 1)
          // At most the range, and one record on each side.
          let sound = (0..<6).filter { number in
            let range = string(bytes).firstRange(of: page(number))!
            let text = string(bytes)
            let from = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
            let to = text.utf8.distance(from: text.startIndex, to: range.upperBound) - 1
            return to <= start - tainted || from >= end
          }
          let found = documents.compactMap { Int(string($0.id)) }
          #expect(
            Set(found).isSuperset(of: partBytes == 1 << 20 ? sound : sound.filter { $0 > 5 }),
            "\(start) \(lost) \(tainted): \(found) of \(sound)")
          #expect(found == found.sorted())
          for document in documents { #expect(string(document.text) == "t" + string(document.id)) }
          #expect(log.counts.bad.count == 1, "\(start) \(lost): \(log.problems)")
        }
      }
    }
  }

  @Test("A page longer than the limit is skipped; the rest is read")
  func long() throws {
    let head = "<mediawiki>\n"
    for long in [
      "<page><title>x</title><id>9</id><revision><text>" + String(repeating: "long ", count: 80_000)
        + "</text></revision></page>\n",
      "<page a='" + String(repeating: "long ", count: 80_000) + "'><id>9</id></page>\n",
      "<page><!--" + String(repeating: "long ", count: 80_000) + "--><id>9</id></page>\n",
      "<page>" + String(repeating: "<a>b</a>\n", count: 50_000) + "<id>9</id></page>\n",
    ] {
      let (documents, log) = try pages(
        source(
          head + page(0) + long + page(1) + "<page>x</pag></page>\n</mediawiki>", step: 50_000),
        limit: 200_000)
      #expect(documents.map { string($0.id) } == ["0", "1"])
      #expect(log.counts.bad == ["page too long": 1, "not well-formed XML": 1])
      let lines = 4 + long.utf8.count { $0 == 0x0A }
      #expect(log.problems.last?.place == "\(lines)")
    }
  }

  @Test("Only a long history's last revision is held", arguments: [RecordText.raw, .clean])
  func history(recordText: RecordText) throws {
    let count = 4000
    let youngest = recordText == .clean ? 2500 : count - 1
    let revisions = (0..<count).map { number in
      let year = number == 2500 ? 2020 : 2000 + number % 20
      return "<revision><id>\(number)</id><timestamp>\(year)</timestamp>"
        + "<text>text \(number)</text></revision>\n    "
    }
    let text =
      "<mediawiki>" + page(0) + "<page><title>H</title>" + revisions.joined()
      + "<upload/></page>\n<page>&;</page></mediawiki>"
    for partBytes in [1, 1000, 1 << 20] {
      let (documents, log) = try pages(
        source(text, step: 700), recordText: recordText, partBytes: partBytes,
        limit: 20_000 + 2 * partBytes)
      #expect(documents.count == 2)
      let text = string(try #require(documents.last).text)
      #expect(text.hasSuffix("text \(youngest)"))
      #expect(log.counts.bad == ["not well-formed XML": 1])
      #expect(log.problems.first?.place == "\(count + 3)")
    }
    let broken = text.replacing("text 77<", with: "text &77<")
    let (documents, log) = try pages(
      source(broken, step: 700), recordText: recordText, partBytes: 1000, limit: 20_000)
    #expect(documents.count == 1)
    #expect(log.counts.bad == ["not well-formed XML": 2])
  }

  @Test(
    "Hostile documents take time in proportion to their length",
    arguments: [
      "<page>", "<a>", "</a>", "<page/>", "<!--", "<!-- -->", "<![CDATA[", "<?a ", "<?a?>", "&amp;",
      "<a ", "<a b='", "a='' ", "<page a=\"", "</page>", "<page><revision>", "<page></a>", "]]>",
      "<page><revision/></page>", "<revision></revision>", "<", ">", "\r", "\u{1}", "é", "<page>&",
    ])
  func hostile(unit: String) throws {
    for prefix in ["", "<mediawiki><page/>", "<mediawiki><page><a b='"] {
      let factor = try growth(from: 5_000) { count in
        let text = prefix + String(repeating: unit, count: count)
        try expectNoMore(than: text) {
          try pages(source(text, step: 4096), partBytes: 1 << 16, limit: 1 << 17).documents
        }
        try expectNoMore(than: text) {
          try allDocuments(
            StackExchangeParts(source(text, step: 4096), recordText: .clean), SkipLog())
        }
      }
      #expect(factor < 9, "\(prefix)")
    }
  }

  /// Documents no larger than their input, or a problem.
  private func expectNoMore(than text: String, _ read: () throws -> [Document]) throws {
    do {
      let size = try read().reduce(0) { $0 + $1.text.count }
      #expect(size <= text.utf8.count)
    } catch is Problem {}
  }
}

/// A stream that is damaged once: gives `before`, throws, and continues with `after`.
final class DamagedSource: ByteSource {
  let path = "damaged"
  private var before: ArraySlice<UInt8>
  private var after: ArraySlice<UInt8>
  private let tainted: Int
  private var state = 0

  init(_ before: [UInt8], _ after: [UInt8], tainted: Int) {
    self.before = before[...]
    self.after = after[...]
    self.tainted = tainted
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if state == 0, before.isEmpty {
      state = 1
      throw Problem(.badInput, "damaged", path: path)
    }
    let count = min(buffer.count, state == 0 ? before.count : after.count, 64)
    if state == 0 {
      buffer.copyBytes(from: before.prefix(count))
      before = before.dropFirst(count)
    } else {
      buffer.copyBytes(from: after.prefix(count))
      after = after.dropFirst(count)
    }
    return count
  }

  func recover() -> Int? {
    state = 2
    return tainted
  }
}
