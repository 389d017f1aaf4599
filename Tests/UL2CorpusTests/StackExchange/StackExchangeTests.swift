import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("StackExchange")
struct StackExchangeTests {
  func read(
    _ xml: String, _ recordText: RecordText = .clean, style: PostStyle = PostStyle(),
    path: String = "Posts.xml", sortMemory: Int = 1 << 20
  ) throws -> (Reading, SkipCounts) {
    let log = SkipLog()
    let reader = stackExchangeReader(
      source(xml, path: path, step: 7), recordText: recordText, style: style, log: log,
      sortMemory: sortMemory)
    return (Reading(reader), log.counts)
  }

  let posts = """
    \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
    <posts>
      <row Id="9" PostTypeId="2" ParentId="5" Score="10" Body="&lt;p&gt;ten&lt;/p&gt;&#xA;" />
      <row Id="8" PostTypeId="2" ParentId="5" Score="9" Body="nine" />
      <row Id="12" PostTypeId="2" ParentId="5" Score="9" Body="nine again" />
      <row Id="7" PostTypeId="2" ParentId="5" Score="-3" Body="accepted" />
      <row Id="5" PostTypeId="1" AcceptedAnswerId="7" Score="2" Title="T &amp;amp; U" Body="q"
        Tags="&lt;a&gt;&lt;b-c&gt;" CreationDate="2016-08-02T15:39:14.947" ContentLicense="CC BY-SA 3.0" />
      <row Id="3" PostTypeId="1" Tags="|x|y|" AcceptedAnswerId="99" />
      <row Id="2" PostTypeId="1" Title="first" />
      <row Id="4" PostTypeId="4" Body="wiki" />
      <row Id="20" PostTypeId="2" ParentId="77" Body="orphan" />
      <row Id="21" PostTypeId="2" Body="no parent" />
      <row PostTypeId="1" Body="no id" />
      <row Id="6" Body="no type" />
    </posts>
    """

