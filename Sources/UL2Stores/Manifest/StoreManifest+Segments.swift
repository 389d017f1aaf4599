/// The manifest of a store of many shards: what is known of each is in files of a thousand, so that no file grows
/// with the store.
///
/// ```
///   manifest.json          all but the shards, and of each segment its path, size and hash
///   manifest/00000.json    {"shards": […]}, of the first thousand
///   manifest/00001.json    …
/// ```
///
/// Segments are written before the manifest, and carry a checksum of their own.
extension StoreManifest {
  /// Shards of a segment; a store of no more has none.
  package static let segmentSize = 1000

  /// The segments' files, by their paths below the store.
  package var segmentFiles: [(path: String, bytes: [UInt8])] {
    guard shards.count > Self.segmentSize else { return [] }
    return stride(from: 0, to: shards.count, by: Self.segmentSize).enumerated().map { i, first in
      let part = shards[first..<min(first + Self.segmentSize, shards.count)]
      return (Self.segmentPath(i), ManifestFile.text(["shards": .array(part.map(\.json))]))
    }
  }

  private static func segmentPath(_ number: Int) -> String {
    "manifest/" + padded(number) + ".json"
  }

  /// The shards, or the segments that have them.
  var shardsMember: JSONValue.Member {
    let files = segmentFiles
    if files.isEmpty { return .init("shards", .array(shards.map(\.json))) }
    return .init(
      "segments",
      .array(
        files.map { file in
          [
            "path": .string(file.path), "bytes": JSONValue(file.bytes.count),
            "xxh3": .string(hexadecimal(xxh3(file.bytes))),
          ]
        }))
  }

  /// A segment as the manifest names it.
  package struct Segment: Hashable, Sendable {
    package var path: String
    package var facts: FileFacts
  }

  /// The segments of a manifest; empty where the shards are in it.
  package static func segments(_ json: JSONValue, path: String) throws(Problem) -> [Segment] {
    let top = try JSONObjectReader(json, .manifest(path))
    guard top["segments"] != nil else { return [] }
    let segments = try top.list("segments") { segment throws(Problem) in
      Segment(
        path: try segment.required("path", .string("a path")),
        facts: FileFacts(
          bytes: try segment.required("bytes", .count),
          xxh3: try segment.required("xxh3", .hash)))
    }
    for (i, segment) in segments.enumerated() where segment.path != segmentPath(i) {
      throw Problem(
        .badInput, "a segment of the manifest with another name", path: path,
        place: "segments[\(i)].path", got: segment.path, expected: segmentPath(i))
    }
    return segments
  }

  /// The contents of a segment: the member `shards` that a manifest without segments has itself.
  ///
  /// - Parameter manifest: the path of `manifest.json`.
  package static func content(
    of segment: Segment, beside manifest: String
  ) throws(Problem) -> JSONValue {
    let path = joined(directoryName(manifest), segment.path)
    let fix: Wording = "make the store again, passing \(.overwrite)"
    guard isRegularFile(path) else {
      throw Problem(.badInput, "a part of the manifest is missing", path: path, fix: fix)
    }
    let bytes = try readFile(path)
    guard FileFacts(bytes: bytes.count, xxh3: xxh3(bytes)) == segment.facts else {
      throw Problem(
        .badInput, "a part of the manifest has been changed", path: path,
        got: "\(bytes.count) bytes, xxh3_64 \(hexadecimal(xxh3(bytes)))",
        expected: "\(segment.facts.bytes) bytes, \(hexadecimal(segment.facts.xxh3))", fix: fix)
    }
    return try .parse(bytes, path: path)
  }

  static func shards(
    _ top: JSONObjectReader, _ json: JSONValue, path: String
  ) throws(Problem) -> [StoreShardRecord] {
    guard top["segments"] != nil else {
      return try top.list("shards") { shard throws(Problem) in try StoreShardRecord(shard) }
    }
    var shards: [StoreShardRecord] = []
    for segment in try segments(json, path: path) {
      let place = joined(directoryName(path), segment.path)
      let content = try content(of: segment, beside: path)
      shards += try JSONObjectReader(content, .manifest(place)).list("shards") {
        shard throws(Problem) in try StoreShardRecord(shard)
      }
    }
    return shards
  }
}
