/// The sums of a plan, found in rows and compared with the manifest's.
extension PlanTotals {
  init(_ manifest: DatasetManifest) {
    self.init(objectives: manifest.objectives.count, sources: manifest.sources.count)
  }

  /// Compares the sums with the manifest's.
  func compare(with manifest: DatasetManifest, blocks: Int, _ findings: Findings) {
    func same(_ place: String, _ counted: Int, _ stated: Int) {
      if counted == stated { return }
      findings.add(
        "count differs from the rows", path: manifest.path, place: place, got: "\(stated)",
        expected: "\(counted)")
    }
    func same(_ place: String, _ part: Int, of whole: Int, _ stated: Double) {
      let share = Double(part) / Double(max(1, whole))
      if share == stated { return }
      findings.add(
        "share differs from the rows", path: manifest.path, place: place, got: "\(stated)",
        expected: "\(share)")
    }
    let all = all
    let totals = manifest.totals
    same("totals.rows", rows, totals.rows)
    same("totals.blocks", blocks, totals.blocks)
    same("totals.documents", all.documents, totals.documents)
    same("totals.chunks", all.chunks, totals.chunks)
    same("totals.tokens", all.tokens, totals.tokens)
    same("totals.positions", all.positions, totals.positions)
    same("totals.loss_tokens", all.lossTokens, totals.lossTokens)
    same("totals.fill", all.positions, of: rows * manifest.format.sequenceLength, totals.fill)
    for (i, source) in manifest.sources.enumerated() {
      let part = sources[i]
      same("sources[\(i)].documents", part.documents, source.documents)
      same("sources[\(i)].chunks", part.chunks, source.chunks)
      same("sources[\(i)].tokens", part.tokens, source.tokens)
      same("sources[\(i)].share_drawn", part.tokens, of: all.tokens, source.shareDrawn)
    }
    for (i, objective) in manifest.objectives.enumerated() {
      let part = objectives[i]
      let place = "objectives[\(i)]"
      same(place + ".chunks", part.chunks, objective.chunks)
      same(place + ".shares.chunk", part.chunks, of: all.chunks, objective.shares.chunk)
      same(place + ".shares.raw_token", part.tokens, of: all.tokens, objective.shares.rawToken)
      same(place + ".shares.position", part.positions, of: all.positions, objective.shares.position)
      same(
        place + ".shares.loss_token", part.lossTokens, of: all.lossTokens,
        objective.shares.lossToken)
    }
  }
}
