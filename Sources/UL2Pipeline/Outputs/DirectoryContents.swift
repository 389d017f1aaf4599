/// The contents of a directory, by its manifest, else by its files' names.
enum DirectoryContents {
  /// Shards; nil where another tool wrote them.
  case shards(JSONValue?)
  /// A plan, of which no shards have been written here.
  case plan(JSONValue)
  /// A token store; nil where another tool wrote it.
  case tokenStore(JSONValue?)
  /// An interrupted run's output.
  case unfinished(isShards: Bool)
  /// Outputs in directories of these names, as tokenizing a mixture writes them; there may be none.
  case outputs([String])

  /// - Parameters:
  ///   - path: a directory.
  ///   - read: reads a manifest; nil where it cannot be used.
  init(
    _ path: String,
    manifest read: (String) throws(Problem) -> JSONValue? = { path throws(Problem) in
      try .parse(file: path)
    }
  ) throws(Problem) {
    let names = try listDirectory(path)
    let hasStore = names.contains { $0.hasSuffix(".idx") }
    var manifest: JSONValue?
    if names.contains("manifest.json") {
      manifest = try read(joined(path, "manifest.json"))
    } else if isDirectory(joined(path, ".ul2prep")) {
      self = .unfinished(
        isShards: names.contains { isDirectory(joined(path, $0)) } && !hasStore)
      return
    }
    switch manifest?["kind"]?.string {
    case "shards": self = .shards(manifest)
    case "plan": self = manifest.map { .plan($0) } ?? .shards(nil)
    case StoreManifest.kind: self = .tokenStore(manifest)
    default:
      if names.contains("index.json") {
        self = .shards(nil)
      } else if hasStore {
        self = .tokenStore(nil)
      } else {
        self = .outputs(try Self.outputs(path, names))
      }
    }
  }

  private static func outputs(_ path: String, _ names: [String]) throws(Problem) -> [String] {
    var outputs: [String] = []
    for name in names where isDirectory(joined(path, name)) {
      let inside = try listDirectory(joined(path, name))
      let isFinished = inside.contains { $0.hasSuffix(".idx") || $0 == "manifest.json" }
      if isFinished || isDirectory(joined(path, name + "/.ul2prep")) { outputs.append(name) }
    }
    return outputs
  }

  static func unfinished(_ path: String) -> Problem {
    Problem(
      .badInput, "unfinished output", path: path, got: "no manifest.json",
      fix: "run the same \(.command) again to finish it")
  }
}
