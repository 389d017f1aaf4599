/// `verify`: every hash and every invariant of shards or token stores, written by any tool.
///
/// Faults are collected, not thrown: one broken file hides no other. Nothing that is read is trusted; memory is
/// bounded by a shard per worker and the chunks of the blocks in work.
package struct Verification: Sendable {
  /// A dataset of shards, a token store, or a directory of stores.
  package var path: String
  /// Shards: examples are compared with the token stores. Stores: inputs are read again.
  package var isDeep: Bool
  /// Where the stores are, instead of where the manifest says.
  package var tokens: String?
  package var workers: Int

  package init(path: String, isDeep: Bool = false, tokens: String? = nil, workers: Int) {
    self.path = path
    self.isDeep = isDeep
    self.tokens = tokens
    self.workers = workers
  }

  /// - Throws: only what keeps it from looking at all.
  package func run(_ reporter: Reporter) throws(Problem) -> VerifyReport {
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
    let contents = try DirectoryContents(path) { file throws(Problem) in
      var manifest: JSONValue?
      try findings.collect { () throws(Problem) in manifest = try checkedManifest(file, findings) }
      return manifest
    }
    switch contents {
    case .shards(let manifest):
      var check = ShardsCheck(
        verification: self, path: path, findings: findings, reporter: reporter,
        report: VerifyReport(path, .shards))
      return try check.run(manifest: manifest)
    case .plan(let manifest):
      return try PlanCheck(verification: self, path: path, findings: findings, reporter: reporter)
        .run(manifest: manifest)
    case .tokenStore(let manifest):
      var report = try StoreCheck(
        verification: self, path: path, findings: findings, reporter: reporter
      ).run(manifest: manifest)
      // The documents held out are in a store below this one.
      let validation = joined(path, "validation")
      let isSplit = manifest?["choice"]?["documents"]?["validation_share"] != nil
      if isSplit, baseName(path) != "validation" {
        report.add(try check(validation, findings, reporter))
      }
      return report
    case .unfinished(let isShards):
      findings.add(DirectoryContents.unfinished(path))
      return VerifyReport(path, isShards ? .shards : .tokenStore)
    case .outputs([]):
      throw Problem(
        .noInput, "nothing to verify here", path: path,
        expected: "index.json of shards, or NAME.idx and NAME.bin of a token store")
    case .outputs(let names):
      var report = VerifyReport(path, .tokenStores)
      for name in names { report.add(try check(joined(path, name), findings, reporter)) }
      return report
    }
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

  /// Checks the copy of the tokenizer that is beside a manifest.
  ///
  /// - Parameter pieces: how many the manifest says that it has.
  static func checkModel(
    beside path: String, _ identity: TokenizerIdentity, pieces: Int?, _ findings: Findings
  ) throws(Problem) {
    let model = joined(path, identity.modelFile)
    try compare(model, bytes: nil, xxh3: identity.hash, findings, what: "the manifest")
    guard let pieces else { return }
    try findings.collect { () throws(Problem) in
      let found = try loadTokenizer(model, as: identity).vocabularySize
      if found != pieces {
        findings.add(
          "pieces of the model", path: model, got: "\(found)",
          expected: "\(pieces), as in \(joined(path, "manifest.json"))")
      }
    }
  }

  /// Compares a file with what is known of it.
  ///
  /// - Parameters:
  ///   - part: what is hashed of it; nil: all.
  ///   - bytes: its size.
  static func compare(
    _ path: String, part: Range<Int>? = nil, bytes: Int?, xxh3 expected: String?,
    _ findings: Findings, what: String
  ) throws(Problem) {
    try findings.collect { () throws(Problem) in
      let size = try File(reading: path).size()
      if let bytes, size != bytes {
        findings.add(
          "size differs from \(what)", path: path, got: "\(size) bytes", expected: "\(bytes)")
      }
      guard let expected else { return }
      let found = hexadecimal(try xxh3(ofFile: path, part))
      if found != expected {
        findings.add(
          "hash differs from \(what)", path: path, got: "xxh3_64 \(found)", expected: expected)
      }
    }
  }
}
