/// Manifests and records of token stores: reading gives the value that was written, and impossible values are problems
/// with their place.
import TestSupport
import Testing
import UL2Stores

@Suite("Manifests of token stores")
struct StoreManifestTests {
  @Test("Reading back gives the same value", arguments: [false, true])
  func roundTrip(isSplit: Bool) throws {
    let manifest = makeManifest(isSplit: isSplit)
    let text = ManifestFile.text(manifest.json)
    let json = try JSONValue.parse(text, path: "manifest.json")
    #expect(try StoreManifest(json, path: "manifest.json") == manifest)
    #expect(ManifestFile.text(try StoreManifest(json, path: "manifest.json").json) == text)
    for record in manifest.shards {
      let json = try JSONValue.parse(record.json.bytes(), path: "00000.done")
      #expect(try StoreShardRecord(JSONObjectReader(json, .manifest("00000.done"))) == record)
    }
  }

  @Test(
    "More than a thousand shards are in segments, which are checked against the manifest"
  )
  func segments() throws {
    let scratch = Scratch()
    var manifest = makeManifest(isSplit: true)
    #expect(manifest.segmentFiles.isEmpty)
    let shards = (0..<2001).map { i in
      var record = manifest.shards[i % 2]
      record.shard.name = "\(10_000 + i)"
      record.validation = nil
      return record
    }
    manifest.shards = shards
    let files = manifest.segmentFiles
    #expect(
      files.map(\.path) == ["manifest/00000.json", "manifest/00001.json", "manifest/00002.json"])
    let path = try scratch.write(ManifestFile.text(manifest.json), to: "manifest.json")
    #expect(manifest.json["shards"] == nil && manifest.json["segments"]?.array?.count == 3)
    for file in files { try scratch.write(file.bytes, to: file.path) }
    #expect(try StoreManifest(file: path) == manifest)
    // Up to a thousand they stay where they were.
    manifest.shards = Array(shards.prefix(1000))
    #expect(manifest.segmentFiles.isEmpty && manifest.json["shards"]?.array?.count == 1000)

    var changed = files[1].bytes
    changed[changed.count / 2] ^= 1
    try scratch.write(changed, to: files[1].path)
    #expect(throws: Problem.self) { try StoreManifest(file: path) }
    try removeFile(scratch(files[1].path))
    let problem = #expect(throws: Problem.self) { try StoreManifest(file: path) }
    #expect(problem?.problem == "a part of the manifest is missing")
    #expect(problem?.path == scratch("manifest/00001.json"))
  }

  @Test("A document is from the input whose turn it is")
  func inputOfDocument() throws {
    var shard = StoreShard("00000", inputs: [])
    #expect(shard.input(ofDocument: 0) == nil)
    shard.inputs = [StoreInput("a", bytes: 1)]
    #expect(shard.input(ofDocument: 5)?.path == "a")
    shard.inputs = [("a", 2), ("empty", 0), ("b", 1)].map {
      StoreInput($0.0, bytes: 1, documents: $0.1)
    }
    #expect((0..<4).map { shard.input(ofDocument: $0)?.path } == ["a", "a", "b", nil])
  }

  @Test("Totals are the sums over the shards")
  func totals() throws {
    let manifest = makeManifest(isSplit: true)
    #expect(manifest.totals.documents == 3 && manifest.totals.tokens == 21)
    #expect(manifest.totals.textBytes == 300 && manifest.totals.checkedDocuments == 3)
    #expect(manifest.totals.protectedMatches == ["<a>": 3, "<b>": 2])
    #expect(manifest.totals.skipped.bad == ["invalid JSON": 3])
    #expect(manifest.totals.skipped.filtered == ["redirect": 1, "reason 1": 2])
    #expect(manifest.totals.skipped.lostBytes == 10)
    #expect(manifest.totals.fallbacks == FallbackTokens(unknown: 3, bytes: 5))
    #expect(manifest.json["bytes_per_token"] == .number("14.286"))
    #expect(manifest.appendedEOS == 2 && manifest.shards.last?.shard.documents == 2)
  }

  @Test("A count missing for one shard is unknown for the store")
  func uncounted() throws {
    #expect(makeManifest(isSplit: false).totals.fallbacks == nil)
    #expect(makeManifest(isSplit: false).json["unknown_tokens"] == nil)
    var shards = makeManifest(isSplit: true).shards.map(\.shard)
    shards[1].fallbacks = nil
    #expect(StoreTotals(shards).fallbacks == nil)
  }

  @Test("Sums of any numbers in a manifest do not trap")
  func hugeTotals() {
    var shard = StoreShard("00000", inputs: [])
    shard.documents = .max
    shard.skipped.bad = ["x": .max]
    shard.protectedMatches = ["<a>": .max]
    shard.fallbacks = FallbackTokens(unknown: .max, bytes: .max)
    #expect(StoreTotals([shard, shard]).documents == -2)
  }

  @Test("Impossible values are problems with their place", arguments: wrong)
  func refused(_ change: Change) throws {
    var json = makeManifest(isSplit: true).json
    json.replace(change.path, with: change.value)
    let problem = #expect(throws: Problem.self) { try StoreManifest(json, path: "m.json") }
    #expect(problem?.path == "m.json" && problem?.place == change.place, "\(problem!)")
  }

  struct Change: Sendable {
    var path: [String]
    var value: JSONValue?
    var place: String
  }

  private static let wrong: [Change] = [
    Change(path: ["kind"], value: "shards", place: "kind"),
    Change(path: ["format"], value: 99, place: "format"),
    Change(path: ["dtype"], value: "uint17", place: "dtype"),
    Change(path: ["documents"], value: -1, place: "documents"),
    Change(path: ["unknown_tokens"], value: "7", place: "unknown_tokens"),
    Change(path: ["shards", "0", "byte_tokens"], value: -1, place: "shards[0].byte_tokens"),
    Change(path: ["reader"], value: nil, place: "reader"),
    Change(path: ["tokenizer", "xxh3"], value: "804DFDBAE6039339", place: "tokenizer.xxh3"),
    Change(path: ["tokenizer", "vocab_size"], value: 0, place: "tokenizer.vocab_size"),
    Change(path: ["tokenizer", "eos"], value: .null, place: "tokenizer.eos"),
    Change(
      path: ["tokenizer", "protected_pieces"], value: [1], place: "tokenizer.protected_pieces"),
    Change(path: ["skipped", "bad"], value: ["x": "y"], place: "skipped.bad"),
    Change(path: ["shards", "0", "name"], value: "a/b", place: "shards[0].name"),
    Change(path: ["shards", "1", "files"], value: [:], place: "shards[1].files"),
    Change(
      path: ["shards", "1", "files", "00001.bin", "bytes"], value: nil,
      place: "shards[1].files.00001.bin.bytes"),
    Change(
      path: ["shards", "1", "inputs", "0", "xxh3"], value: "12", place: "shards[1].inputs[0].xxh3"),
    Change(
      path: ["shards", "1", "inputs", "0", "part"], value: [20, 10],
      place: "shards[1].inputs[0].part"),
    Change(
      path: ["shards", "0", "validation", "tokens"], value: nil,
      place: "shards[0].validation.tokens"),
  ]
}

