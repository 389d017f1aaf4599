/// Entries of an index as values: what each has to have, and what is wrong with one that has not.
extension MDSIndex {
  static func malformed(_ path: String, _ place: String, _ expected: String) -> Problem {
    Problem(.badInput, "not an MDS index", path: path, place: place, expected: expected)
  }

  /// Reads entries of an index that are in memory.
  ///
  /// - Parameter path: what errors call it.
  package static func shards(_ entries: [JSONValue], path: String) throws(Problem) -> [Shard] {
    var shards: [Shard] = []
    shards.reserveCapacity(entries.count)
    var reader = EntryReader(path)
    for entry in entries { shards.append(try reader.shard(entry)) }
    return shards
  }

  /// Reads one entry after another.
  struct EntryReader {
    private let path: String
    private var number = 0
    /// Shards have nearly always the same columns: one format for all of them, instead of kilobytes for each.
    private var last: (entry: JSONValue, format: MDSFormat)?

    init(_ path: String) { self.path = path }

    /// Leaves entries out that were read in another way.
    mutating func pass(_ count: Int) { number += count }

    mutating func shard(_ entry: JSONValue) throws(Problem) -> Shard {
      let place = "shards[\(number)]"
      number += 1
      func malformed(_ place: String, _ expected: String) -> Problem {
        MDSIndex.malformed(path, place, expected)
      }
      guard entry["format"]?.string == "mds", entry["version"]?.int == 2 else {
        throw malformed(place, "format mds, version 2")
      }
      // Counts and offsets are 32 bits wide inside a shard.
      guard let samples = entry["samples"]?.int, (0..<1 << 32).contains(samples),
        let raw = MDSIndex.file(entry["raw_data"])
      else { throw malformed(place, "samples and raw_data") }
      let zip = MDSIndex.file(entry["zip_data"])
      if zip == nil, let value = entry["zip_data"], value != .null {
        throw malformed(place + ".zip_data", "basename, bytes and hashes")
      }
      if let last, MDSIndex.formatKeys.allSatisfy({ last.entry[$0] == entry[$0] }) {
        return Shard(format: last.format, samples: samples, raw: raw, zip: zip)
      }
      let format = try MDSIndex.format(entry, path, place)
      last = (entry, format)
      return Shard(format: format, samples: samples, raw: raw, zip: zip)
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
