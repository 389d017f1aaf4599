/// Token stores that other tools wrote: Megatron's, with its multi-sequence documents, and broken ones.
import TestSupport
import Testing
import UL2Pipeline

@Suite("Foreign token stores")
struct ForeignStoreTests {
  private let scratch = Scratch()
  /// The Unigram model's.
  private let eos = 1

  private func pack(_ name: String = "notes", members: String = "", _ options: [String] = []) throws
    -> CommandResult
  {
    let mixture = try scratch.write(oneSource(name, members: members), to: "mixture.json")
    return try ul2prep(
      [
        "pack", "--mixture", mixture, "--tokens", scratch("stores"), "--output", scratch("shards"),
        "--tokenizer-model", Model.unigram.path, "--seq-length", "128",
      ] + options)
  }

  /// Documents of several sequences, ending in EOD or not.
  private func documents<Token: FixedWidthInteger>(
    _: Token.Type, count: Int, eod: Bool
  ) -> [[[Token]]] {
    (0..<count).map { document in
      var sequences: [[Token]] = (0..<(document % 4)).map { sequence in
        (0..<(10 + 37 * sequence + document % 50)).map {
          Token(100 + (document * 31 + sequence * 7 + $0) % 7000)
        }
      }
      if eod {
        if sequences.isEmpty { sequences = [[]] }
        sequences[sequences.count - 1].append(Token(eos))
      }
      return sequences
    }
  }

