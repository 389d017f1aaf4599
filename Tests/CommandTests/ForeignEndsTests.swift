/// Stores of other tools, some of whose documents end in an end-of-document token.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Ends of documents in foreign stores")
struct ForeignEndsTests {
  private let scratch = Scratch()
  /// The Unigram model's.
  private let eos = 1

  /// Five hundred documents, some of which end in the token; two are empty, one is only the token.
  private func writeStore(endless: Set<Int>) throws -> [[Int]] {
    var documents = (0..<500).map { document in
      (0..<30 + document % 17).map { 100 + (document * 31 + $0) % 7000 }
        + (endless.contains(document) ? [] : [eos])
    }
    for empty in [11, 450] { documents[empty] = [] }
    documents[12] = [eos]
    func store(_ range: Range<Int>, _ name: String) throws {
      try writeForeignStore(
        documents[range].map { [$0.map { UInt16($0) }] }, to: "stores/notes/" + name, in: scratch)
    }
    try store(0..<300, "a_text_document")
    try store(300..<500, "b_text_document")
    return documents
  }

  private func options(_ members: String = "") throws -> [String] {
    let text = oneSource("notes", members: members).replacing("0.6", with: "1")
      .replacing("0.2", with: "0")
    return [
      "--mixture", try scratch.write(text, to: "mixture.json"), "--tokens", scratch("stores"),
      "--tokenizer-model", Model.unigram.path, "--seq-length", "128",
    ]
  }

  private func pack(_ members: String = "", _ more: [String] = []) throws -> CommandResult {
    try ul2prep(["pack", "--output", scratch("shards")] + options(members) + more)
  }

  /// Each document as it appears in the shards, the end of the sequence at its end left out.
  private func packed() throws -> [Int: [Int]] {
    let dataset = try Dataset(scratch("shards"))
    var chunks: [(document: Int, offset: Int, tokens: [Int])] = []
    for number in 0..<dataset.count {
      let row = try dataset[number]
      for example in row.examples {
        let tokens = row.tokens[example.range]
        #expect(tokens.count { $0 == eos } <= 1, "an end is not doubled")
        chunks.append(
          (example.document, example.offset, Array(tokens.prefix(example.chunkLength))))
      }
    }
    var documents: [Int: [Int]] = [:]
    for chunk in chunks.sorted(by: { ($0.document, $0.offset) < ($1.document, $1.offset) }) {
      #expect(documents[chunk.document, default: []].count == chunk.offset)
      documents[chunk.document, default: []] += chunk.tokens
    }
    return documents
  }

  @Test(
    "Each document is judged by itself: no end is doubled, no token is lost",
    arguments: [[], [0], [7], [0, 250, 499], Array(1..<500), Array(0..<500)])
  func each(endless: [Int]) throws {
    let documents = try writeStore(endless: Set(endless))
    expectSuccess(try pack())
    let expected = documents.map { $0.last == eos ? Array($0.dropLast()) : $0 }
    let found = try packed()
    for (document, tokens) in expected.enumerated() {
      #expect(found[document] ?? [] == tokens, "document \(document)")
    }
    let source = try JSONValue.parse(file: scratch("shards/manifest.json"))["sources"]?.array?[0]
    let with = documents.count { $0.last == eos }
    #expect(source?["eod"]?["with"]?.int == with && source?["eod"]?["without"]?.int == 500 - with)
    // The empty ones do not count.
    let isMixed = with > 0 && with < 498
    #expect(source?["eod_appended"]?.bool == (with == 498))
    #expect(exists(scratch("shards/eod/notes.npy")) == isMixed)
    #expect((source?["eod"]?["bitmap"] == .null) == !isMixed)
    #expect(source?["store"]?["tokens"]?.int == expected.joined().count - (with == 498 ? 2 : 0))
    expectSuccess(try ul2prep(["verify", scratch("shards"), "--deep"]))
    #expect(try listDirectory(scratch("stores/notes")).count == 4, "nothing is left in the store")
  }

  @Test("plan counts each kind, and says that it keeps nothing; a mixture's setting skips that")
  func plan() throws {
    _ = try writeStore(endless: [7, 8])
    let plan = try ul2prep(["plan"] + options())
    expectSuccess(plan)
    #expect(plan.text.contains("notes: 496 documents end in id 1 (end of document), 4 do not"))
    #expect(plan.errors.contains("notes: the last token of each document was read"))
    #expect(plan.errors.contains("the next plan will read them again"))
    let json = try ul2prep(["plan", "--json"] + options())
    let source = try JSONValue.parse(json.output, path: "-")["sources"]?.array?[0]
    #expect(source?["eod"]?["with"]?.int == 496)
    // No token can be read now, and none is needed if the mixture sets it.
    for name in ["a", "b"] {
      try scratch.write(
        [UInt8](repeating: 0xFF, count: 1 << 16), to: "stores/notes/\(name)_text_document.bin")
    }
    for choice in ["true", "false"] {
      let told = try ul2prep(["plan"] + options(", \"eod\": \(choice)"))
      expectSuccess(told)
      #expect(!told.errors.contains("last token") && !told.text.contains("end of document"))
    }
  }

