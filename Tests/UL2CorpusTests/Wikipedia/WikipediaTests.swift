import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("Wikipedia")
struct WikipediaTests {
  func read(_ xml: String, _ recordText: RecordText = .clean) throws -> (Reading, SkipCounts) {
    let log = SkipLog()
    return (
      Reading(
        wikipediaReader(source(xml, path: "dump.xml", step: 11), recordText: recordText, log: log)),
      log.counts
    )
  }

  let dump = """
    <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="ltg">
    <siteinfo><base>https://ltg.wikipedia.org/wiki/Suoku_puslopa</base>
    <namespaces><namespace key="0" /><namespace key="6">Fails</namespace>
    <namespace key="10">Taiss</namespace></namespaces></siteinfo>
    <page><title>A &amp; ā?</title><ns>0</ns><id>5</id>
      <revision><id>7</id><timestamp>2013-03-22T09:37:03Z</timestamp>
      <contributor><username>U</username><id>99</id></contributor><model>wikitext</model>
      <text>new [[Fails:x.png|y]] [[b|text]]</text></revision>
      <revision><id>8</id><timestamp>2012-01-01T00:00:00Z</timestamp><text>old</text></revision>
    </page>
    <page><title>R</title><ns>0</ns><id>6</id><redirect title="A" /><revision><text>#x</text></revision></page>
    <page><title>S</title><ns>0</ns><id>7</id><revision><text>#REDIRECT [[A]]</text></revision></page>
    <page><title>Taiss:T</title><id>8</id><revision><text>t</text></revision></page>
    <page><title>C</title><ns>0</ns><id>9</id><revision><model>css</model><text>c</text></revision></page>
    <page><title>D</title><ns>0</ns><id>10</id><revision><text deleted="deleted" /></revision></page>
    <page><title>E</title><ns>0</ns><id>11</id></page>
    <page><title>F</title><ns>0</ns><id>12</id><revision><text>{{x}}</text></revision></page>
    </mediawiki>
    """

  @Test("Articles only, others counted by reason")
  func clean() throws {
    let (reading, skipped) = try read(dump)
    #expect(reading.problem == nil)
    #expect(reading.texts == ["A & ā?\n\nnew text"])
    #expect(reading.ids == ["5"])
    #expect(
      skipped.filtered == [
        "redirect": 2, "namespace 10": 1, "model css": 1, "deleted text": 1,
        "page without revision": 1, "no text": 1,
      ])
    #expect(
      string(reading.documents[0].metadata) == """
        {"title":"A & ā?","url":"https://ltg.wikipedia.org/wiki/A_%26_%C4%81%3F","namespace":0,\
        "revision_id":"7","timestamp":"2013-03-22T09:37:03Z"}
        """)
  }

  @Test("Raw: the last wikitext of every page in the file")
  func raw() throws {
    let (reading, _) = try read(dump, .raw)
    #expect(reading.texts == ["old", "#x", "#REDIRECT [[A]]", "t", "c", "", "", "{{x}}"])
  }

  @Test("Characters that XML forbids lose no page, in its text, its title or the head")
  func forbiddenCharacters() throws {
    let dump = """
      <!DOCTYPE mediawiki PUBLIC "-//a//b" "https://localhost:1/x.dtd">
      <mediawiki><siteinfo><base>http://a/b\u{2}</base></siteinfo>\u{3}
      <page><title>T&#x1F;\u{1}</title><id>1</id><revision><text>a\u{B}b\u{FFFE}&#xB;<![CDATA[c\u{4}d]]></text></revision></page>
      <page><title>U</title><id>2</id><revision><text>e</text></revision></page></mediawiki>
      """
    let (reading, skipped) = try read(dump)
    #expect(reading.problem == nil)
    #expect(reading.texts == ["T\n\nab\u{FFFD}cd", "U\n\ne"])
    #expect(skipped.bad.isEmpty)
    #expect(skipped.noted == ["character that XML forbids": 8])
    #expect(try reading.documents[1].metadata("url")?.string == "http://a/U")
  }

  @Test("A cut dump gives its whole pages and says where it was cut")
  func cut() throws {
    let xml = dump.prefix { $0 != "?" } + "?</title><ns>0</ns></page>\n<page><title>"
    let log = SkipLog()
    let reading = Reading(
      wikipediaReader(source(String(xml), path: "dump.xml"), recordText: .raw, log: log))
    #expect(reading.problem == nil)
    #expect(reading.documents.count == 1)
    #expect(log.counts.bad == [unreadInput: 1])
    #expect(log.problems.first?.place == "6")
    #expect(log.problems.first?.path == "dump.xml")
  }

  @Test("Real files give what lxml gives", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    for entry in try expectations("wikipedia") {
      let path = realFile(entry.key)
      let rawLog = SkipLog()
      var raw = Reading(
        wikipediaReader(try openXMLInput(path, member: ".xml"), recordText: .raw, log: rawLog))
      let expected = entry.value
      #expect(raw.problem == nil)
      let isSound = rawLog.counts.bad.isEmpty
      #expect(isSound == (expected["error"] == .null), "\(path): \(rawLog.problems)")
      // In a cut file, the independent tool lost some whole pages before the cut.
      let pages = expected["pages"]?.int ?? 0
      if !isSound { raw.documents.removeLast(max(0, raw.documents.count - pages)) }
      #expect(raw.documents.count == pages, "\(path)")
      #expect(raw.textDigest == expected["text_sha256"]?.string, "\(path)")
      #expect(raw.documents.reduce(0) { $0 + $1.text.count } == expected["text_bytes"]?.int)
      for namespace in expected["ns"]?.members ?? [] {
        let count = try raw.documents.count { document in
          try document.metadata("namespace")?.int.map(String.init) == namespace.key
        }
        #expect(count == namespace.value.int, "\(path) \(namespace.key)")
      }

      let log = SkipLog()
      let clean = Reading(
        wikipediaReader(try openXMLInput(path, member: ".xml"), recordText: .clean, log: log))
      if !isSound { continue }
      let others = log.counts.filtered.filter { !$0.key.hasPrefix("namespace") }
      let articles = clean.documents.count + others.values.reduce(0, +)
      #expect(articles == expected["ns"]?["0"]?.int, "\(path)")
      // A redirect may lack its element and be known by its text only.
      #expect(clean.documents.count <= expected["ns0_nonredirect"]?.int ?? 0, "\(path)")
    }
  }
}