  @Test(
    "Megatron's documents of several sequences, with and without EOD", arguments: [true, false])
  func sequences(eod: Bool) throws {
    let documents = documents(UInt16.self, count: 300, eod: eod)
    try writeForeignStore(Array(documents[..<200]), to: "stores/notes/a_text_document", in: scratch)
    try writeForeignStore(Array(documents[200...]), to: "stores/notes/b_text_document", in: scratch)
    let result = try pack()
    expectSuccess(result)
    let raw = documents.map { sequences in
      let all = sequences.flatMap { $0 }.map(Int.init)
      return eod ? Array(all.dropLast()) : all
    }
    let dataset = try MDSDataset(scratch("shards"))
    var seen = [Int](repeating: 0, count: documents.count)
    for number in 0..<dataset.sampleCount {
      let row = try dataset.sample(at: number)
      func column(_ name: String) throws -> [Int] { try #require(row.integers(inColumn: name)) }
      let starts = try column("cu_seqlens")
      let tokens = try column("tokens")
      for (i, document) in try column("documents").enumerated() {
        let length = try column("lengths")[i]
        let offset = try column("offsets")[i]
        seen[document] += length
        #expect(offset + length <= raw[document].count)
        let example = tokens[starts[i]..<starts[i + 1]]
        #expect(example.count { $0 == eos } <= 1, "the end of a document is not doubled")
        if try column("objectives")[i] == 0 {
          #expect(example.prefix(length).elementsEqual(raw[document][offset..<offset + length]))
        }
      }
    }
    #expect(seen == raw.map(\.count))
    let manifest = try JSONValue.parse(file: scratch("shards/manifest.json"))
    #expect(manifest["sources"]?.array?.first?["eod_appended"] == .bool(eod))
    #expect(result.text.contains(eod ? "75 empty documents" : "75 empty documents"))
  }

  @Test("\"eod\" in the mixture overrides what the tokens show")
  func eodChoice() throws {
    try writeForeignStore(
      documents(UInt16.self, count: 50, eod: true), to: "stores/notes/text", in: scratch)
    expectSuccess(try pack(members: ", \"eod\": false"))
    let manifest = try JSONValue.parse(file: scratch("shards/manifest.json"))
    #expect(manifest["sources"]?.array?.first?["eod_appended"] == false)
  }

  @Test("Stores of other integer types")
  func types() throws {
    try writeForeignStore(
      documents(Int32.self, count: 60, eod: false), to: "stores/notes/a", in: scratch)
    try writeForeignStore(
      documents(Int64.self, count: 60, eod: false), to: "stores/notes/b", in: scratch)
    try writeForeignStore(
      documents(Int16.self, count: 60, eod: false), to: "stores/notes/c", in: scratch)
    let result = try pack()
    expectSuccess(result)
    let manifest = try JSONValue.parse(file: scratch("shards/manifest.json"))
    let tokens = documents(Int32.self, count: 60, eod: false).joined().joined().count * 3
    #expect(manifest["totals"]?["tokens"]?.int == tokens)
  }

  @Test("The model must be named")
  func missingModel() throws {
    try writeForeignStore(
      documents(UInt16.self, count: 20, eod: false), to: "stores/notes/text", in: scratch)
    let mixture = try scratch.write(oneSource("notes"), to: "mixture.json")
    expectRefusal(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", scratch("stores")]), 64,
      ["\(scratch("stores")): the token stores name no tokenizer", "--tokenizer-model"])
  }

  @Test("A token beyond the vocabulary is named with its place, and nothing is published")
  func beyondVocabulary() throws {
    for (type, token) in [("u16", 8100), ("i32", 8100), ("i32", -1), ("i32", 70_000)] {
      let scratch = Scratch()
      if type == "u16" {
        var wrong = documents(UInt16.self, count: 40, eod: false)
        wrong[7][1][5] = UInt16(token)
        try writeForeignStore(wrong, to: "stores/notes/text", in: scratch)
      } else {
        var wrong = documents(Int32.self, count: 40, eod: false)
        wrong[7][1][5] = Int32(token)
        try writeForeignStore(wrong, to: "stores/notes/text", in: scratch)
      }
      let mixture = try scratch.write(oneSource("notes"), to: "mixture.json")
      let result = try ul2prep([
        "pack", "--mixture", mixture, "--tokens", scratch("stores"), "--output", scratch("shards"),
        "--tokenizer-model", Model.unigram.path, "--epochs", "1",
      ])
      let place = 10 + 7 + 5
      expectRefusal(
        result, 65,
        [
          "\(scratch("stores/notes/text.bin")):document 7, token \(place): "
            + "token beyond the vocabulary, got \(token)"
        ])
      #expect(result.errorLines.count == 1)
      #expect(!exists(scratch("shards/manifest.json")) && !exists(scratch("shards/index.json")))
    }
  }

  @Test("Broken indexes")
  func brokenIndexes() throws {
    try writeForeignStore(
      documents(UInt16.self, count: 20, eod: false), to: "stores/notes/text", in: scratch)
    let index = try readFile(scratch("stores/notes/text.idx"))
    let data = try readFile(scratch("stores/notes/text.bin"))
    func change(_ at: Int, _ byte: UInt8) -> [UInt8] {
      var changed = index
      changed[at] = byte
      return changed
    }
    let pointers = 34 + 4 * 30
    for (bytes, part) in [
      (change(0, 0x58), "not a Megatron index"), (change(9, 2), "not a Megatron index"),
      (change(17, 6), "bad element type"), (change(17, 99), "bad element type"),
      (Array(index.prefix(20)), "index cut short"), (Array(index.dropLast(9)), "index cut short"),
      ([], "index cut short"), (change(37, 0xFF), "bad length of sequence 0"),
      (change(34 + 1, 0xFF), "data cut short"), (change(pointers + 8 * 5, 0x77), "bad pointer"),
      (change(25, 0x7F), "bad counts"), (change(33, 0x7F), "bad counts"),
      (change(index.count - 1, 0x7F), "bad document boundary 20"),
    ] {
      try scratch.write(bytes, to: "stores/notes/text.idx")
      let result = try pack(["--overwrite"])
      expectRefusal(result, 65, ["ul2prep: \(scratch("stores/notes/text"))", part])
      #expect(result.errorLines.count == 1)
      #expect(!exists(scratch("shards/manifest.json")))
    }
    try scratch.write(index, to: "stores/notes/text.idx")
    try scratch.write(Array(data.dropLast(2)), to: "stores/notes/text.bin")
    expectRefusal(try pack(["--overwrite"]), 65, ["text.bin: data cut short"])
    try removeFile(scratch("stores/notes/text.bin"))
    expectRefusal(try pack(["--overwrite"]), 66, ["text.bin: cannot open"])
  }

  private func pack(_ options: [String]) throws -> CommandResult {
    try pack("notes", options)
  }
}
