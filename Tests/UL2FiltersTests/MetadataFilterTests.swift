import ReaderSupport
import TestSupport
import Testing
import UL2Corpus
import UL2Filters

@Suite("Choosing by metadata") struct MetadataFilterTests {
  private let metadata = #"""
    {"lang":"Python","stars":42,"fork":false,"note":null,"a.b":"flat","tags":["x","y",3],
    "meta":{"language":"en","deep":{"er":"z"}},"files":[{"path":"p"},{"path":"q"}],"e":"é\"\n",
    "la\u006eg2":"esc","id":"own"}
    """#.replacing("\n", with: " ")

  private func keep(_ pairs: (String, String)...) -> String {
    Chosen { $0.keep = FieldFilter.grouped(pairs.map { (field: $0.0, value: $0.1) }) }(
      document("t", id: "doc", metadata: metadata))
  }

  private func drop(_ pairs: (String, String)...) -> String {
    Chosen { $0.drop = FieldFilter.grouped(pairs.map { (field: $0.0, value: $0.1) }) }(
      document("t", id: "doc", metadata: metadata))
  }

  @Test(
    "A value matches as text, number or boolean, in arrays and below objects",
    arguments: [
      ("lang", "Python"), ("stars", "42"), ("fork", "false"), ("note", "null"), ("a.b", "flat"),
      ("tags", "y"), ("tags", "3"), ("meta.language", "en"), ("meta.deep.er", "z"),
      ("files.path", "q"), ("e", "é\"\n"), ("lang2", "esc"), ("id", "doc"), ("id", "own"),
    ])
  func matches(field: String, value: String) {
    #expect(keep((field, value)) == "train")
    #expect(drop((field, value)) == "dropped by \(field)")
  }

  @Test(
    "It does not match as anything else",
    arguments: [
      ("lang", "python"), ("lang", ""), ("stars", "42.0"), ("fork", "true"), ("meta", "en"),
      ("language", "en"), ("meta.lang", "en"), ("meta.language.x", "en"), ("tags.x", "x"),
      ("files", "q"), ("absent", "null"), ("id", "x"), ("meta.", "en"), (".meta", "en"),
    ])
  func differs(field: String, value: String) {
    #expect(keep((field, value)) == "not kept by \(field)")
    #expect(drop((field, value)) == "train")
  }

  @Test("Values of one field are alternatives; all fields must match")
  func combinations() {
    #expect(keep(("lang", "C"), ("lang", "Python")) == "train")
    #expect(keep(("lang", "Python"), ("stars", "1")) == "not kept by stars")
    #expect(drop(("lang", "C"), ("stars", "42")) == "dropped by stars")
    #expect(
      FieldFilter.grouped([("a", "1"), ("b", "2"), ("a", "3"), ("a", "1")]) == [
        FieldFilter("a", ["1", "3"]), FieldFilter("b", ["2"]),
      ])
  }

  @Test("Metadata that is not one JSON object drops the document, and never traps")
  func badMetadata() {
    let keep = Chosen { $0.keep = [FieldFilter("meta.language", ["en"])] }
    #expect(keep(document("t", metadata: "")) == "not kept by meta.language")
    let deep = String(repeating: "[", count: 100_000)
    for bad in [
      "[]", "{", "{}x", #"{"meta":{"language":"en"}"#, "nul", #"{"meta":"# + deep, "\u{0}",
    ] {
      #expect(keep(document("t", metadata: bad)) == "unreadable metadata", "\(bad.prefix(30))")
    }
    // Without rules, metadata is not read.
    #expect(Chosen { $0.validationShare = 1e-9 }(document("t", metadata: "{")) == "train")
    let good = Array(metadata.utf8)
    var found = 0
    for at in good.indices {
      for byte in [0x00, 0x22, 0x2C, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0xFF] as [UInt8] {
        var mutated = document("t")
        mutated.metadata = good
        mutated.metadata[at] = byte
        found += keep(mutated) == "train" ? 1 : 0
      }
      var cut = document("t")
      cut.metadata = Array(good[..<at])
      #expect(keep(cut) != "train")
    }
    #expect(found > 0)
  }

  @Test(
    "Licences as in the corpora",
    arguments: [
      (#"{"license":"mit"}"#, "train"), (#"{"license":"MIT"}"#, "train"),
      (#"{"license":"gpl-3.0"}"#, "license not wanted"),
      (#"{"max_stars_repo_licenses":["MIT","Apache-2.0"]}"#, "train"),
      (#"{"max_stars_repo_licenses":["MIT","GPL-3.0"]}"#, "license not wanted"),
      (#"{"licenses":[]}"#, "license unknown"), (#"{"license":null}"#, "license unknown"),
      (#"{"license":""}"#, "license unknown"), (#"{"license":"NOASSERTION"}"#, "license unknown"),
      (#"{"meta":{"license":"apache-2.0"}}"#, "train"),
      (#"{"meta":{"license":"wtfpl"}}"#, "license not wanted"),
      (#"{"license":"MIT","licenses":["unknown"]}"#, "train"), ("{}", "license unknown"),
      (#"{"license":{"key":"mit"}}"#, "license unknown"),
    ])
  func licenses(metadata: String, outcome: String) {
    let chosen = Chosen { $0.licenses = ["mit", "Apache-2.0"] }
    #expect(chosen(document("t", metadata: metadata)) == outcome)
  }

  @Test("Rules apply in the documented order")
  func order() throws {
    let scratch = Scratch()
    let list = try scratch.write("doc\n", to: "list")
    let chosen = try Chosen(exclusions: Exclusions([list])) {
      $0.keep = [FieldFilter("lang", ["C"])]
      $0.drop = [FieldFilter("stars", ["42"])]
      $0.licenses = ["mit"]
      $0.quality = [.c4, .gopher]
      $0.languages = ["de"]
    }
    #expect(chosen(document("t", id: "doc", metadata: metadata)) == "excluded by id")
    #expect(chosen(document("t", metadata: metadata)) == "not kept by lang")
    #expect(chosen(document("t", metadata: #"{"lang":"C","stars":42}"#)) == "dropped by stars")
    #expect(chosen(document("t", metadata: #"{"lang":"C"}"#)) == "license unknown")
    let free = #"{"lang":"C","license":"mit"}"#
    #expect(chosen(document("t", metadata: free)) == "c4: too few sentences")
    #expect(
      chosen(document("It is so. It is. It was. It is. We are.", metadata: free))
        == "gopher: too few words")
    let english = prose(sentences: 20).joined(separator: "\n")
    #expect(chosen(document(english, metadata: free)) == "other language: en")
  }

  @Test("A custom rule follows those over metadata, and counts its own drops")
  func outsideRule() {
    var settings = DocumentFilterSettings()
    settings.keep = [FieldFilter("lang", ["C"])]
    settings.quality = [.gopher]
    let filter = DocumentFilter(settings, exclusions: nil) { document, log in
      if document.text.count > 3 { return true }
      log.filtered("too short")
      return false
    }
    func reasons(_ text: String, _ metadata: String) -> [String: Int] {
      let log = SkipLog()
      var document = document(text, metadata: metadata)
      #expect(filter.verdict(&document, log) == .dropped)
      return log.counts.filtered
    }
    #expect(reasons("ab", "{}") == ["not kept by lang": 1])
    #expect(reasons("ab", #"{"lang":"C"}"#) == ["too short": 1])
    #expect(reasons("abcd", #"{"lang":"C"}"#) == ["gopher: too few words": 1])
  }

  @Test("The manifest has the settings of the filter, and no others")
  func json() throws {
    #expect(DocumentFilterSettings().json == [:])
    #expect(DocumentFilterSettings().isEmpty)
    var settings = DocumentFilterSettings()
    try settings.add(language: "IW")
    settings.add(quality: .gopher)
    settings.add(quality: .c4)
    settings.licenses = ["mit"]
    settings.keep = [FieldFilter("meta.language", ["en", "de"])]
    settings.drop = [FieldFilter("id", ["x"])]
    settings.exclusions = [ExclusionList(path: "l", entries: 2, xxh3: 255)]
    settings.validationShare = 0.01
    #expect(
      settings.json.text() == """
        {"exclude":[{"path":"l","entries":2,"xxh3":"00000000000000ff"}],\
        "keep":{"meta.language":["en","de"]},"drop":{"id":["x"]},"license":["mit"],\
        "quality":["c4","gopher"],"language":["he"],"min_language_score":0.65,\
        "language_detector":"CLD2 V2.0 - 20141016","validation_share":0.01}
        """)
  }

  @Test(
    "Real licences: BigQuery's and The Stack's",
    .enabled(if: realData != nil, "\(needsRealFiles)"))
  func realLicenses() throws {
    let folder = realFile("derived/")
    let chosen = Chosen { $0.licenses = ["apache-2.0", "mit"] }
    for name in ["github/github_000000000000.gz", "stack/stack_v1_snappy_rg100.parquet"] {
      let log = SkipLog()
      let reader = try openReader(
        folder + name, source: name.hasPrefix("github") ? .gitHub : .theStack,
        options: ReaderOptions(), log: log)
      var counts: [String: Int] = [:]
      var next = Document()
      while try reader.next(&next) { counts[chosen(next), default: 0] += 1 }
      #expect(counts["train", default: 0] > 100, "\(name): \(counts)")
      #expect(counts["license unknown", default: 0] < 50, "\(name): \(counts)")
    }
  }
}
