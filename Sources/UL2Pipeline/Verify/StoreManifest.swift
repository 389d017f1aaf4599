/// What a token store's `manifest.json` says of its files.
struct StoreManifest: Sendable {
  struct File: Sendable {
    var path: String
    var bytes: Int
    var hash: String

    init(_ path: String, _ reader: JSONObjectReader) throws(Problem) {
      self.path = path
      bytes = try reader.required("bytes", .count)
      hash = try reader.required("xxh3", .string("a hash"))
    }
  }

  struct Input: Sendable {
    var path: String
    var bytes: Int
    /// nil for what was not a file on this machine.
    var hash: String?

    init(_ reader: JSONObjectReader) throws(Problem) {
      path = try reader.required("path", .string("a path"))
      bytes = try reader.required("bytes", .count)
      hash = try reader.required(
        "xxh3",
        JSONRule("a hash or null") { value -> String?? in
          value == .null ? .some(nil) : value.string
        })
    }
  }

  struct Shard: Sendable {
    var name: String
    var documents: Int
    var tokens: Int
    var files: [File]
    var inputs: [Input]
  }

  var path: String
  var tokenizerHash: String
  var vocabularySize: Int
  /// Where each document ends in it.
  var eod: Int?
  var type: String
  var documents: Int
  var tokens: Int
  var shards: [Shard]
  /// Where the manifest disagrees with itself.
  var problems: [Problem] = []

  /// - Throws: a value that is missing or makes no sense, with its key.
  init(_ json: JSONValue, path: String) throws(Problem) {
    self.path = path
    let top = try JSONObjectReader(json, .manifest(path))
    let tokenizer = try top.object("tokenizer")
    tokenizerHash = try tokenizer.required("xxh3", .string("a hash"))
    vocabularySize = try tokenizer.required("vocab_size", .int(1...Int(Int32.max)))
    let isEnded = try top.required("eod_appended", .bool)
    eod = isEnded ? try tokenizer.required("eos", .int(0...Int(Int32.max))) : nil
    type = try top.required("dtype", .string("a NumPy type"))
    documents = try top.required("documents", .count)
    tokens = try top.required("tokens", .count)
    var totals = StoreTotals()
    shards = try top.list("shards") { entry throws(Problem) in
      let shard = try Self.shard(entry)
      totals.add(.object(entry.members))
      return shard
    }
    for (key, sum) in [
      ("text_bytes", JSONValue(totals.textBytes)), ("skipped", totals.skipped.json),
    ] where json[key] != sum {
      problems.append(
        Problem(
          .found, "differs from the sum over its shards", path: path, place: key,
          got: json[key]?.text(), expected: sum.text()))
    }
  }

  private static func shard(_ entry: JSONObjectReader) throws(Problem) -> Shard {
    let files = try entry.object("files")
    var list: [File] = []
    for file in files.members { list.append(try File(file.key, files.object(file.key))) }
    let inputs = try entry.list("inputs", 0...1 << 20) { input throws(Problem) in
      try Input(input)
    }
    let name = try entry.required(
      "name",
      JSONRule("a file's name") { value in
        value.string.flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? nil : $0 }
      })
    let expected = [".bin", ".idx", ".meta.bin", ".meta.idx"].map { name + $0 }
    guard list.map(\.path) == expected else {
      throw entry.failure(
        "files", "files of a shard",
        got: list.map(\.path).joined(separator: ", "), expected: expected.joined(separator: ", "))
    }
    return Shard(
      name: name, documents: try entry.required("documents", .count),
      tokens: try entry.required("tokens", .count), files: list, inputs: inputs)
  }
}
