/// Checks a token store: every file against the manifest, each index, each token, each document's
/// provenance. A store that another tool wrote has its indexes only.
struct StoreCheck {
  private let verification: Verification
  private let path: String
  private let findings: Findings
  private let reporter: Reporter

  init(
    _ verification: Verification, _ path: String, _ findings: Findings, _ reporter: Reporter
  ) {
    self.verification = verification
    self.path = path
    self.findings = findings
    self.reporter = reporter
  }

  /// - Parameter manifest: of a store that this program wrote.
  func run(manifest json: JSONValue?) throws(Problem) -> VerifyReport {
    var report = VerifyReport(path, .tokenStore)
    var manifest: StoreManifest?
    let manifestPath = joined(path, "manifest.json")
    if let json {
      report.files += 1
      try findings.collect { () throws(Problem) in
        manifest = try StoreManifest(json, path: manifestPath)
      }
      if manifest == nil {
        findings.note("\(manifestPath) cannot be used: only the indexes were checked")
      }
    } else {
      findings.note(
        "\(path): no manifest of ul2prep: indexes were checked, but there are no hashes, vocabulary or provenance to compare"
      )
    }
    let names = try listDirectory(path)
    let found = names.filter { $0.hasSuffix(".idx") && !$0.hasSuffix(".meta.idx") }
      .map { String($0.dropLast(4)) }
    if let manifest {
      try check(manifest, found: found, names, &report)
    }
    let shards = manifest?.shards.map(\.name) ?? found
    let counted = try checkShards(shards, manifest)
    report.files += counted.files
    report.bytes += counted.bytes
    report.documents += counted.documents
    report.tokens += counted.tokens
    if let manifest, counted.isWhole {
      for (place, stated, counted) in [
        ("documents", manifest.documents, counted.documents),
        ("tokens", manifest.tokens, counted.tokens),
      ] where stated != counted {
        findings.add(
          "count differs from the indexes", path: manifest.path, place: place, got: "\(stated)",
          expected: "\(counted)")
      }
    }
    return report
  }

  private func check(
    _ manifest: StoreManifest, found: [String], _ names: [String], _ report: inout VerifyReport
  ) throws(Problem) {
    for problem in manifest.problems { findings.add(problem) }
    let model = joined(path, "tokenizer.model")
    report.files += 1
    try Verification.compare(
      model, bytes: nil, xxh3: manifest.tokenizerHash, findings, what: "the manifest")
    try findings.collect { () throws(Problem) in
      let pieces = try ModelProto(readFile(model), path: model).pieces.count
      if pieces != manifest.vocabularySize {
        findings.add(
          "pieces of the model", path: model, got: "\(pieces)",
          expected: "\(manifest.vocabularySize), as in \(manifest.path)")
      }
    }
    let listed = Set(manifest.shards.map(\.name))
    for name in found where !listed.contains(name) {
      findings.add(
        "an index that the manifest does not name", path: joined(path, name + ".idx"),
        fix: "remove it: it would count as a part of the store")
    }
  }

  private struct Sums: Sendable {
    var files = 0
    var bytes = 0
    var documents = 0
    var tokens = 0
    var isWhole = true
  }

  private func checkShards(
    _ names: [String], _ manifest: StoreManifest?
  ) throws(Problem) -> Sums {
    let sums = Shared(Sums())
    let (path, findings, reporter, isDeep) = (path, findings, reporter, verification.isDeep)
    let total = manifest?.shards.reduce(0) { $0 + $1.files.reduce(0) { $0 + $1.bytes } }
    try forEachUnit(names.count, workers: verification.workers) {
    } body: { _, i throws(Problem) in
      let check = StoreShardCheck(joined(path, names[i]), manifest, number: i, findings)
      let facts = try check.run(isDeep: isDeep)
      sums.value.withLock { sums in
        sums.files += facts.files
        sums.bytes += facts.bytes
        sums.documents += facts.documents
        sums.tokens += facts.tokens
        sums.isWhole = sums.isWhole && facts.isWhole
      }
      reporter.advance(facts.bytes, of: total, unit: "B")
    }
    return sums.value.withLock { $0 }
  }
}