  @Test("Answers join their question: accepted, then by score as a number, then by id")
  func joins() throws {
    for sortMemory in [1, 1 << 20] {
      let (reading, skipped) = try read(posts, sortMemory: sortMemory)
      #expect(reading.problem == nil)
      #expect(reading.ids == ["5"])
      let answer = "\n\nAnswer:\n\n"
      #expect(
        reading.texts == [
          ["T &amp; U\n\nq", "accepted", "ten", "nine", "nine again"].joined(separator: answer)
        ])
      #expect(
        skipped.filtered == [
          "post type 4": 1, "answer without question": 1, "question without text": 2,
        ])
      #expect(
        skipped.bad == [
          "answer without ParentId": 1, "row without Id": 1, "row without PostTypeId": 1,
        ])
    }
  }

  @Test("Metadata")
  func metadata() throws {
    let (reading, _) = try read(posts, path: "x/ai.stackexchange.com/Posts.xml")
    let question = try #require(reading.documents.last)
    #expect(
      string(question.metadata) == """
        {"title":"T &amp; U","tags":["a","b-c"],"score":2,"answer_ids":[7,9,8,12],\
        "accepted_answer_id":7,"creation_date":"2016-08-02T15:39:14.947",\
        "license":"CC BY-SA 3.0","site":"ai.stackexchange.com"}
        """)
  }

  @Test("Markdown, or plain text as other tools give it; the line before answers")
  func styles() throws {
    let rows = """
      <posts>
        <row Id="1" PostTypeId="1" Title="T" Body="&lt;p&gt;Use &lt;code&gt;x&lt;/code&gt;:&lt;/p&gt;&#xA;&lt;pre class=&quot;lang-py&quot;&gt;&lt;code&gt;if x:&#xA;  y&#xA;&lt;/code&gt;&lt;/pre&gt;&lt;img alt=&quot;a plot&quot;&gt;" />
        <row Id="2" PostTypeId="2" ParentId="1" Body="&lt;blockquote&gt;Use&lt;/blockquote&gt;No." />
      </posts>
      """
    let expected: [(PostMarkup, AnswerMark, String)] = [
      (
        .markdown, .line,
        "T\n\nUse `x`:\n\n```py\nif x:\n  y\n```\n\nAnswer:\n\n> Use\n\nNo."
      ),
      (.markdown, .blank, "T\n\nUse `x`:\n\n```py\nif x:\n  y\n```\n\n> Use\n\nNo."),
      (.none, .line, "T\n\nUse x:\n\nif x:\n  y\n\na plot\n\nAnswer:\n\nUse\n\nNo."),
      (.none, .blank, "T\n\nUse x:\n\nif x:\n  y\n\na plot\n\nUse\n\nNo."),
    ]
    for (markup, answers, text) in expected {
      let (reading, _) = try read(rows, style: PostStyle(markup: markup, answers: answers))
      #expect(reading.texts == [text], "\(markup) \(answers)")
    }
  }

  @Test("Empty posts are neither documents nor answers")
  func empty() throws {
    func row(_ id: Int, _ attributes: String, of question: Int? = nil) -> String {
      let type = question.map { "PostTypeId=\"2\" ParentId=\"\($0)\"" } ?? "PostTypeId=\"1\""
      return "<row Id=\"\(id)\" \(type) \(attributes)/>\n"
    }
    let image = "Body=\"&lt;p&gt;&lt;img alt=&quot;x&quot;&gt; &lt;/p&gt;\""
    let rows =
      "<posts>" + row(1, "Title=\"only a title\"") + row(2, "Title=\"an image\" \(image)")
      + row(3, "Title=\" \" Body=\" \"") + row(4, "Body=\"a\"", of: 3)
      + row(5, "Title=\"T\" Body=\"\"") + row(6, "Body=\"b\"", of: 5) + row(7, image, of: 5)
      + row(8, "Body=\"no title\"") + row(9, "", of: 8) + row(10, "Title=\"\"")
      + row(11, "Title=\"U\"") + row(12, "Body=\"&lt;p&gt;&lt;/p&gt;\"", of: 11) + "</posts>"
    let (reading, skipped) = try read(rows)
    #expect(reading.texts == ["T\n\nAnswer:\n\nb", "no title"])
    #expect(try reading.documents[0].metadata("answer_ids")?.array?.map(\.int) == [6])
    #expect(
      skipped.filtered == [
        "question without text": 5, "answer without text": 3,
        "answer to a question without text": 1,
      ])
  }

  @Test("Raw bodies in file order, as XML unescapes them")
  func raw() throws {
    let (reading, _) = try read(posts, .raw)
    #expect(reading.ids == ["9", "8", "12", "7", "5", "3", "2", "20", "21"])
    #expect(reading.texts.first == "<p>ten</p>\n")
  }

  @Test(
    "A site is known from the path",
    arguments: [
      ("a/ai.stackexchange.com/Posts.xml", "ai.stackexchange.com"),
      ("stackoverflow.com-Posts.7z", "stackoverflow.com"),
      ("x/mathoverflow.net.7z", "mathoverflow.net"), ("x/commons/Posts.xml", nil), ("-", nil),
    ])
  func site(path: String, expected: String?) {
    #expect(stackExchangeSite(path: path) == expected)
  }

  @Test("A cut file gives its whole posts and says where it was cut")
  func cut() throws {
    let log = SkipLog()
    let text = "<posts>\n<row Id=\"1\" PostTypeId=\"1\" Body=\"b\"/>\n<row Id=\"2"
    let reading = Reading(
      stackExchangeReader(source(text, path: "Posts.xml"), recordText: .raw, log: log))
    #expect(reading.texts == ["b"])
    #expect(reading.problem == nil)
    #expect(log.counts.bad == [unreadInput: 1])
    #expect(log.problems.first?.path == "Posts.xml")
    #expect(log.problems.first?.place == "3")
  }

  @Test("A broken row is skipped and reported with its line")
  func broken() throws {
    for row in [
      "<row Id=\"2\" Body=\"&x;\"/>", "<row Id=\"2\" Id=\"3\"/>", "<row Id=\"2\" <a/>",
      "<row Id=\"2\" Body=\"&#;\"/>", "<row Id=\"2\"></rov>", "<row Id=2/>",
      "<row Id=\"2\" Body=\"<\"/>",
      "<row Id=\"2\" \u{1}Body=\"x\"/>", "<row Id=\"2/>",
    ] {
      let log = SkipLog()
      let text = """
        <posts>\n<row Id="1" PostTypeId="1" Body="b"/>\n\(row)
        <row Id="3" PostTypeId="1" Body="c"/></posts>
        """
      let reading = Reading(
        stackExchangeReader(source(text, step: 5), recordText: .raw, log: log))
      #expect(reading.texts == ["b", "c"], "\(row)")
      #expect(log.counts.bad == ["not well-formed XML": 1], "\(row)")
      #expect(log.problems.first?.place == "3", "\(row)")
    }
  }

  @Test("A file that is not Posts.xml is refused")
  func others() throws {
    let (other, _) = try read("<html><body/></html>")
    #expect(other.problem?.problem == "not a StackExchange Posts.xml")
    let (empty, _) = try read("")
    #expect(empty.problem != nil)
    let (foreign, skipped) = try read(
      "<posts><row Id='1' PostTypeId='1' Body='a'/><x/><row Id='2' PostTypeId='1' Body='b'/></posts>"
    )
    #expect(foreign.texts == ["a", "b"])
    #expect(skipped.bad == ["unknown element": 1])
  }

  @Test("An unknown element is reported where it begins")
  func unknownElement() throws {
    let rows = "<posts>\n<row Id='1' PostTypeId='1' Body='a'/>\n\n <x/></posts>"
    let log = SkipLog()
    let parts = StackExchangeParts(source(rows), recordText: .raw)
    #expect(try allDocuments(parts, log).count == 1)
    #expect(log.problems.map(\.place) == ["4"])
  }

  @Test("Minimum scores and maximum numbers of answers")
  func choice() throws {
    func texts(_ filter: StackExchangeFilter) throws -> ([String], [String: Int]) {
      let log = SkipLog()
      let reader = stackExchangeReader(
        source(posts), recordText: .clean, filter: filter, style: PostStyle(answers: .blank),
        log: log)
      return (Reading(reader).texts, log.counts.filtered)
    }
    let (some, left) = try texts(.init(maxAnswers: 2))
    #expect(some == ["T &amp; U\n\nq\n\naccepted\n\nten"])
    #expect(left["answer beyond --max-answers"] == 2)
    let (best, low) = try texts(.init(minScore: 2))
    #expect(best == ["T &amp; U\n\nq\n\nten\n\nnine\n\nnine again"])
    #expect(low["question below --min-score"] == 2)
    #expect(low["answer below --min-score"] == 1)
    let (none, all) = try texts(.init(minScore: 3))
    #expect(none.isEmpty)
    #expect(all["answer to a question below --min-score"] == 4)
    #expect(try texts(.init(maxAnswers: 0)).0 == ["T &amp; U\n\nq"])
  }

  @Test("Posts keep the text around characters that XML forbids")
  func forbiddenCharacters() throws {
    let rows = """
      \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
      <posts>
        <row Id="1621" PostTypeId="1" Title="Tabs by keyboard" Score="3" Body="&lt;p&gt;How do I switch tabs?&lt;/p&gt;" />
        <row Id="208513" PostTypeId="2" ParentId="1621" Score="3" Body="&lt;p&gt;If checked, &#x0E;⌘-1 through ⌘-9 will switch.&lt;/p&gt;" />
        <row Id="30" PostTypeId="1" Title="Question with one" Score="3" Body="&lt;p&gt;Vertical &#xB; tab&lt;/p&gt;" />
        <row Id="31" PostTypeId="2" ParentId="30" Score="3" Body="&lt;p&gt;A long good answer.&lt;/p&gt;" />
      </posts>
      """
    let (reading, skipped) = try read(rows)
    #expect(
      reading.texts == [
        "Question with one\n\nVertical tab\n\nAnswer:\n\nA long good answer.",
        "Tabs by keyboard\n\nHow do I switch tabs?\n\nAnswer:\n\nIf checked, ⌘-1 through ⌘-9 will switch.",
      ])
    #expect(skipped.bad.isEmpty)
    #expect(skipped.noted == ["character that XML forbids": 2])
  }

  @Test(
    "Each kind of character that XML forbids",
    arguments: [
      ("a&#0;b&#x1F;c&#11;d", "abcd", 3), ("a&#xFFFE;b&#65535;", "a\u{FFFD}b\u{FFFD}", 2),
      ("&#xD800;x&#x110000;&#99999999999;", "\u{FFFD}x\u{FFFD}\u{FFFD}", 3),
      ("&#xD83D;&#xDE00; &#xDE00;&#xD83D;", "😀 \u{FFFD}\u{FFFD}", 3),
      ("a\u{0}b\u{1F}\u{B}c", "abc", 3), ("a\u{FFFE}b\u{FFFF}é", "a\u{FFFD}b\u{FFFD}é", 2),
      ("\t&#9;&#127;\u{85}\r\nx", " \t\u{7F}\u{85} x", 0),
    ])
  func forbidden(body: String, text: String, count: Int) throws {
    for (before, after) in [("", ""), ("<row Id=\"1\" X=\"é\"/>", "\u{1}")] {
      let (reading, skipped) = try read(
        "<posts>\(before)<row Id=\"2\" PostTypeId=\"1\" Body=\"\(body)\"/>\(after)</posts>", .raw)
      #expect(reading.texts == [text])
      let all = count + after.utf8.count
      #expect(skipped.noted["character that XML forbids"] == (all == 0 ? nil : all))
    }
  }

  @Test("Bytes that are not UTF-8 are U+FFFD, one for each sequence that they begin")
  func invalid() throws {
    for (bytes, count) in [
      ([0xFF], 1), ([0x80, 0x80], 2), ([0xC3], 1), ([0xE2, 0x82], 1), ([0xF0, 0x9F, 0x98], 1),
      ([0xED, 0xA0, 0xBD], 3), ([0xF4, 0x90, 0x80, 0x80], 4), ([0xC0, 0xAF], 2), ([0xE0, 0x80], 2),
      ([0xF1, 0x80], 1), ([0xEF, 0xBF], 1),
    ] as [([UInt8], Int)] {
      let log = SkipLog()
      let text =
        Array("<posts>\r\n<row Id='1' PostTypeId='1' Body='é".utf8) + bytes
        + Array("b&#xA;'/>\r\n<row Id='2' PostTypeId='1' Body='c'/>\n<row Id=3/></posts>".utf8)
      let source = MemorySource(text, path: "x", step: 3)
      let reading = Reading(stackExchangeReader(source, recordText: .raw, log: log))
      let replaced = String(repeating: "\u{FFFD}", count: count)
      #expect(reading.texts == ["é\(replaced)b\n", "c"], "\(bytes)")
      #expect(log.counts.noted == ["character that XML forbids": count], "\(bytes)")
      #expect(log.problems.map(\.place) == ["4"], "\(bytes)")
    }
  }

  @Test(
    "A document type declaration without entities is skipped; none is fetched",
    arguments: [
      "<!DOCTYPE posts>", "<!DOCTYPE posts SYSTEM \"http://localhost:1/posts.dtd\">",
      "<!-- a -->\n<!DOCTYPE\n posts PUBLIC '-//X//DTD>Y//EN'\n  \"y'.dtd\"\n>\n<?x y?>",
      "<!DOCTYPE posts []>",
      "<!DOCTYPE posts SYSTEM 'x' [ <!-- <!ENTITY --> <?y <!ENTITY?> <!ELEMENT row EMPTY>\n"
        + "<!ATTLIST row Id CDATA '>]>' Score CDATA \"<!ENTITY\"> <!NOTATION n SYSTEM 'a'>] >",
    ])
  func typeDeclaration(declaration: String) throws {
    for head in ["", "<?xml version=\"1.0\"?>\n"] {
      let (reading, skipped) = try read(
        head + declaration + "\n<posts><row Id='1' PostTypeId='1' Body='a'/></posts>", .raw)
      #expect(reading.problem == nil)
      #expect(reading.texts == ["a"])
      #expect(skipped == SkipCounts())
    }
  }

  @Test("With a document type, entities are HTML's; without one they are broken")
  func foreignEntities() throws {
    let rows = """
      <posts><row Id='1' PostTypeId='1' Body='a&nbsp;b &eacute;&unheard; &amp;c;'/>\
      <row Id='2' PostTypeId='1' Body='d'/></posts>
      """
    let (reading, skipped) = try read("<!DOCTYPE posts SYSTEM 'http://localhost:1/x'>" + rows, .raw)
    #expect(reading.texts == ["a\u{A0}b é&unheard; &c;", "d"])
    #expect(skipped == SkipCounts())
    let (bare, _) = try read(rows, .raw)
    #expect(bare.texts == ["d"])
  }

  @Test(
    "A damaged document type declaration",
    arguments: [
      "<!DOCTYPE>", "<!DOCTYPE posts SYSTEM>", "<!DOCTYPE posts PUBLIC 'a'>", "<!DOCTYPEposts>",
      "<!DOCTYPE posts SYSTEM 'a' b>", "<!DOCTYPE posts><!DOCTYPE posts>", "<!doctype posts>",
      "<!DOCTYPE posts [<row/>]>", "<!DOCTYPE posts [<!ELEMENT <!>]>", "<!ELEMENT a>",
    ])
  func damagedTypeDeclaration(declaration: String) throws {
    let (reading, _) = try read(
      declaration + "<posts><row Id='1' PostTypeId='1' Body='a'/></posts>")
    #expect(
      reading.problem?.problem == "not well-formed XML: a damaged document type declaration")
  }

  @Test("A document type declaration is refused before its entities can grow")
  func bomb() throws {
    let xml = """
      <!DOCTYPE posts [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <posts><row Id="1" PostTypeId="1" Body="&b;"/></posts>
      """
    for xml in [
      xml, "<!DOCTYPE posts SYSTEM 'x' [<!ENTITY % a SYSTEM 'b'>]><posts/>",
      "<!DOCTYPE posts [ %a; ]><posts/>",
      "<!DOCTYPE posts [<!--" + String(repeating: "x", count: 100_000) + "-->]><posts/>",
    ] {
      let (reading, _) = try read(xml)
      #expect(reading.documents.isEmpty)
      #expect(reading.problem?.problem == "a document type declaration")
    }
  }

  @Test(
    "7z archives hold what the file holds", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func sevenZip() throws {
    let plain = Reading(
      stackExchangeReader(
        try openXMLInput(
          realFile("stackexchange/conlang-meta/Posts.xml"), member: "Posts.xml"),
        recordText: .raw, log: SkipLog()))
    for name in ["conlang.lzma2.7z", "conlang.ppmd.7z"] {
      let path = realFile("derived/stackexchange/" + name)
      let archived = Reading(
        stackExchangeReader(
          try openXMLInput(path, member: "Posts.xml"), recordText: .raw, log: SkipLog()))
      #expect(archived.problem == nil)
      #expect(archived.textDigest == plain.textDigest, "\(name)")
      #expect(throws: Problem.self) { _ = try openXMLInput(path, member: "absent.xml") }
    }
  }

  @Test("Real files give what lxml gives", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    for entry in try expectations("stackexchange") {
      let path = realFile(entry.key)
      let log = SkipLog()
      let raw = Reading(stackExchangeReader(try openInput(path), recordText: .raw, log: log))
      #expect(raw.problem == nil)
      #expect(raw.textDigest == entry.value["qa_body_sha256"]?.string, "\(path)")
      for type in entry.value["post_types"]?.members ?? [] where !["1", "2"].contains(type.key) {
        #expect(log.counts.filtered["post type \(type.key)"] == type.value.int)
      }
      let clean = Reading(
        stackExchangeReader(
          try openInput(path), recordText: .clean, style: PostStyle(markup: .none), log: SkipLog(),
          sortMemory: 100_000))
      #expect(clean.documents.count == entry.value["documents_if_one_per_question"]?.int)
      let answered = try clean.documents.count { document in
        try document.metadata("answer_ids")?.array?.isEmpty == false
      }
      #expect(answered == entry.value["questions_with_answers"]?.int)
      let ids = clean.documents.compactMap { Int(string($0.id)) }
      #expect(ids == ids.sorted())
    }
  }
}
