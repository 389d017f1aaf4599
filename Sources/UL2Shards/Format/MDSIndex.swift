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
  package var shards: [Shard]

  package init(_ shards: [Shard]) { self.shards = shards }

  // MARK: Writing

  /// The text of `index.json`, as Python's `json.dump(…, sort_keys=True)` writes it.
  package var text: [UInt8] {
    let entries = shards.map { $0.entry.text(.spaced) }
    return Array((Self.opening + entries.joined(separator: ", ") + Self.closing).utf8)
  }

  /// What stands before the first and after the last entry, for indexes written entry by entry.
  package static let opening = "{\"shards\": ["
  package static let closing = "], \"version\": 2}"

  // MARK: Reading

  /// Reads the `index.json` of a dataset's directory.
  package init(directory: String) throws(Problem) {
    let path = joined(directory, "index.json")
    let json = try JSONValue.parse(file: path)
    guard json["version"]?.int == 2, let entries = json["shards"]?.array else {
      throw Self.malformed(path, "version", "version 2 and shards")
    }
    try self.init(entries: entries, path: path)
  }

  private static func malformed(_ path: String, _ place: String, _ expected: String) -> Problem {
    Problem(.badInput, "not an MDS index", path: path, place: place, expected: expected)
  }

  /// Reads entries of an index.
  ///
  /// - Parameter path: what errors call it.
  package init(entries: [JSONValue], path: String) throws(Problem) {
    func malformed(_ place: String, _ expected: String) -> Problem {
      Self.malformed(path, place, expected)
    }
    shards = []
    shards.reserveCapacity(entries.count)
    // Shards have nearly always the same columns: one format for all of them, instead of kilobytes for each.
    var last: (entry: JSONValue, format: MDSFormat)?
    for (i, entry) in entries.enumerated() {
      let place = "shards[\(i)]"
      guard entry["format"]?.string == "mds", entry["version"]?.int == 2 else {
        throw malformed(place, "format mds, version 2")
      }
      // Counts and offsets are 32 bits wide inside a shard.
      guard let samples = entry["samples"]?.int, (0..<1 << 32).contains(samples),
        let raw = Self.file(entry["raw_data"])
      else { throw malformed(place, "samples and raw_data") }
      let zip = Self.file(entry["zip_data"])
      if zip == nil, let value = entry["zip_data"], value != .null {
        throw malformed(place + ".zip_data", "basename, bytes and hashes")
      }
      let format: MDSFormat
      if let last, Self.formatKeys.allSatisfy({ last.entry[$0] == entry[$0] }) {
        format = last.format
      } else {
        format = try Self.format(entry, path, place)
        last = (entry, format)
      }
      shards.append(Shard(format: format, samples: samples, raw: raw, zip: zip))
    }
  }

  private static func file(_ value: JSONValue?) -> File? {
    guard let name = value?["basename"]?.string, let bytes = value?["bytes"]?.int,
      (0..<1 << 33).contains(bytes),
      !name.hasPrefix("/"), !name.split(separator: "/").contains("..")
    else { return nil }
    let hashes = value?["hashes"]?.members ?? []
    return File(
      name: name, bytes: bytes,
      hashes: Dictionary(
        hashes.map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first }))
  }

  /// All that `format` looks at.
  private static let formatKeys = [
    "column_names", "column_encodings", "compression", "hashes", "size_limit",
  ]

  private static func format(
    _ entry: JSONValue, _ path: String, _ place: String
  ) throws(Problem) -> MDSFormat {
    let names = entry["column_names"]?.array?.compactMap(\.string) ?? []
    let encodings = entry["column_encodings"]?.array?.compactMap(\.string) ?? []
    guard names.count == encodings.count, !names.isEmpty else {
      throw Problem(
        .badInput, "not an MDS index", path: path, place: place,
        expected: "column_names and column_encodings of the same length")
    }
    var columns: [MDSFormat.Column] = []
    for (name, encoding) in zip(names, encodings) {
      guard let known = MDSEncoding(encoding) else {
        throw Problem(
          .badInput, "encoding of column \(name) not supported", path: path, place: place,
          got: encoding, expected: "bytes, str, json, int, a number's type or ndarray")
      }
      columns.append(MDSFormat.Column(name, known))
    }
    return MDSFormat(
      columns: columns, compression: entry["compression"]?.string,
      hashes: entry["hashes"]?.array?.compactMap(\.string) ?? [],
      sizeLimit: entry["size_limit"]?.int)
  }
}
