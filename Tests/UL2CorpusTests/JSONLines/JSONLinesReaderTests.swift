import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Input

/// A reader's result for some lines: `id|text|metadata` each, the counts, the reports.
private struct Outcome {
  var documents: [String] = []
  var counts = SkipCounts()
  var reports: [String] = []
}

private func read(
  _ text: String, _ format: JSONLinesFormat = .detected, chunk: Int = 1 << 20, limit: Int = 1 << 20
) throws -> Outcome {
  var outcome = Outcome()
  let log = SkipLog()
  let reader = PartsReader(
    JSONLinesParts(
      ChunkedSource(Array(text.utf8), chunk: chunk, path: "dir/x.jsonl"), format: format,
      lineLimit: limit), log: log)
  var document = Document()
  while try reader.next(&document) {
    let parts = [document.id, document.text, document.metadata]
    outcome.documents.append(
      parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "|"))
  }
  outcome.counts = log.counts
  outcome.reports = log.problems.map(\.description)
  return outcome
}

@Suite("JSON Lines") struct JSONLinesReaderTests {
  @Test("Every corpus's fields", arguments: [1, 7, 1 << 20])
  func corpora(chunk: Int) throws {
    let outcome = try read(
      #"""
      {"text": "c4", "timestamp": "2019-04-25T12:57:54Z", "url": "http://a/"}
      {"text": "rp", "meta": {"url": "http://b/", "language": "en"}}
      {"url":"http://c/","raw_content":"ccnet","nlines":2}
      {"id":"d","text":"dolma","source":"s","added":"a","created":"c","metadata":{"x":[1,2.50]}}
      {"text": "pile", "meta": {"pile_set_name": "Enron"}}
      {"text": "number", "id": 12345678901234567890}
      """#, chunk: chunk)
    #expect(
      outcome.documents == [
        #"http://a/|c4|{"timestamp":"2019-04-25T12:57:54Z"}"#,
        #"http://b/|rp|{"meta":{"url": "http://b/", "language": "en"}}"#,
        #"http://c/|ccnet|{"nlines":2}"#,
        #"d|dolma|{"source":"s","added":"a","created":"c","metadata":{"x":[1,2.50]}}"#,
        #"x.jsonl:5|pile|{"meta":{"pile_set_name": "Enron"}}"#,
        "12345678901234567890|number|{}",
      ])
    #expect(outcome.counts == SkipCounts())
  }

  @Test("Lines with numbers that only Python writes are read; in the metadata they are null")
  func nonFinite() throws {
    let outcome = try read(
      #"""
      {"text": "a", "x": NaN, "y": [-Infinity, {"NaN": Infinity}], "s": "\"NaN\\", "id": NaN}
      {"x": -Infinity, "text": "b", "meta": {"url": NaN, "id": 7}}
      {"text": NaN}
      {"text": "c", "x": -NaN}
      {"text": "d", "x": Nan}
      {"text": "e", "x": +Infinity}
      {"text": "f", "x": NaNs}
      """#)
    #expect(
      outcome.documents == [
        #"x.jsonl:1|a|{"x":null,"y":[null, {"NaN": null}],"s":"\"NaN\\","id":null}"#,
        #"7|b|{"x":null,"meta":{"url": null, "id": 7}}"#,
      ])
    #expect(outcome.counts.bad == ["invalid JSON": 4, "text is not a string": 1])
  }

  @Test(
    "Content that is not JSON Lines is reported once, as what it is",
    arguments: [
      ("[\n  {\"text\": \"a\"},\n  {\"text\": \"b\"}\n]\n", "a JSON array", "'.[]'"),
      (#"[{"text": "a"}, {"text": "b"}]"#, "a JSON array", "'.[]'"),
      ("\u{FEFF} [\"a\",\n\"b\"]", "a JSON array", "'.[]'"),
      ("{\n  \"text\": \"a\"\n}\n", "JSON over several lines", "'.'"),
      ("{\"x\": [1,\n2,\n3], \"text\": \"a\"}\n{\n}", "JSON over several lines", "'.'"),
      (
        #"{"version": 1, "data": [{"id": 1, "text": "a"}, {"text": "b"}]}"#,
        "one JSON object with the records under data", #"'.["data"][]'"#
      ),
      (
        #"{"n": NaN, "rows": [{"content": "a"}]}"# + "\n",
        "one JSON object with the records under rows", #"'.["rows"][]'"#
      ),
    ])
  func shapes(text: String, what: String, filter: String) throws {
    for chunk in [1, 1 << 20] {
      let problem = try #require(throws: Problem.self) { try read(text, chunk: chunk) }
      #expect(problem.problem == what + ", not JSON Lines")
      #expect(problem.description.contains(filter))
    }
  }

  @Test("Sound and damaged lines are not mistaken for another shape")
  func noShapes() throws {
    for text in [
      #"{"text": "a", "data": [{"text": "b"}]}"#, #"{"data": [{"x": 1}]}"#, #"{"data": []}"#,
      #"{"meta": {}, "data": ["text"]}"#, "{\"text\": \"a\n{\"text\": \"b\"}\n",
      "{\"x\": 1,\n{\"text\": \"b\"}\n", "{", #"{"text": "#,
      "{\"text\":\n\"a\"}\n{\"text\": \"b\"}\n",
    ] {
      #expect(throws: Never.self) { try read(text) }
    }
  }

  @Test("A list longer than any line is reported as such")
  func longArray() throws {
    let text = "[" + String(repeating: #"{"text": "a"},"#, count: 100) + "{}]"
    let problem = try #require(throws: Problem.self) { try read(text, limit: 100) }
    #expect(problem.problem == "a JSON array, not JSON Lines")
  }

  @Test("GitHub from BigQuery and from RedPajama")
  func gitHub() throws {
    let outcome = try read(
      #"""
      {"id":"sha","repo_name":"o/r","path":"a/b.c","content":"int","size":"3"}
      {"id":"sha","path":"b.c","content":"p"}
      {"id":"sha","content":"i"}
      {"id":"sha","repo_name":"o/r","path":"bin","content":null}
      {"id":"sha","repo_name":"o/r","path":"bin"}
      {"text":"rp","meta":{"repo_name":"o/r","path":"c.py"}}
      """#, .gitHub)
    #expect(
      outcome.documents == [
        #"o/r/a/b.c|int|{"id":"sha","repo_name":"o/r","path":"a/b.c","size":"3"}"#,
        #"b.c|p|{"id":"sha"}"#,
        "sha|i|{}",
        #"o/r/c.py|rp|{"meta":{"repo_name":"o/r","path":"c.py"}}"#,
      ])
    #expect(outcome.counts.filtered == ["no content": 2])
  }

  @Test("A text field given by the user, also inside objects")
  func textField() throws {
    let lines = #"""
      {"message": {"role": "x", "content": "in\nside"}, "text": "not this"}
      {"message.content": "flat", "message": "x"}
      {"message": {"content": 1}}
      {"message": null}
      """#
    let outcome = try read(lines, .text(at: "message.content"))
    #expect(outcome.documents == [#"x.jsonl:1|in"# + "\n" + #"side|{"text":"not this"}"#])
    #expect(outcome.counts.filtered == ["no text": 2])
    #expect(outcome.counts.bad == ["text is not a string": 1])
  }

  @Test("The preferred text wins wherever it is; of two with one name the last, as in Python")
  func preference() throws {
    let outcome = try read(
      #"""
      {"raw_content": "r", "content": "c", "text": "t"}
      {"text": 1, "content": "c"}
      {"text": "first", "text": "last", "id": "a", "id": "b"}
      {"t\u0065xt": "escaped name", "i\u0064": "e"}
      {"text": ""}
      """#)
    #expect(
      outcome.documents == [
        #"x.jsonl:1|t|{"raw_content":"r","content":"c"}"#,
        #"x.jsonl:2|c|{"text":1}"#,
        "b|last|{}",
        "e|escaped name|{}",
        "x.jsonl:5||{}",
      ])
  }

  @Test("Lines that cannot be used are reported with their number, and the next is read")
  func badLines() throws {
    let long = #"{"text": ""# + String(repeating: "x", count: 100) + #""}"#
    var lines = Array(#"{"text": "good"}"#.utf8) + Array("\n\n  \t\r\n".utf8)
    for line in [#"{"text": "cut"#, "[1]", #"{"text": 5}"#, #"{"text": null}"#, long] {
      lines += Array((line + "\n").utf8)
    }
    lines += Array(#"{"text": ""#.utf8) + [0xE9, 0x22, 0x7D, 0x0A]
    lines += Array(#"{"text": "last"}"#.utf8)
    let log = SkipLog()
    let reader = PartsReader(
      JSONLinesParts(ChunkedSource(lines, chunk: 5, path: "p"), lineLimit: 80), log: log)
    var document = Document()
    var texts: [String] = []
    while try reader.next(&document) {
      texts.append(String(decoding: document.text, as: UTF8.self))
    }
    #expect(texts == ["good", "last"])
    #expect(log.counts.filtered == ["no text": 1])
    #expect(
      log.counts.bad == [
        "invalid JSON": 2, "text is not a string": 1, "line too long": 1, "not UTF-8": 1,
      ])
    #expect(
      log.problems.map(\.description) == [
        "p:4: invalid JSON at byte 13 of the line: the text ends inside a string",
        "p:5: invalid JSON at byte 0 of the line: expected an object, got [1]",
        "p:6: the text is not a string",
        "p:8: the line is too long, got 112 bytes; expected at most 80",
        "p:9: byte 10 of the line is not UTF-8, got e9 22 7d",
      ])
  }

  @Test("One wrong byte never traps, and every line is accounted for")
  func mutations() throws {
    let line = #"{"text": "é\u00e9\ud83d\ude00 \n", "id": -1.5e3, "a": [true, null, {"b": ""}]}"#
    let good = Array((line + "\n").utf8)
    for at in 0..<good.count - 1 {
      for byte in [
        0x00, 0x0A, 0x20, 0x22, 0x2C, 0x30, 0x5B, 0x5C, 0x5D, 0x75, 0x7B, 0x7D, 0xC3, 0xFF,
      ] {
        var bytes = good + good
        bytes[at] = UInt8(byte)
        let log = SkipLog()
        let reader = PartsReader(JSONLinesParts(ChunkedSource(bytes)), log: log)
        var document = Document()
        var count = 0
        while try reader.next(&document) {
          count += 1
          #expect(String(validating: document.text, as: UTF8.self) != nil)
          #expect((try? JSONValue.parse(document.metadata, path: "")) != nil)
        }
        #expect(document.text == Array("éé😀 \n".utf8))
        // A newline splits the line, except where that leaves a blank one.
        let newlines = byte == 0x0A && at > 0 && at < good.count - 2 ? 1 : 0
        let seen = count + log.counts.badTotal + log.counts.filtered.values.reduce(0, +)
        #expect(seen == 2 + newlines, "byte \(byte) at \(at)")
      }
    }
  }

  @Test("Metadata has no line breaks, and nothing from the line before")
  func metadata() throws {
    let outcome = try read("{\"a\":[1,\r2],\"text\":\"x\",\"b\":\"\\r\\n\"}\n{\"text\":\"y\"}")
    #expect(outcome.documents == ["x.jsonl:1|x|{\"a\":[1, 2],\"b\":\"\\r\\n\"}", "x.jsonl:2|y|{}"])
  }

  @Test(
    "Real files: lines, texts and bad lines as Python's json reads them",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realFiles() throws {
    let folder = realFile("")
    let expected = try #require(JSONValue.parse(file: folder + "expect/jsonl.json").members)
    #expect(expected.count > 15)
    for (name, value) in expected.map({ ($0.key, $0.value) }) {
      let log = SkipLog()
      let reader = try PartsReader(JSONLinesParts(openInput(folder + name)), log: log)
      var document = Document()
      var digest = SHA256()
      var count = 0
      var bytes = 0
      while try reader.next(&document) {
        count += 1
        bytes += document.text.count
        digest.updateNetstring(document.text)
        #expect(try JSONValue.parse(document.metadata, path: name).members != nil)
      }
      let skipped = log.counts.filtered.values.reduce(0, +)
      #expect(count + skipped + log.counts.badTotal == value["lines"]?.int, "\(name)")
      #expect(log.counts.badTotal == value["bad_lines"]?.int, "\(name)")
      #expect(skipped == value["docs_without_text"]?.int, "\(name)")
      #expect(bytes == value["text_bytes"]?.int, "\(name)")
      #expect(digest.hexDigest() == value["text_sha256"]?.string, "\(name)")
    }
  }
}
