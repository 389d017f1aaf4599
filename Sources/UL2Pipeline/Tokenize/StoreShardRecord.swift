import UL2Input

/// What is known of one finished shard of a token store; kept as its unit's record, then in the
/// manifest.
struct StoreShardRecord: Sendable {
  var name: String
  var input: InputRecord
  var documents = 0
  var tokens = 0
  var textBytes = 0
  var skipped = SkipCounts()
  /// Documents that the library has encoded too.
  var checkedDocuments = 0
  /// How often protected pieces stood in the texts, those that did.
  var protectedMatches: [String: Int] = [:]
  /// By the file's ending.
  var files: [(ending: String, facts: FileFacts)] = []
  /// The same input's shard of the validation store, where there is one: at most one.
  var validation: [StoreShardRecord] = []

  /// The unit's files, while it is not published.
  var fileNames: [String] {
    files.map { name + $0.ending }
      + validation.flatMap { held in held.files.map { held.name + ".validation" + $0.ending } }
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(name)), .init("inputs", [input.json]),
      .init("documents", JSONValue(documents)), .init("tokens", JSONValue(tokens)),
      .init("text_bytes", JSONValue(textBytes)), .init("skipped", skipped.json),
      .init("checked_documents", JSONValue(checkedDocuments)),
      .init("protected_matches", countsJSON(protectedMatches)),
      .init(
        "files",
        .object(
          files.map { file in
            .init(
              name + file.ending,
              [
                "bytes": JSONValue(file.facts.bytes),
                "xxh3": .string(hexadecimal(file.facts.xxh3)),
              ])
          })),
    ]
    if let validation = validation.first { members.append(.init("validation", validation.json)) }
    return .object(members)
  }
}

/// What an input was when it was tokenized.
struct InputRecord: Sendable {
  var path: String
  /// In bytes; 0 for what does not say.
  var bytes: Int
  /// Of a file on this machine: what comes from elsewhere is not read twice.
  var xxh3: UInt64?
  /// Of a remote file: the server's tag of this version.
  var tag: String?

  init(_ path: String) throws(Problem) {
    self.path = path
    let identity = try inputIdentity(path)
    bytes = identity.size ?? 0
    tag = identity.tag
    if isRegularFile(path) { xxh3 = try UL2Core.xxh3(ofFile: path) }
  }

  var json: JSONValue {
    [
      "path": .string(path), "bytes": JSONValue(bytes),
      "xxh3": JSONValue(xxh3) { .string(hexadecimal($0)) },
      "tag": JSONValue(tag) { .string($0) },
    ]
  }
}

extension SkipCounts {
  /// `{"bad": {reason: count}, "filtered": …}`, and `lost_bytes` where there are any.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("bad", countsJSON(bad)), .init("filtered", countsJSON(filtered)),
    ]
    if lostBytes != 0 { members.append(.init("lost_bytes", JSONValue(lostBytes))) }
    return .object(members)
  }
}

/// Counts by name, sorted.
func countsJSON(_ counts: [String: Int]) -> JSONValue {
  .object(counts.sorted { $0.key < $1.key }.map { .init($0.key, JSONValue($0.value)) })
}

/// The sums that a store's manifest has, read back from its shards' records.
struct StoreTotals {
  var documents = 0
  var tokens = 0
  var textBytes = 0
  var inputBytes = 0
  var skipped = SkipCounts()
  var checkedDocuments = 0
  var protectedMatches: [String: Int] = [:]

  /// What a manifest says may be anything: nothing here traps.
  mutating func add(_ record: JSONValue) {
    documents &+= record["documents"]?.int ?? 0
    tokens &+= record["tokens"]?.int ?? 0
    textBytes &+= record["text_bytes"]?.int ?? 0
    inputBytes &+= record["inputs"]?.array?.first?["bytes"]?.int ?? 0
    checkedDocuments &+= record["checked_documents"]?.int ?? 0
    for member in record["protected_matches"]?.members ?? [] {
      protectedMatches[member.key, default: 0] &+= member.value.int ?? 0
    }
    skipped.lostBytes &+= record["skipped"]?["lost_bytes"]?.int ?? 0
    for member in record["skipped"]?["bad"]?.members ?? [] {
      skipped.bad[member.key, default: 0] &+= member.value.int ?? 0
    }
    for member in record["skipped"]?["filtered"]?.members ?? [] {
      skipped.filtered[member.key, default: 0] &+= member.value.int ?? 0
    }
  }
}
