/// Sums over rows, to be compared with the manifest's.
struct PackedSums: Sendable {
  /// Of the examples of one objective or one source.
  struct Part: Sendable {
    var documents = 0
    var chunks = 0
    var tokens = 0
    var positions = 0
    var lossPositions = 0

    mutating func add(_ other: Part) {
      documents += other.documents
      chunks += other.chunks
      tokens += other.tokens
      positions += other.positions
      lossPositions += other.lossPositions
    }
  }

  var rows = 0
  var objectives: [Part]
  var sources: [Part]

  init(_ manifest: StatedManifest) {
    objectives = manifest.layouts.map { _ in Part() }
    sources = manifest.sources.map { _ in Part() }
  }

  mutating func add(objective: Int, source: Int, tokens: Int, positions: Int, loss: Int) {
    let part = Part(chunks: 1, tokens: tokens, positions: positions, lossPositions: loss)
    objectives[objective].add(part)
    sources[source].add(part)
  }

  mutating func add(_ other: PackedSums) {
    rows += other.rows
    for i in objectives.indices { objectives[i].add(other.objectives[i]) }
    for i in sources.indices { sources[i].add(other.sources[i]) }
  }

  var all: Part {
    var sum = Part()
    for part in sources { sum.add(part) }
    return sum
  }

  /// Compares the sums with the manifest's.
  func compare(with manifest: StatedManifest, blocks: Int, _ findings: Findings) {
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
    same("totals.loss_tokens", all.lossPositions, totals.lossTokens)
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
      same(place + ".shares.chunk", part.chunks, of: all.chunks, objective.shares[0])
      same(place + ".shares.raw_token", part.tokens, of: all.tokens, objective.shares[1])
      same(place + ".shares.position", part.positions, of: all.positions, objective.shares[2])
      same(
        place + ".shares.loss_token", part.lossPositions, of: all.lossPositions,
        objective.shares[3])
    }
  }
}