/// A store of two shards.
func makeManifest(isSplit: Bool = false) -> StoreManifest {
  let records = (0..<2).map { i in
    var shard = StoreShard(
      "0000\(i)",
      inputs: [
        i == 0
          ? StoreInput("a \"quoted\" name", bytes: 100, xxh3: 0x12)
          : StoreInput("https://host/b", bytes: 1000, part: 10..<20, tag: "etag", documents: 7)
      ])
    shard.documents = 1 + i
    shard.tokens = 7 * (i + 1)
    shard.textBytes = 100 * (i + 1)
    shard.fallbacks = isSplit ? FallbackTokens(unknown: i + 1, bytes: 5 * i) : nil
    shard.checkedDocuments = i + 1
    shard.protectedMatches = i == 0 ? ["<a>": 1] : ["<b>": 2, "<a>": 2]
    shard.skipped.bad = ["invalid JSON": i + 1]
    shard.skipped.filtered = i == 0 ? ["redirect": 1] : ["reason 1": 2]
    shard.skipped.lostBytes = 10 * i
    shard.files = (0..<4).map { FileFacts(bytes: 100 * $0, xxh3: UInt64($0) << 40) }
    var held = shard
    held.skipped = SkipCounts()
    return StoreShardRecord(shard, validation: isSplit ? held : nil)
  }
  return StoreManifest(
    origin: ManifestOrigin(format: StoreManifest.formatNumber, configuration: "0123456789abcdef"),
    source: "jsonl",
    reader: ["format": nil, "text_field": "a.b"],
    filters: ["documents": isSplit ? ["validation_share": 0] : [:], "code": [:]],
    model: StoreManifest.Model(
      identity: TokenizerIdentity(hash: hexadecimal(7)), vocabularySize: 8000, eos: 2,
      protectedPieces: ["<a>", "<b>"]),
    engine: StoreManifest.Engine(tier: "fast", library: "0.1.97", reason: "exact"),
    type: .uint16, appendsEOD: true, shards: records)
}

extension JSONValue {
  /// Replaces what is at `path`, or removes it.
  fileprivate mutating func replace(_ path: [String], with value: JSONValue?) {
    let rest = Array(path.dropFirst())
    if case .array(var values) = self {
      values[Int(path[0])!].replace(rest, with: value)
      self = .array(values)
    } else if case .object(var members) = self {
      let i = members.firstIndex { $0.key == path[0] }!
      if !rest.isEmpty {
        members[i].value.replace(rest, with: value)
      } else if let value {
        members[i].value = value
      } else {
        members.remove(at: i)
      }
      self = .object(members)
    }
  }
}
