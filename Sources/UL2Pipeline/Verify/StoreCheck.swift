/// Checks a token store: every file against the manifest, each index, each token, each document's
/// provenance. A store that another tool wrote has its indexes only.
struct StoreCheck {
  let verification: Verification
  let path: String
  let findings: Findings
  let reporter: Reporter

  /// - Parameter manifest: of a store that this program wrote.
  func run(manifest json: JSONValue?) throws(Problem) -> VerifyReport {
    var report = VerifyReport(path, .tokenStore)
    var manifest: StoreManifest?
    let manifestPath = joined(path, "manifest.json")
    if let json {
      report.files += 1
      // Each by itself: one that is missing hides no other.
      var segments: [StoreManifest.Segment] = []
      try findings.collect { () throws(Problem) in
        segments = try StoreManifest.segments(json, path: manifestPath)
      }
      var areWhole = true
      for segment in segments {
        report.files += 1
        let isWhole = try findings.collect { () throws(Problem) in
          _ = try StoreManifest.content(of: segment, beside: manifestPath)
        }
        areWhole = areWhole && isWhole
      }
      if areWhole {
        try findings.collect { () throws(Problem) in
          manifest = try StoreManifest(json, path: manifestPath)
        }
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
      try check(manifest, manifestPath, found: found, &report)
    }
    let shards = manifest?.shards.map(\.shard.name) ?? found
    let counted = try checkShards(shards, manifest)
    if let input = counted.firstUnread {
      findings.note(
        counted.unread == 1
          ? "\(path): made from \(input), which is not read again"
          : "\(path): made from \(input) and \(counted.unread - 1) others, which are not read again"
      )
    }
    report.files += counted.files
    report.bytes += counted.bytes
    report.documents += counted.documents
    report.tokens += counted.tokens
    if let manifest, counted.isWhole {
      for (place, stated, counted) in [
        ("documents", manifest.totals.documents, counted.documents),
        ("tokens", manifest.totals.tokens, counted.tokens),
      ] where stated != counted {
        findings.add(
          "count differs from the indexes", path: manifestPath, place: place, got: "\(stated)",
          expected: "\(counted)")
      }
    }
    return report
  }

  private func check(
    _ manifest: StoreManifest, _ manifestPath: String, found: [String],
    _ report: inout VerifyReport
  ) throws(Problem) {
    let sum = StoreTotals(manifest.shards.lazy.map(\.shard))
    for (key, stated, sum) in [
      ("text_bytes", JSONValue(manifest.totals.textBytes), JSONValue(sum.textBytes)),
      ("unknown_tokens", json(manifest.totals.fallbacks), json(sum.fallbacks)),
      ("skipped", manifest.totals.skipped.json, sum.skipped.json),
    ] where stated != sum {
      findings.add(
        "differs from the sum over its shards", path: manifestPath, place: key,
        got: stated.text(), expected: sum.text())
    }
    report.files += 1
    try Verification.checkModel(
      beside: path, manifest.model.identity, pieces: manifest.model.vocabularySize,
      findings)
    let listed = Set(manifest.shards.map(\.shard.name))
    for name in found where !listed.contains(name) {
      findings.add(
        "an index that the manifest does not name", path: joined(path, name + ".idx"),
        fix: "remove it: it would count as a part of the store")
    }
  }

  /// Unknown tokens, and those of bytes; null where they were not counted.
  private func json(_ tokens: FallbackTokens?) -> JSONValue {
    JSONValue(tokens) { [JSONValue($0.unknown), JSONValue($0.bytes)] }
  }

  private func checkShards(
    _ names: [String], _ manifest: StoreManifest?
  ) throws(Problem) -> StoreShardCheck.Facts {
    let sums = Shared(StoreShardCheck.Facts())
    let (path, findings, reporter, isDeep) = (path, findings, reporter, verification.isDeep)
    let total = manifest?.shards.reduce(0) { $0 &+ $1.shard.files.reduce(0) { $0 &+ $1.bytes } }
    try forEachUnit(names.count, workers: verification.workers) {
    } body: { _, i throws(Problem) in
      let check = StoreShardCheck(joined(path, names[i]), manifest, number: i, findings)
      let facts = try check.run(isDeep: isDeep)
      sums.value.withLock { $0.add(facts) }
      reporter.advance(facts.bytes, of: total, unit: "B")
    }
    return sums.value.withLock { $0 }
  }
}
