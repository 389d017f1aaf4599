/// What a token store's `manifest.json` says of its files.
struct StoreManifest: Sendable {
  struct File: Sendable {
    var path: String
    var bytes: Int
    var hash: String

    init(_ path: String, _ reader: ManifestReader) throws(Problem) {
      self.path = path
      bytes = try reader.int("bytes", 0...1 << 60)
      hash = try reader.value("xxh3", "a hash") { $0.string }
    }
  }

  struct Input: Sendable {
    var path: String
    var bytes: Int
    /// nil for what was not a file on this machine.
    var hash: String?

    init(_ reader: ManifestReader) throws(Problem) {
      path = try reader.value("path", "a path") { $0.string }
      bytes = try reader.int("bytes", 0...1 << 60)
      hash = try reader.value("xxh3", "a hash or null") { value -> String?? in
        value == .null ? .some(nil) : value.string
      }
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
    let top = ManifestReader(json, path: path, place: "")
    let tokenizer = try top.object("tokenizer")
    tokenizerHash = try tokenizer.value("xxh3", "a hash") { $0.string }
    vocabularySize = try tokenizer.int("vocab_size", 1...Int(Int32.max))
    let isEnded = try top.value("eod_appended", "true or false") { $0.bool }
    eod = isEnded ? try tokenizer.int("eos", 0...Int(Int32.max)) : nil
    type = try top.value("dtype", "a NumPy type") { $0.string }
    documents = try top.int("documents", 0...1 << 60)
    tokens = try top.int("tokens", 0...1 << 60)
    var totals = StoreTotals()
    shards = try top.list("shards", 0...Int.max) { entry throws(Problem) in
      let shard = try Self.shard(entry)
      totals.add(entry.json)
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

  private static func shard(_ entry: ManifestReader) throws(Problem) -> Shard {
    let files = try entry.value("files", "an object") { $0.members }
    var list: [File] = []
    for file in files {
      list.append(try File(file.key, ManifestReader(file.value, entry, "files")))
    }
    let inputs = try entry.list("inputs", 0...1 << 20) { input throws(Problem) in
      try Input(input)
    }
    let name = try entry.value("name", "a file's name") { value in
      value.string.flatMap { $0.utf8.contains(UInt8(ascii: "/")) ? nil : $0 }
    }
    let expected = [".bin", ".idx", ".meta.bin", ".meta.idx"].map { name + $0 }
    guard list.map(\.path) == expected else {
      throw Problem(
        .badInput, "files of a shard", path: entry.path, place: entry.place("files"),
        got: list.map(\.path).joined(separator: ", "), expected: expected.joined(separator: ", "))
    }
    return Shard(
      name: name, documents: try entry.int("documents", 0...1 << 60),
      tokens: try entry.int("tokens", 0...1 << 60), files: list, inputs: inputs)
  }
}
