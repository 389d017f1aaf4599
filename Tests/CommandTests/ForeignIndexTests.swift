/// Indexes that other tools left in odd states, and files beside them.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Odd indexes of foreign stores")
struct ForeignIndexTests {
  private let scratch = Scratch()

  /// Sixty sequences with these boundaries of documents.
  private func writeStore(boundaries: [Int]) throws {
    var index = Array("MMIDIDX\0\0".utf8)
    var data: [UInt8] = []
    func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    let lengths = (0..<60).map { 100 + $0 }
    append(UInt64(1), to: &index)
    index.append(8)
    append(UInt64(lengths.count), to: &index)
    append(UInt64(boundaries.count), to: &index)
    for length in lengths { append(Int32(length), to: &index) }
    for (sequence, length) in lengths.enumerated() {
      append(Int64(data.count), to: &index)
      for place in 0..<length { append(UInt16(100 + (sequence * 31 + place) % 5000), to: &data) }
    }
    for boundary in boundaries { append(Int64(boundary), to: &index) }
    try scratch.write(data, to: "stores/notes/d.bin")
    try scratch.write(index, to: "stores/notes/d.idx")
  }

  private func run(_ command: String, _ more: [String] = []) throws -> CommandResult {
    try ul2prep(
      [
        command, "--mixture", scratch.write(oneSource("notes"), to: "mixture.json"), "--tokens",
        scratch("stores"), "--tokenizer-model", Model.unigram.path,
      ] + more)
  }

  @Test(
    "Every command refuses sequences that belong to no document",
    arguments: [Array(0...20), Array(0..<60), Array(1...60), [5], [60], [0, 59]])
  func sequencesOfNoDocument(boundaries: [Int]) throws {
    try writeStore(boundaries: boundaries)
    let what = "notes/d.idx: sequences that belong to no document"
    expectRefusal(try run("plan"), 65, [what, "expected 7770"])
    expectRefusal(try run("pack", ["--output", scratch("shards")]), 65, [what])
    #expect(!exists(scratch("shards")))
    let verified = try ul2prep(["verify", scratch("stores/notes")])
    #expect(verified.status == 1 && verified.text.contains(what))
    expectRefusal(try ul2prep(["inspect", scratch("stores/notes")]), 65, [what])
  }

  @Test("An index with only the boundary 0 has one document per sequence, as in Megatron")
  func boundariesLeftOut() throws {
    try writeStore(boundaries: [0])
    expectSuccess(try run("pack", ["--output", scratch("shards")]))
    try writeStore(boundaries: Array(0...60))
    expectSuccess(try run("pack", ["--output", scratch("other")]))
    let manifest = try JSONValue.parse(file: scratch("shards/manifest.json"))
    #expect(manifest["totals"]?["documents"]?.int == 60)
    #expect(manifest["totals"]?["tokens"]?.int == 7770)
    let data = { try hashes(below: scratch($0)).filter { $0.key.hasPrefix("00000/") } }
    #expect(try data("shards") == data("other"))
    try writeStore(boundaries: [0])
    for path in ["stores/notes", "shards"] {
      expectSuccess(try ul2prep(["verify", scratch(path)]))
    }
    expectSuccess(try ul2prep(["inspect", scratch("stores/notes"), "--row", "59"]))
  }

  @Test("Other files in a foreign store do not make it an unfinished one of ul2prep")
  func leftovers() throws {
    try writeStore(boundaries: Array(0...60))
    for name in ["d.bin.tmp", "e.npy", "README.txt"] {
      try scratch.write("x", to: "stores/notes/" + name)
    }
    expectSuccess(try run("plan"))
    expectSuccess(try run("pack", ["--output", scratch("shards")]))
    expectSuccess(try ul2prep(["verify", scratch("stores/notes")]))
  }

  @Test("Commands refuse a shard that the manifest does not name, as verify does")
  func extraShard() throws {
    try scratch.write("{\"text\": \"Some words to be tokenized.\"}\n", to: "notes.jsonl")
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        scratch("stores/notes"), scratch("notes.jsonl"),
      ]))
    expectSuccess(try run("plan"))
    for ending in [".bin", ".idx"] {
      try scratch.write(
        readFile(scratch("stores/notes/00000" + ending)), to: "stores/notes/00001" + ending)
    }
    let what = "stores/notes/00001.idx: an index that the manifest does not name"
    expectRefusal(try run("plan"), 65, [what])
    expectRefusal(try run("pack", ["--output", scratch("shards")]), 65, [what])
    expectRefusal(try ul2prep(["inspect", scratch("stores/notes")]), 65, [what])
    let verified = try ul2prep(["verify", scratch("stores/notes")])
    #expect(verified.status == 1 && verified.text.contains(what))
  }
}
