import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// Our own scanner of XML against libxml2's: both accept a document, with the same records, or neither does.
@Suite("XML against libxml2")
struct XMLDifferentialTests {
  enum Kind: CaseIterable { case wikipedia, stackExchange }

  /// Our readers' records of a document; nil where anything in it is bad, or is not valid XML.
  func ours(
    _ document: [UInt8], _ kind: Kind, partBytes: Int = 1 << 20, step: Int = .max
  ) -> [LibXMLRecord]? {
    let log = SkipLog()
    let source = MemorySource(document, path: "x", step: step)
    let parts: any InputParts =
      switch kind {
      case .wikipedia: WikipediaParts(source, recordText: .raw, partBytes: partBytes)
      case .stackExchange:
        StackExchangeParts(
          source, recordText: .raw, filter: .init(), scratch: nil, sortMemory: 1 << 20,
          partBytes: partBytes)
      }
    guard let documents = try? allDocuments(parts, log) else { return nil }
    let bad = log.counts.bad.filter {
      !$0.key.hasPrefix("row without") && !$0.key.hasPrefix("Post")
    }
    if !bad.isEmpty || log.counts.noted["character that XML forbids"] != nil { return nil }
    return documents.map { document in
      var record = LibXMLRecord(id: string(document.id), text: document.text)
      if kind == .wikipedia {
        record.title = (try? document.metadata("title")?.string) ?? ""
        record.namespace = try? document.metadata("namespace")?.int
        record.timestamp = (try? document.metadata("timestamp")?.string) ?? ""
      }
      return record
    }
  }

  func theirs(_ document: [UInt8], _ kind: Kind) -> [LibXMLRecord]? {
    let records = recordsByLibXML(document, isRows: kind == .stackExchange, lastInFile: true)
    return records?.map { record in
      var record = record
      if kind == .wikipedia, record.namespace == nil { record.namespace = 0 }
      return record
    }
  }

