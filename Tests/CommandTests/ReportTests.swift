/// `report`: its numbers match the manifests and the rows; hostile or damaged data does no harm.
import TestSupport
import Testing
import UL2Pipeline

@Suite("report")
struct ReportTests {
  private let scratch = Scratch()

  private func report(_ paths: [String], _ options: [String] = []) throws -> JSONValue {
    let result = try ul2prep(
      ["report", "--html", scratch("report.html"), "--json", scratch("report.json")] + paths
        + options)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.text.contains("report.html: "))
    return try JSONValue.parse(file: scratch("report.json"))
  }

  private func page() throws -> String {
    String(decoding: try readFile(scratch("report.html")), as: UTF8.self)
  }

  private func sum(_ histogram: JSONValue?) -> Int {
    histogram?["bins"]?.array?.reduce(0) { $0 + ($1["count"]?.int ?? 0) } ?? -1
  }

  @Test("Facts that another tool's store lacks are shown as unknown, not as zero")
  func foreign() throws {
    for suffix in [".bin", ".idx"] {
      let bytes = try readFile(try Model.unigram.stores + "/c4/00000" + suffix)
      try scratch.write(bytes, to: "foreign/x" + suffix)
    }
    let store = try #require(try report([scratch("foreign")])["stores"]?.array?.first)
    #expect(store["skipped"] == .null && store["documents"]?.int == 744)
    #expect(try page().contains("What was left out of foreign is not known"))
  }

  @Test("Numbers of stores, plans, shards and logs, the same each time")
  func numbers() throws {
    let stores = try Model.unigram.stores
    let (plan, shards) = (scratch("plan"), scratch("shards"))
    let planning = [
      "plan", "--mixture", "openmoe", "--tokens", stores, "--total-tokens", "60K", "--seq-length",
      "256", "--output", plan,
    ]
    #expect(try ul2prep(planning).status == 0)
    let packing = try ul2prep(
      ["pack", "--plan", plan, "--output", shards, "--progress", "json"])
    #expect(packing.status == 0)
    let log = try scratch.write("a note\n" + packing.errors, to: "pack.log")
    let paths = [stores, plan, shards, log]
    let json = try report(paths)
    for store in json["stores"]?.array ?? [] {
      let manifest = try StoreManifest(
        file: stores + "/" + (store["name"]?.string ?? "") + "/manifest.json")
      #expect(store["documents"]?.int == manifest.totals.documents)
      #expect(store["tokens"]?.int == manifest.totals.tokens)
      #expect(store["skipped"] == manifest.totals.skipped.json)
      #expect(store["document_lengths"]?["count"]?.int == manifest.totals.documents)
      #expect(sum(store["document_lengths"]) == manifest.totals.documents)
    }
    #expect(json["stores"]?.array?.count == 7)
    #expect(
      json["stores"]?.array?.contains { $0["licenses"]?["values"]?.array?.isEmpty == false } == true
    )
    let rows = json["rows"]?.array ?? []
    #expect(rows.compactMap { $0["kind"]?.string } == ["plan", "shards"])
    // Rows of a plan are those of its shards.
    #expect(rows[0]["sample"] == rows[1]["sample"] && rows[0]["sample"] != .null)
    try checkSample(rows[1], Dataset(shards))
    #expect(
      json["logs"]?.array?.first?["stages"]?.array?.last?["done"]?.int
        == rows[0]["totals"]?["tokens"]?.int)
    let page = try page()
    for part in [
      "default-src &#39;none&#39;; script-src &#39;none&#39;", "Mixture wanted and drawn",
      "<svg role=\"img\"", "CC BY-SA",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("<script") && !page.contains(" style=") && !page.contains(" src="))
    let bytes = try readFile(scratch("report.json"))
    _ = try report(paths)
    #expect(try self.page() == page && readFile(scratch("report.json")) == bytes)
  }

  /// All rows are in the sample, so its numbers can be counted again.
  private func checkSample(_ rows: JSONValue, _ dataset: Dataset) throws {
    let sample = rows["sample"]
    let all = try dataset.rows(at: 0..<dataset.count)
    #expect(sample?["rows"]?.int == dataset.count)
    #expect(sample?["examples"]?.int == all.reduce(0) { $0 + $1.examples.count })
    #expect(sum(sample?["unused_positions"]) == dataset.count)
    let objectives = try dataset.requiredManifest.objectives
    for (i, objective) in objectives.enumerated() {
      let own = all.flatMap { row in row.examples.filter { $0.objective == i } }
      if case .spanCorruption(let parameters) = objective.layout.objective, !own.isEmpty {
        let counts = own.map { parameters.counts(tokens: $0.chunkLength) }
        let found = sample?["span_lengths"]?.array?.first { $0["objective"]?.int == i }?[
          "histogram"]
        let spans = counts.reduce(0) { $0 + $1.spans }
        #expect(found?["count"]?.int == spans)
        let mean = Double(counts.reduce(0) { $0 + $1.noise }) / Double(spans)
        #expect(abs((found?["mean"]?.double ?? 0) - mean) < 0.006)
      }
      if case .prefixLM = objective.layout.objective {
        let found = sample?["prefix_lengths"]?.array?.first { $0["objective"]?.int == i }
        #expect(found?["histogram"]?["count"]?.int == own.count)
        #expect(found?["histogram"]?["max"]?.int == own.map(\.prefixLength).max())
      }
    }
  }

  @Test("Hostile ids, texts and metadata are text on the page")
  func hostile() throws {
    let lines = [
      #"{"id": "</title><script>alert(1)</script>", "text": "<img src=x onerror=alert(2)> \u202Egpj.exe", "lang": "de"}"#,
      #"{"id": "javascript:alert(3)", "text": "a \u0000 b\u2028c", "lang": "de"}"#,
      #"{"id": "https://example.org/?a=1&b=<i>", "text": "a", "lang": "de"}"#,
      #"{"id": "d", "text": "kept", "lang": "<svg onload=alert(4)>", "license": "\"'><b>MIT"}"#,
    ]
    try scratch.write(lines.joined(separator: "\n"), to: "in.jsonl")
    let result = try ul2prep([
      "tokenize", "--source", "jsonl", "--drop", "lang=de", "--tokenizer-model",
      Model.unigram.path, "--output", scratch("<b onclick=x>"), scratch("in.jsonl"),
    ])
    #expect(result.status == 0, "\(result.errors)")
    let json = try report([scratch("<b onclick=x>")])
    let examples = json["stores"]?.array?.first?["skipped"]?["examples"]?["dropped by lang"]?.array
    #expect(examples?.first?["id"]?.string == "</title><script>alert(1)</script>")
    let page = try page()
    for part in [
      "<script", "<img", "<svg onload", "<b ", "<b>", "\u{202E}", "href=\"javascript", "\u{2028}",
    ] {
      #expect(!page.contains(part), "\(part)")
    }
    for part in [
      "&lt;img src=x onerror=alert(2)&gt; ", ">RLO</span>",
      "<a href=\"https://example.org/?a=1&amp;b=&lt;i&gt;\" rel=\"noreferrer",
      "&lt;svg onload=alert(4)&gt;",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test("Damaged parts are named, whole ones are shown")
  func damaged() throws {
    let sizes = ["UL2PREP_STORE_SIZES": "1:1:\(1 << 40)"]
    for i in 0..<3 {
      let lines = (0..<40).map { "{\"text\": \"line \($0) of \(i), which is as long as it is\"}\n" }
      try scratch.write(lines.joined(), to: "in/\(i).jsonl")
    }
    let tokenizing = [
      "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
      scratch("stores/c4"), scratch("in"),
    ]
    #expect(try ul2prep(tokenizing, environment: sizes).status == 0)
    let mixture = try scratch.write(
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
      to: "mixture.json")
    let options = ["--mixture", mixture, "--tokens", scratch("stores"), "--seq-length", "64"]
    #expect(try ul2prep(["plan", "--output", scratch("plan")] + options).status == 0)
    #expect(try ul2prep(["pack", "--output", scratch("shards")] + options).status == 0)
    try removeFile(scratch("stores/c4/00001.idx"))
    try makeDirectories(scratch("begun/.ul2prep"))
    let names = try files(below: scratch("shards")).filter { $0.contains(".mds") }
    try scratch.write(Array("cut".utf8), to: "shards/" + names[0])
    let json = try report(["stores", "plan", "shards", "begun"].map { scratch($0) })
    let store = json["stores"]?.array?.first
    #expect(store?["documents"]?.int == 120)
    #expect(store?["document_lengths"]?["count"]?.int == 80)
    #expect(store?["problems"]?.array?.count == 1)
    let rows = json["rows"]?.array ?? []
    #expect(rows.count == 2)
    for rows in rows {
      #expect(rows["totals"]?["tokens"]?.int ?? 0 > 0)
      #expect(rows["problems"]?.array?.isEmpty == false)
    }
    #expect(json["problems"]?.array?.first?.string?.contains("unfinished output") == true)
    let page = try page()
    #expect(page.contains("What is damaged") && page.contains("00001.idx"))
  }

  @Test("Wrong usage")
  func usage() throws {
    expectRefusal(try ul2prep(["report", scratch.path]), 64, ["--html, --json or both"])
    expectRefusal(
      try ul2prep(["report", "--json", "-", scratch("nothing")]), 66, ["no such file"])
    expectRefusal(
      try ul2prep(["report", "--json", "a", "--html", "a", scratch.path]), 64, ["the same file, a"])
    let file = try scratch.write("text\n", to: "file")
    expectRefusal(try ul2prep(["report", "--json", "-", file]), 64, ["not an output of ul2prep"])
  }
}
