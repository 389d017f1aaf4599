/// `verify`: every hash and every invariant of shards or token stores, whoever wrote them.
///
/// What is wrong is collected, not thrown: one broken file hides no other. Nothing here trusts what it
/// reads; memory is bounded by a shard for each worker and the chunks of the blocks at hand.
public struct Verification: Sendable {
  /// A dataset of shards, a token store, or a directory of stores.
  public var path: String
  /// Shards: examples are compared with the token stores. Stores: inputs are read again.
  public var isDeep: Bool
  /// Where the stores are, instead of where the manifest says.
  public var tokens: String?
  public var workers: Int

  public init(path: String, isDeep: Bool = false, tokens: String? = nil, workers: Int) {
    self.path = path
    self.isDeep = isDeep
    self.tokens = tokens
    self.workers = workers
  }

  /// - Throws: only what keeps it from looking at all.
  public func run(_ reporter: Reporter) throws(Problem) -> VerifyReport {
    let findings = Findings()
    reporter.begin()
    var report = try check(path, findings, reporter)
    reporter.end()
    report.notes = findings.notes
    let (problems, count) = findings.all
    report.problems = problems
    report.problemCount = count
    return report
  }

  private func check(
    _ path: String, _ findings: Findings, _ reporter: Reporter
  ) throws(Problem) -> VerifyReport {
    guard isDirectory(path) else {
      throw Problem(
        .noInput, exists(path) ? "not a directory" : "no such directory", path: path,
        expected: "shards, a token store, or a directory of stores")
    }
    let names = try listDirectory(path)
    let hasIndex = names.contains("index.json")
    let hasStore = names.contains { $0.hasSuffix(".idx") }
    var manifest: JSONValue?
    if names.contains("manifest.json") {
      try findings.collect { () throws(Problem) in
        manifest = try checkedManifest(joined(path, "manifest.json"), findings)
      }
    } else if isDirectory(joined(path, ".ul2prep")) {
      findings.add(
        "unfinished output", path: path, got: "no manifest.json",
        fix: "run the same ul2prep command again: it goes on where it stopped")
      let isShards = names.contains { isDirectory(joined(path, $0)) } && !hasStore
      return VerifyReport(path, isShards ? .shards : .tokenStore)
    }
    let kind = manifest?["kind"]?.string
    let isShards = kind == "shards" || (kind != "token_store" && hasIndex)
    if isShards {
      var shards = ShardsCheck(self, path, findings, reporter)
      return try shards.run(manifest: kind == "shards" ? manifest : nil)
    }
    if kind == "token_store" || hasStore {
      return try StoreCheck(self, path, findings, reporter)
        .run(manifest: kind == "token_store" ? manifest : nil)
    }
    return try checkStores(path, names, findings, reporter)
  }

  /// What `tokenize --mixture` writes: a store a directory.
  private func checkStores(
    _ path: String, _ names: [String], _ findings: Findings, _ reporter: Reporter
  ) throws(Problem) -> VerifyReport {
    var stores: [String] = []
    for name in names where isDirectory(joined(path, name)) {
      let store = joined(path, name)
      let inside = try listDirectory(store)
      let isStore = inside.contains { $0.hasSuffix(".idx") || $0 == "manifest.json" }
      if isStore || isDirectory(joined(store, ".ul2prep")) { stores.append(name) }
    }
    guard !stores.isEmpty else {
      throw Problem(
        .noInput, "nothing to verify here", path: path,
        expected: "index.json of shards, or NAME.idx and NAME.bin of a token store")
    }
    var report = VerifyReport(path, .tokenStores)
    for name in stores {
      report.add(try check(joined(path, name), findings, reporter))
    }
    return report
  }

  /// Parses a manifest; one that this program wrote must be as it was written.
  private func checkedManifest(_ path: String, _ findings: Findings) throws(Problem) -> JSONValue {
    let bytes = try readFile(path, limit: 1 << 28)
    let manifest = try JSONValue.parse(bytes, path: path)
    // Any of the three: a changed byte spares the others.
    let isOurs =
      manifest["configuration"] != nil || manifest["program"] != nil
      || manifest["checksum"] != nil
    if isOurs {
      try findings.collect { () throws(Problem) in
        try ManifestFile.check(bytes, manifest, path: path)
      }
    }
    return manifest
  }

  /// Compares a file with what is known of it.
  static func compare(
    _ path: String, bytes: Int?, xxh3 expected: String?, _ findings: Findings, what: String
  ) throws(Problem) {
    try findings.collect { () throws(Problem) in
      let size = try File(reading: path).size()
      if let bytes, size != bytes {
        findings.add(
          "size differs from \(what)", path: path, got: "\(size) bytes", expected: "\(bytes)")
      }
      guard let expected else { return }
      let found = hexadecimal(try xxh3(ofFile: path))
      if found != expected {
        findings.add(
          "hash differs from \(what)", path: path, got: "xxh3_64 \(found)", expected: expected)
      }
    }
  }
}
