import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

@Suite("StackExchange")
struct StackExchangeTests {
  func read(
    _ xml: String, _ form: TextForm = .clean, path: String = "Posts.xml", sortMemory: Int = 1 << 20
  ) throws -> (Reading, SkipCounts) {
    let log = SkipLog()
    let reader = stackExchangeReader(
      source(xml, path: path, step: 7), form: form, log: log, sortMemory: sortMemory)
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
      #expect(reading.ids == ["2", "5"])
      #expect(
        reading.texts == ["first", "T &amp; U\n\nq\n\naccepted\n\nten\n\nnine\n\nnine again"])
      #expect(
        skipped.filtered == [
          "post type 4": 1, "answer without question": 1, "question without text": 1,
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

  @Test("A cut file gives what is whole and says where it was cut")
  func cut() throws {
    let log = SkipLog()
    let text = "<posts>\n<row Id=\"1\" PostTypeId=\"1\" Body=\"b\"/>\n<row Id=\"2"
    let reading = Reading(
      stackExchangeReader(source(text, path: "Posts.xml"), form: .raw, log: log))
    #expect(reading.texts == ["b"])
    #expect(reading.problem == nil)
    #expect(log.counts.bad == [unreadInput: 1])
    #expect(log.problems.first?.path == "Posts.xml")
    #expect(log.problems.first?.place == "3")
  }

  @Test("A broken row is passed over and noted with its line")
  func broken() throws {
    for row in [
      "<row Id=\"2\" Body=\"&x;\"/>", "<row Id=\"2\" Id=\"3\"/>", "<row Id=\"2\" <a/>",
      "<row Id=\"2\" Body=\"&#1;\"/>", "<row Id=\"2\"></rov>", "<row Id=2/>",
      "<row Id=\"2\" Body=\"<\"/>",
      "<row Id=\"2\" Body=\"\u{1}\"/>", "<row Id=\"2/>",
    ] {
      let log = SkipLog()
      let text = """
        <posts>\n<row Id="1" PostTypeId="1" Body="b"/>\n\(row)
        <row Id="3" PostTypeId="1" Body="c"/></posts>
        """
      let reading = Reading(
        stackExchangeReader(source(text, step: 5), form: .raw, log: log))
      #expect(reading.texts == ["b", "c"], "\(row)")
      #expect(log.counts.bad == ["not well-formed XML": 1], "\(row)")
      #expect(log.problems.first?.place == "3", "\(row)")
    }
  }

  @Test("What is no Posts.xml is said so")
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

  @Test("Scores and numbers of answers that are wanted")
  func choice() throws {
    func texts(_ choice: StackExchangeChoice) throws -> ([String], [String: Int]) {
      let log = SkipLog()
      let reader = stackExchangeReader(source(posts), form: .clean, choice: choice, log: log)
      return (Reading(reader).texts, log.counts.filtered)
    }
    let (some, left) = try texts(.init(maxAnswers: 2))
    #expect(some == ["first", "T &amp; U\n\nq\n\naccepted\n\nten"])
    #expect(left["answer beyond --max-answers"] == 2)
    let (best, low) = try texts(.init(minScore: 2))
    #expect(best == ["T &amp; U\n\nq\n\nten\n\nnine\n\nnine again"])
    #expect(low["question below --min-score"] == 2)
    #expect(low["answer below --min-score"] == 1)
    let (none, all) = try texts(.init(minScore: 3))
    #expect(none.isEmpty)
    #expect(all["answer to a question below --min-score"] == 4)
    #expect(try texts(.init(maxAnswers: 0)).0 == ["first", "T &amp; U\n\nq"])
  }

  @Test("A document type declaration is refused before its entities can grow")
  func bomb() throws {
    let xml = """
      <!DOCTYPE posts [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <posts><row Id="1" PostTypeId="1" Body="&b;"/></posts>
      """
    let (reading, _) = try read(xml)
    #expect(reading.documents.isEmpty)
    #expect(reading.problem?.problem == "a document type declaration")
  }

  @Test(
    "7z archives hold what the file holds", .enabled(if: realData != nil, "\(needsRealFiles)"))
  func sevenZip() throws {
    let plain = Reading(
      stackExchangeReader(
        try openXMLInput(
          realFile("stackexchange/conlang-meta/Posts.xml"), member: "Posts.xml"),
        form: .raw, log: SkipLog()))
    for name in ["conlang.lzma2.7z", "conlang.ppmd.7z"] {
      let path = realFile("derived/stackexchange/" + name)
      let archived = Reading(
        stackExchangeReader(
          try openXMLInput(path, member: "Posts.xml"), form: .raw, log: SkipLog()))
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
      let raw = Reading(stackExchangeReader(try openInput(path), form: .raw, log: log))
      #expect(raw.problem == nil)
      #expect(raw.textDigest == entry.value["qa_body_sha256"]?.string, "\(path)")
      for type in entry.value["post_types"]?.members ?? [] where !["1", "2"].contains(type.key) {
        #expect(log.counts.filtered["post type \(type.key)"] == type.value.int)
      }
      let clean = Reading(
        stackExchangeReader(
          try openInput(path), form: .clean, log: SkipLog(), sortMemory: 100_000))
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
