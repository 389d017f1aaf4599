/// Checks a plan on disk: its files, that its stores are those that it was made from, and that they give every one of
/// its blocks again.
struct PlanCheck {
  let verification: Verification
  let path: String
  let findings: Findings
  let reporter: Reporter

  func run(manifest json: JSONValue) throws(Problem) -> VerifyReport {
    var report = VerifyReport(path, .plan)
    let manifestPath = joined(path, "manifest.json")
    report.files += 1
    var manifest: DatasetManifest?
    try findings.collect { () throws(Problem) in
      manifest = try DatasetManifest(json, path: manifestPath)
    }
    guard let manifest else { return report }
    report.files += 2
    report.bytes += fileSizeIfThere(joined(path, SavedPlan.fileName)) ?? 0
    try Verification.checkModel(
      beside: path, manifest.model.identity, pieces: manifest.model.vocabularySize, findings)
    report.files += manifest.sources.count { $0.judged?.bitmap != nil }
    report.rows = manifest.totals.rows
    report.examples = manifest.totals.chunks
    report.documents = manifest.totals.documents
    report.tokens = manifest.totals.tokens
    var opened: SavedPlan?
    let sound = try findings.collect { () throws(Problem) in
      opened = try SavedPlan(path, manifest, tokens: verification.tokens)
    }
    guard sound, let saved = opened else { return report }
    try checkStores(saved)
    try checkBlocks(saved)
    return report
  }

  /// Of stores that other tools wrote, the indexes are read: names and sizes alone were compared before.
  private func checkStores(_ saved: SavedPlan) throws(Problem) {
    for (source, store) in zip(saved.manifest.sources, saved.resolved.stores) {
      let found = hexadecimal(try store.store.fingerprint)
      if let expected = source.store.hash, found != expected {
        findings.add(
          "not the token store that the plan was made from", path: store.store.path,
          got: "xxh3 \(found)",
          expected: "\(expected), as in \(saved.manifest.path)")
      }
    }
  }

  private func checkBlocks(_ saved: SavedPlan) throws(Problem) {
    let (plan, findings, reporter) = (saved.plan, findings, reporter)
    let file = joined(path, SavedPlan.fileName)
    let sums = Shared(PlanTotals(saved.resolved.planner))
    if plan.blocks[0] != saved.resolved.planner.start {
      findings.add(
        "does not begin where its manifest says", path: file, place: "block 0")
    }
    try forEachUnit(plan.blocks.count, workers: verification.workers) {
      BlockWorker(saved.resolved.planner)
    } body: { worker, i throws(Problem) in
      try findings.collect { () throws(Problem) in
        try plan.check(block: i, next: try worker.plan(plan.blocks[i]), path: file)
      }
      let totals = worker.block.totals
      sums.value.withLock { $0.add(totals) }
      reporter.advance(totals.all.tokens, of: plan.totals.all.tokens, unit: "tokens")
    }
    if sums.value.withLock({ $0 }) != plan.totals {
      findings.add("sums differ from those of its blocks", path: file, place: "totals")
    }
  }
}