  /// A small document with everything that XML has, of a form that our readers take.
  static let documents: [(Kind, String)] = [
    (
      .wikipedia,
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!-- a --><?pi b?>
      <mediawiki xmlns="http://x/" xmlns:m='y' xml:lang="de"><siteinfo><base>b/c</base></siteinfo>
      <page><title>A &amp; &#xe9;</title><ns>0</ns><id>5</id><redirect title='a"b' />
      <revision><id>7</id><timestamp>2013</timestamp><text xml:space="preserve">x &lt;b&gt; ]] > é€😀
      <![CDATA[<page> &amp; ]]]]>&#10;y</text></revision></page><!-- <page> -->
      <m:page m:a="1" a="2"><m:title>B</m:title><m:id>6</m:id><contributor/></m:page >\t
      <page/><ö:ä ö:ü=""/>
      </mediawiki>
      """
    ),
    (
      .stackExchange,
      """
      \u{FEFF}<?xml version='1.0' standalone="yes" ?>
      <!-- a --><!DOCTYPE posts PUBLIC "-//x//y" 'z.dtd' >
      <posts>
        <row Id="1" PostTypeId="1" Body="&lt;p&gt;a > b&quot;&apos;&lt;/p&gt;&#xA;&#39;é" Title='"'/>
        <row Id = "2" PostTypeId="2" ParentId="1" Body="\t x&#x20AC;
      y"></row><!-- - --><?a ?>
      </posts>
      """
    ),
  ]

  /// Inside a type declaration ours asks for less, quoted text being text, and for one space more.
  func declaration(_ document: [UInt8]) -> Range<Int> {
    guard let start = document.firstRange(of: Array("<!DOCTYPE".utf8)) else { return 0..<0 }
    return start.upperBound..<(document[start.upperBound...].firstIndex(of: 0x3E) ?? 0)
  }

  func check(_ document: [UInt8], _ kind: Kind, _ what: String) {
    let expected = theirs(document, kind)
    let found = ours(document, kind)
    #expect(found == expected, "\(what): \(string(document))")
  }

  @Test("Every byte replaced", arguments: documents.indices)
  func replaced(index: Int) {
    let (kind, text) = Self.documents[index]
    let document = Array(text.utf8)
    check(document, kind, "whole")
    for at in document.indices where !declaration(document).contains(at) {
      for byte in Array("<>&\"'/=!?-[];# :x1Z\u{1}\u{0}\n\r".utf8) + [0x80, 0xC3, 0xFF] {
        var changed = document
        changed[at] = byte
        // libxml2 leaves a carriage return in CDATA as it is, where XML wants a newline.
        if byte == 0x0D, text.utf8.prefix(at).firstRange(of: "[CDATA[".utf8) != nil { continue }
        check(changed, kind, "byte \(at) is \(byte)")
      }
    }
  }

  @Test("Every byte and every few bytes removed", arguments: documents.indices)
  func removed(index: Int) {
    let (kind, text) = Self.documents[index]
    let document = Array(text.utf8)
    for at in document.indices {
      for count in [1, 2, 3, 7]
      where at + count <= document.count && !declaration(document).overlaps(at..<at + count) {
        var changed = document
        changed.removeSubrange(at..<at + count)
        check(changed, kind, "\(count) bytes taken out at \(at)")
      }
      check(Array(document[..<at]), kind, "cut at \(at)")
    }
  }

  @Test("Parts of every size and any reads give the same", arguments: documents.indices)
  func sizes(index: Int) {
    let (kind, text) = Self.documents[index]
    let document = Array(text.utf8)
    let whole = ours(document, kind)
    #expect(whole?.isEmpty == false)
    for partBytes in Array(1...document.count) {
      for step in [1, 1 + partBytes % 61] {
        #expect(ours(document, kind, partBytes: partBytes, step: step) == whole)
      }
    }
  }

  @Test("Other encodings")
  func encodings() {
    let (kind, text) = Self.documents[0]
    let whole = ours(Array(text.utf8), kind)
    for isBig in [false, true] {
      for mark in ["", "\u{FEFF}"] {
        let utf16 = (mark + text.replacing("utf-8", with: "utf-16")).utf16.flatMap { unit in
          isBig
            ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        #expect(ours(utf16, kind, step: 3) == whole)
        if mark != "" { check(utf16, kind, "UTF-16") }
      }
    }
    let page = "<page><title>é</title><id>1</id></page>"
    for name in ["ISO-8859-1", "latin1", "Windows-1252", "nonsense"] {
      let latin1 = "<?xml version=\"1.0\" encoding=\"\(name)\"?>\(page)".unicodeScalars.map {
        UInt8($0.value)
      }
      check(latin1, kind, name)
    }
  }

  @Test(
    "Real files, in parts of several sizes", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    for (name, kind) in [("stackexchange", Kind.stackExchange), ("wikipedia", .wikipedia)] {
      for entry in try expectations(name) where !entry.key.contains("truncated") {
        let bytes = try allBytes(
          try openXMLInput(realFile(entry.key), member: ".xml"))
        let expected = theirs(bytes, kind)
        for partBytes in [10_000, 1 << 20] {
          let found = ours(bytes, kind, partBytes: partBytes)
          if kind == .stackExchange {
            #expect(found == expected, "\(entry.key)")
          } else {
            // Without `<ns>` the namespace comes of the title.
            #expect(found?.map(\.text) == expected?.map(\.text), "\(entry.key)")
            #expect(found?.map(\.title) == expected?.map(\.title), "\(entry.key)")
          }
        }
      }
    }
  }
}

/// All documents of all parts; throws what ends the input.
func allDocuments(_ parts: any InputParts, _ log: SkipLog) throws(Problem) -> [Document] {
  var documents: [Document] = []
  while let part = try parts.next(log) {
    let reader = try part.open(log)
    var document = Document()
    while try reader.next(&document) { documents.append(document) }
  }
  return documents
}

func allBytes(_ input: consuming ByteReader) throws(Problem) -> [UInt8] {
  var bytes: [UInt8] = []
  var reader = input
  while try reader.fill() { _ = try reader.read(reader.unread.count, appendingTo: &bytes) }
  return bytes
}
