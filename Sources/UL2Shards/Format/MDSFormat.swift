/// The format that all shards of a dataset share: the JSON inside each shard and in `index.json`.
package struct MDSFormat: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    package var name: String
    package var encoding: MDSEncoding

    package init(_ name: String, _ encoding: MDSEncoding) {
      self.name = name
      self.encoding = encoding
    }
  }

  /// Sorted by name, which is their order in a sample.
  package let columns: [Column]
  /// `zstd`, `zstd:N`, or nil.
  package let compression: String?
  /// Names of the hashes in `index.json`, sorted.
  package let hashes: [String]
  /// A shard is closed before it would be longer.
  package let sizeLimit: Int?

  package init(columns: [Column], compression: String?, hashes: [String], sizeLimit: Int?) {
    self.columns = columns.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.compression = compression
    self.hashes = hashes.sorted()
    self.sizeLimit = sizeLimit
    members = Self.members(
      self.columns, compression: compression, hashes: self.hashes, sizeLimit: sizeLimit)
    config = JSONValue.object(members).bytes(.spaced)
  }

  /// The keys that the config and every shard's entry in the index share, sorted.
  let members: [JSONValue.Member]
  /// The text inside each shard, as Python's `json.dumps(…, sort_keys=True)` writes it.
  package let config: [UInt8]

  private static func members(
    _ columns: [Column], compression: String?, hashes: [String], sizeLimit: Int?
  ) -> [JSONValue.Member] {
    let value: JSONValue = [
      "column_encodings": .array(columns.map { .string($0.encoding.name) }),
      "column_names": .array(columns.map { .string($0.name) }),
      "column_sizes": .array(columns.map { JSONValue($0.encoding.fixedSize) { JSONValue($0) } }),
      "compression": JSONValue(compression) { JSONValue($0) },
      "format": "mds",
      "hashes": .array(hashes.map { .string($0) }),
      "size_limit": JSONValue(sizeLimit) { JSONValue($0) },
      "version": 2,
    ]
    return value.members ?? []
  }

  /// Bytes of a shard with samples of the given total size.
  package func shardSize(samples: Int, bytes: Int) -> Int { 8 + config.count + bytes + 4 * samples }
}
