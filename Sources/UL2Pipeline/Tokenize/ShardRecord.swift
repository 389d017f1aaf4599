/// What is known of one finished shard of a token store; kept as its unit's record, then in the
/// manifest.
struct ShardRecord: Sendable {
  var name: String
  var input: String
  var inputFacts: FileFacts
  var documents = 0
  var tokens = 0
  var textBytes = 0
  var skipped = SkipCounts()
  /// By the file's ending.
  var files: [(ending: String, facts: FileFacts)] = []

  var json: JSONValue {
    [
      "name": .string(name),
      "inputs": [
        [
          "path": .string(input), "bytes": JSONValue(inputFacts.bytes),
          "xxh3": .string(hexadecimal(inputFacts.xxh3)),
        ]
      ],
      "documents": JSONValue(documents), "tokens": JSONValue(tokens),
      "text_bytes": JSONValue(textBytes), "skipped": skipped.json,
      "files": .object(
        files.map { file in
          .init(
            name + file.ending,
            [
              "bytes": JSONValue(file.facts.bytes),
              "xxh3": .string(hexadecimal(file.facts.xxh3)),
            ])
        }),
    ]
  }

}

extension SkipCounts {
  /// `{"bad": {reason: count}, "filtered": …}`
  public var json: JSONValue {
    func object(_ counts: [String: Int]) -> JSONValue {
      .object(counts.sorted { $0.key < $1.key }.map { .init($0.key, JSONValue($0.value)) })
    }
    return ["bad": object(bad), "filtered": object(filtered)]
  }
}

/// The sums that a store's manifest has, read back from its shards' records.
struct StoreTotals {
  var documents = 0
  var tokens = 0
  var textBytes = 0
  var skipped = SkipCounts()

  /// What a manifest says may be anything: nothing here traps.
  mutating func add(_ record: JSONValue) {
    documents &+= record["documents"]?.int ?? 0
    tokens &+= record["tokens"]?.int ?? 0
    textBytes &+= record["text_bytes"]?.int ?? 0
    for member in record["skipped"]?["bad"]?.members ?? [] {
      skipped.bad[member.key, default: 0] &+= member.value.int ?? 0
    }
    for member in record["skipped"]?["filtered"]?.members ?? [] {
      skipped.filtered[member.key, default: 0] &+= member.value.int ?? 0
    }
  }
}
