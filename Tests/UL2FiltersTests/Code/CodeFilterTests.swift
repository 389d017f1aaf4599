import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Filters
import UL2Input

@Suite("Filters of source code")
struct CodeFilterTests {
  func reason(_ filter: CodeFilter, _ text: String, path: String = "a/b.py") -> String? {
    Array(text.utf8).withUnsafeBytes { filter.rejection(of: $0, path: Array(path.utf8)) }
  }

  func filter(_ change: (inout CodeFilter) -> Void) -> CodeFilter {
    var filter = CodeFilter()
    change(&filter)
    return filter
  }

  @Test("Lines are measured in characters, without their ends")
  func lines() {
    let longest = filter { $0.maxLineLength = 5 }
    for text in ["12345", "12345\n", "12345\r\n12345\r\n", "ééééé\nx", "", "\n"] {
      #expect(reason(longest, text) == nil, "\(text)")
    }
    for text in ["123456", "1\n123456", "éééééé\n"] {
      #expect(reason(longest, text) == "line too long", "\(text)")
    }
    let mean = filter { $0.maxMeanLineLength = 2 }
    for text in ["12", "1\n123\n", "12\r\n12\r\n", "\n1234", "12345\n\n\n"] {
      #expect(reason(mean, text) == nil, "\(text)")
    }
    for text in ["123", "1\n1234", "12\n123\n"] {
      #expect(reason(mean, text) == "lines too long on average", "\(text)")
    }
    // Line ends are one character each, of any kind.
    let share = filter { $0.minAlphanumericShare = 0.5 }
    for end in ["\n", "\r\n", "\r"] {
      let text = ["12345", "1", "123", ""].joined(separator: end)
      #expect(reason(longest, text) == nil)
      #expect(reason(filter { $0.maxMeanLineLength = 3 }, text) == nil)
      #expect(reason(filter { $0.maxMeanLineLength = 2.9 }, text) == "lines too long on average")
      #expect(reason(share, "1" + end) == nil)
    }
    // Longer than the steps in which characters are counted.
    let long = String(repeating: "é1 ", count: 400)
    #expect(reason(filter { $0.maxLineLength = 1200 }, long) == nil)
    #expect(reason(filter { $0.maxLineLength = 1199 }, long) == "line too long")
  }

  @Test("Letters and digits")
  func alphanumeric() {
    let share = filter { $0.minAlphanumericShare = 0.25 }
    for text in ["a...", "Zz09", "é...", "中。。。", "1\n(("] {
      #expect(reason(share, text) == nil, "\(text)")
    }
    for text in ["a....", "", "@[`{/:", "\n\n\n\n"] {
      #expect(reason(share, text) == "too few letters and digits", "\(text)")
    }
  }

  @Test("Endings, sizes, others' code")
  func paths() {
    let endings = filter { $0.extensions = ["py"] }
    #expect(reason(endings, "x", path: "a/B.PY") == nil)
    for path in ["py", ".py", "a.py/b", "a.pyc", ""] {
      #expect(reason(endings, "x", path: path) == "extension not wanted", "\(path)")
    }
    #expect(reason(filter { $0.maxBytes = 2 }, "é") == nil)
    #expect(reason(filter { $0.maxBytes = 2 }, "éx") == "file too large")
    let own = filter { $0.dropsVendored = true }
    for path in ["vendor.py", "a/vendor", "min.js", "lock/x.py"] {
      #expect(reason(own, "x", path: path) == nil, "\(path)")
    }
    for path in ["vendor/a.py", "a/node_modules/b.js", "a/b.min.js", "Cargo.lock", "x/go.sum"] {
      #expect(reason(own, "x", path: path) == "vendored or generated", "\(path)")
    }
  }

  @Test(
    "The places of a document's path",
    arguments: [
      (#"{"path":"x/a.py"}"#, "b.js"), (#"{"meta":{"path":"a.py"},"x":1}"#, "b.js"),
      (#"{"max_stars_repo_path":"a.py","size":"3"}"#, "b.js"), ("{}", "r/a.py"), ("", "r/a.py"),
      (#"{"path":null}"#, "a.py"), ("not JSON", "a.py"),
    ])
  func documents(metadata: String, id: String) {
    var document = Document()
    document.id = Array(id.utf8)
    document.metadata = Array(metadata.utf8)
    let log = SkipLog()
    #expect(filter { $0.extensions = ["py"] }.accepts(document, log))
    #expect(!filter { $0.extensions = ["js"] }.accepts(document, log))
    #expect(log.counts.filtered == ["extension not wanted": 1])
  }

  @Test("Settings as JSON")
  func settings() {
    #expect(CodeFilter().isEmpty && CodeFilter().json == [:])
    #expect(!CodeFilter.usual.isEmpty)
    #expect(
      CodeFilter.usual.json
        == [
          "max_line_length": 1000, "max_mean_line_length": 100,
          "min_alphanumeric_share": .number("0.25"),
        ])
  }

  @Test(
    "Texts stay as they are; Python's results of RedPajama's rules on its sample",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realSample() throws {
    let log = SkipLog()
    let source = try openInput(
      realFile("derived/github/redpajama_github_sample.jsonl"))
    let reading = Reading(JSONLinesReader(LineReader(source), format: .gitHub, log: SkipLog()))
    #expect(reading.documents.count == 260)
    let kept = reading.documents.filter { CodeFilter.usual.accepts($0, log) }
    #expect(kept.count + log.counts.filtered.values.reduce(0, +) == 260)
    #expect(log.counts.filtered == ["line too long": 15, "too few letters and digits": 17])
  }
}
