/// Indexes read as a stream give the same as a tree of their values, errors included, wherever windows end.
import TestSupport
import Testing
import UL2Core
import UL2Shards

/// The result of reading an index: its shards or its problem, as texts to compare.
private enum Outcome: Equatable {
  case shards([String])
  case problem(String)

  init(_ read: () throws(Problem) -> some Sequence<MDSIndex.Shard>) {
    do throws(Problem) {
      self = .shards(try read().map { "\($0.entry.text()) \($0.samples)" })
    } catch {
      self = .problem(error.description)
    }
  }

  /// By a tree of all values.
  static func tree(_ path: String) -> Outcome {
    Outcome { () throws(Problem) in
      let json = try JSONValue.parse(file: path)
      guard json["version"]?.int == 2, let entries = json["shards"]?.array else {
        throw Problem(
          .badInput, "not an MDS index", path: path, place: "version",
          expected: "version 2 and shards")
      }
      return try MDSIndex.shards(entries, path: path)
    }
  }

  static func streamed(_ path: String, window: Int) -> Outcome {
    Outcome { () throws(Problem) in
      var reader = try MDSIndexReader(path, window: window)
      return try reader.shards()
    }
  }
}

@Suite struct IndexReaderTests {
  private let scratch = Scratch()

  private func check(_ text: [UInt8], windows: [Int], _ what: String) throws -> Outcome {
    let path = try scratch.write(text, to: "index.json")
    let expected = Outcome.tree(path)
    for window in windows {
      let found = Outcome.streamed(path, window: window)
      #expect(
        found == expected, "\(what), window \(window): \(String(decoding: text, as: UTF8.self))")
    }
    return expected
  }

  @Test("Random indexes: names, hashes, formats, with and without compressed files, spaced or not")
  func random() throws {
    for seed in 0..<150 {
      var index = RandomIndex(seed)
      let text = index.text()
      let outcome = try check(text, windows: [7, 64, 1000, 1 << 20], "seed \(seed)")
      guard case .shards = outcome else {
        Issue.record("seed \(seed) is no index: \(outcome)")
        continue
      }
    }
  }

  @Test("Indexes with bytes changed, removed, inserted; with parts doubled and moved; cut anywhere")
  func mutated() throws {
    var problems = 0
    for seed in 0..<1500 {
      var index = RandomIndex(seed)
      var text = index.text()
      for _ in 0...index.below(3) { index.mutate(&text) }
      if case .problem = try check(text, windows: [100, 1 << 20], "seed \(seed)") { problems += 1 }
    }
    #expect((300..<1500).contains(problems))
  }

  @Test("Problems are the same as if the whole had been read first")
  func problems() throws {
    let shard = """
      {"column_encodings": ["bytes"], "column_names": ["b"], "compression": null, "format": "mds", "hashes": [], \
      "raw_data": {"basename": "a", "bytes": 9, "hashes": {}}, "samples": 1, "size_limit": null, "version": 2, \
      "zip_data": null}
      """
    let lies = shard.replacing("\"samples\": 1", with: "\"samples\": -1")
    for (text, expected) in [
      ("{\"shards\": [\(shard), \(lies)], \"version\": 2}", "shards[1]: not an MDS index"),
      ("{\"shards\": [\(lies), \(shard)], \"version\": 3}", "version: not an MDS index"),
      ("{\"shards\": [\(lies)],\n \"version\": 2", "2: not JSON"),
      ("{\"version\": 2, \"shards\": [\(shard)], \"shards\": []}", "1: not JSON: the key"),
      ("{\"version\": 2, \"shards\": {}}", "version: not an MDS index"),
      ("[]", "version: not an MDS index"), ("2", "version: not an MDS index"), ("", "1: not JSON"),
      (
        "{\"shards\": [\(shard.replacing("\"a\"", with: "\"../a\""))], \"version\": 2}",
        "shards[0]: not an MDS index"
      ),
      (
        "{\"shards\": [\(shard)], \"version\": 2} \n\n,",
        "3: not JSON: there is text after the value"
      ),
    ] {
      let outcome = try check(Array(text.utf8), windows: [1, 5, 4096], expected)
      guard case .problem(let problem) = outcome else {
        Issue.record("no problem: \(text)")
        continue
      }
      #expect(problem.contains(expected), "\(problem)")
    }
  }

  @Test("A list returns the shards that were put in")
  func list() {
    let format = MDSFormat(
      columns: [.init("b", .bytes)], compression: nil, hashes: [], sizeLimit: nil)
    func file(_ name: String, _ hashes: [String: String] = [:]) -> MDSIndex.File {
      MDSIndex.File(name: name, bytes: name.utf8.count, hashes: hashes)
    }
    let shards = [
      MDSIndex.Shard(format: format, samples: 3, raw: file("ä"), zip: nil),
      MDSIndex.Shard(
        format: format, samples: 0, raw: file("", ["x": "0a", "a": "ffee"]),
        zip: file("z", ["x": "0A"])),
      MDSIndex.Shard(format: format, samples: (1 << 32) - 1, raw: file("b", ["x": ""]), zip: nil),
    ]
    let list = MDSShardList(shards)
    #expect(list.map { $0.entry.text() } == shards.map { $0.entry.text() })
    #expect(Array(list.sampleCounts) == shards.map(\.samples))
    #expect(list.indices.map { list.rawBytes($0) } == shards.map(\.raw.bytes))
    #expect(MDSShardList([]).isEmpty)
  }
}