  private var data: String { scratch("stores/notes/b_text_document.bin") }

  /// Other ends of documents, in a file that was written when the first one was, or now.
  private func changeData(isOld: Bool) throws {
    var status = stat()
    #expect(stat(data, &status) == 0)
    try scratch.write(
      [UInt8](repeating: 1, count: Int(status.st_size)), to: "stores/notes/b_text_document.bin")
    let times = [status.st_atim, status.st_mtim]
    if isOld { #expect(utimensat(AT_FDCWD, data, times, 0) == 0) }
  }

  @Test("A task that resumes an output does not read the ends again")
  func continued() throws {
    _ = try writeStore(endless: [7, 8])
    let slow = ["--total-tokens", "3M", "--compression", "zstd:12"]
    _ = try Command.paused(
      at: "notes.eod.done",
      ["pack", "--output", scratch("shards"), "--workers", "1"] + options() + slow
    ).end(by: SIGKILL)
    #expect(exists(scratch("shards/.ul2prep/notes.eod.npy")))
    try changeData(isOld: true)
    expectSuccess(try pack("", slow))
    #expect(!exists(scratch("shards/.ul2prep")))
  }

  @Test("The result is kept beside the output, as long as the data is the same")
  func kept() throws {
    _ = try writeStore(endless: [7, 8])
    let bytes = try readFile(data)
    expectSuccess(try pack())
    let before = try hashes(below: scratch("shards"))
    try changeData(isOld: true)
    let again = try pack()
    expectSuccess(again)
    #expect(again.errors.contains("done already\n"), "the data was not looked at again")
    // Made again in part.
    try scratch.write(bytes, to: "stores/notes/b_text_document.bin")
    try removeFile(scratch("shards/index.json"))
    try removeTree(scratch("shards/00000"))
    let continued = try pack()
    expectSuccess(continued)
    #expect(
      continued.errors.contains("are made again") || continued.errors.contains("is made again"))
    #expect(try hashes(below: scratch("shards")) == before)
    // Data that was changed later is read again, and makes another output.
    try changeData(isOld: false)
    expectFailure(try pack(), 73, ["a finished output of another command"])
    try scratch.write(bytes, to: "stores/notes/b_text_document.bin")
    #expect(try pack().errors.contains("done already\n"))
    try changeData(isOld: false)
    expectSuccess(try pack("", ["--overwrite"]))
    expectSuccess(try ul2prep(["verify", scratch("shards"), "--deep"]))
  }

  @Test("verify and inspect agree with pack; a changed bitmap or other ends are detected")
  func agreement() throws {
    let documents = try writeStore(endless: [7, 8])
    expectSuccess(try pack())
    let inspected = try ul2prep(["inspect", scratch("shards"), "--count", "100", "--json"])
    expectSuccess(inspected)
    for example in try inspected.json() {
      let document = try #require(example["document"]?.int)
      let tokens = documents[document]
      #expect(
        example["origin"]?["document_length"]?.int
          == tokens.count - (tokens.last == eos ? 1 : 0), "document \(document)")
    }
    let bitmap = try readFile(scratch("shards/eod/notes.npy"))
    var changed = bitmap
    changed[changed.count - 9] ^= 4
    try scratch.write(changed, to: "shards/eod/notes.npy")
    let result = try ul2prep(["verify", scratch("shards")])
    #expect(result.status == 1 && result.text.contains("eod/notes.npy: hash differs"))
    try scratch.write(bitmap, to: "shards/eod/notes.npy")
    // A document that ended in the token, and now ends in another.
    var data = try readFile(scratch("stores/notes/b_text_document.bin"))
    data[data.count - 2] = 200
    try scratch.write(data, to: "stores/notes/b_text_document.bin")
    let deep = try ul2prep(["verify", scratch("shards"), "--deep"])
    #expect(deep.status == 1, "\(deep.text)")
    #expect(deep.text.contains("other documents end in an end-of-document token than when"))
  }

  @Test("A manifest of another program says nothing about ends")
  func foreignManifest() throws {
    _ = try writeStore(endless: [])
    try scratch.write("{\"made_by\": \"somebody\"}", to: "stores/notes/manifest.json")
    let plan = try ul2prep(["plan"] + options())
    expectSuccess(plan)
    #expect(plan.text.contains("notes: 498 documents end in id 1 (end of document), 2 do not"))
  }
}
