/// One input of many parts, worked on by any number of workers: the same bytes.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Large inputs")
struct LargeInputTests {
  private let scratch = Scratch()

  /// An input of several megabytes: a fixture's members again and again, or its records with others.
  private func input(_ format: String) throws -> (source: String, path: String) {
    func repeated(_ name: String, _ count: Int) throws -> String {
      let bytes = try readFile(fixture(name))
      return try scratch.write(
        Array(repeatElement(bytes, count: count).joined()), to: baseName(name))
    }
    switch format {
    case "lines": return ("c4", try repeated("c4/c4-train.00001-of-01024.json.gz", 9))
    case "records":
      return (
        "common_crawl",
        try repeated(
          "common_crawl/CC-MAIN-20190715175205-20190715200159-00000.warc.wet.gz", 9)
      )
    case "rows":
      let text = String(decoding: try readFile(fixture("stackexchange/Posts.xml")), as: UTF8.self)
      let start = try #require(text.firstRange(of: "<row")).lowerBound
      let end = try #require(text.firstRange(of: "</posts>")).lowerBound
      // Other ids for every copy.
      let copies = (1...9).map { copy in
        text[start..<end].replacing(" Id=\"", with: " Id=\"\(copy)0")
          .replacing("ParentId=\"", with: "ParentId=\"\(copy)0")
          .replacing("AcceptedAnswerId=\"", with: "AcceptedAnswerId=\"\(copy)0")
      }
      let path = try scratch.write(
        text[..<start] + copies.joined() + text[end...], to: "Posts.xml")
      return ("stackexchange", path)
    default: return ("wikipedia", fixture("wikipedia"))
    }
  }

  @Test(
    "Any number of workers gives the same lines, messages and stores",
    arguments: ["lines", "records", "rows", "pages"])
  func workers(format: String) throws {
    let (source, path) = try input(format)
    let one = try ul2prep(["read", "--source", source, "--workers", "1", path])
    #expect(one.lines.count > 20)
    let model = fixture("tokenizers/unigram-8k.model")
    func tokenized(_ workers: Int, _ name: String) throws -> [String: UInt64] {
      expectSuccess(
        try ul2prep([
          "tokenize", "--source", source, "--tokenizer-model", model, "--output", scratch(name),
          "--validation-share", "0.2", "--workers", "\(workers)", path,
        ]))
      var hashes: [String: UInt64] = [:]
      for folder in ["", "/validation"] {
        for file in try listDirectory(scratch(name) + folder) where file.contains(".") {
          hashes[folder + file] = try xxh3(ofFile: scratch(name) + folder + "/" + file)
        }
      }
      return hashes
    }
    let stores = try tokenized(1, "one")
    #expect(stores.count >= 12)
    for workers in [2, 7] {
      let other = try ul2prep(["read", "--source", source, "--workers", "\(workers)", path])
      #expect(other.output == one.output && other.errors == one.errors, "\(workers) workers")
      #expect(try tokenized(workers, "of-\(workers)") == stores, "\(workers) workers")
    }
    let sum =
      try TokenStore(scratch("one")).documentCount
      + TokenStore(scratch("one/validation")).documentCount
    #expect(sum == one.lines.count)
    for store in ["one", "one/validation"] {
      expectSuccess(try ul2prep(["verify", scratch(store)]))
    }
    let count = try ul2prep(["read", "--source", source, "--count", path])
    #expect(try count.json().first?["documents"]?.int == one.lines.count)
  }
}
