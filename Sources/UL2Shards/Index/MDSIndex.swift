/// `index.json`: the shards of a dataset, their sizes and hashes.
package struct MDSIndex: Sendable {
  /// A file, as it should be.
  package struct File: Hashable, Sendable {
    /// Relative to the index.
    package var name: String
    package var bytes: Int
    /// By the hash's name, in lower-case hexadecimal.
    package var hashes: [String: String]

    package init(name: String, bytes: Int, hashes: [String: String]) {
      self.name = name
      self.bytes = bytes
      self.hashes = hashes
    }

    var json: JSONValue {
      let hashes = hashes.sorted { $0.key < $1.key }.map {
        JSONValue.Member($0.key, .string($0.value))
      }
      return [
        "basename": .string(name), "bytes": JSONValue(bytes), "hashes": .object(hashes),
      ]
    }
  }

  package struct Shard: Sendable {
    package var format: MDSFormat
    package var samples: Int
    package var raw: File
    /// The compressed file, where the dataset is compressed.
    package var zip: File?

    package init(format: MDSFormat, samples: Int, raw: File, zip: File?) {
      (self.format, self.samples, self.raw, self.zip) = (format, samples, raw, zip)
    }

    /// Its entry in the index.
    package var entry: JSONValue {
      var members = format.members
      members.append(.init("raw_data", raw.json))
      members.append(.init("samples", JSONValue(samples)))
      members.append(.init("zip_data", JSONValue(zip) { $0.json }))
      return .object(members.sorted { $0.key < $1.key })
    }

    /// The same shard, seen from the directory above.
    package func moved(below directory: String) -> Shard {
      var shard = self
      shard.raw.name = directory + "/" + raw.name
      shard.zip?.name = directory + "/" + (zip?.name ?? "")
      return shard
    }

    /// The same shard, seen from `directory`, in which it lies.
    package func moved(outOf directory: String) -> Shard {
      func name(_ name: String) -> String {
        name.hasPrefix(directory + "/") ? String(name.dropFirst(directory.count + 1)) : name
      }
      var shard = self
      shard.raw.name = name(raw.name)
      shard.zip?.name = name(zip?.name ?? "")
      return shard
    }
  }

  /// In the order of the samples.
  package let shards: MDSShardList

  package init(_ shards: some Sequence<Shard>) { self.shards = MDSShardList(shards) }

  /// Reads the `index.json` of a dataset's directory.
  package init(directory: String) throws(Problem) {
    var reader = try MDSIndexReader(joined(directory, "index.json"))
    shards = try reader.shards()
  }

  // MARK: Writing

  /// The text of `index.json`, as Python's `json.dump(…, sort_keys=True)` writes it.
  package var text: [UInt8] {
    let entries = shards.map { $0.entry.text(.spaced) }
    return Array((Self.opening + entries.joined(separator: ", ") + Self.closing).utf8)
  }

  /// The text before the first and after the last entry, for indexes written entry by entry.
  package static let opening = "{\"shards\": ["
  package static let closing = "], \"version\": 2}"
}
