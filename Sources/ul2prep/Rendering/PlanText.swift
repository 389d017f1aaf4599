/// A plan in tables, which fit on the terminal that they are drawn on.
import UL2Pipeline

struct PlanText {
  private let corpus: MixtureStores
  private let plan: Plan
  private let shards: ShardSettings
  private let room: TableRoom

  init(_ corpus: MixtureStores, _ plan: Plan, _ shards: ShardSettings, _ room: TableRoom) {
    self.corpus = corpus
    self.plan = plan
    self.shards = shards
    self.room = room
  }

  var text: String {
    let phases = PhaseText(corpus, plan, room).text
    return sources + "\n" + (phases.isEmpty ? "" : phases + "\n") + objectives + "\n" + summary
  }

  // MARK: Sources

  private var sources: String { room.text(wideSources) { narrowSources } }

  private var wideSources: Table {
    var table = Table([
      ("source", .left), ("weight", .right), ("share", .right), ("drawn", .right),
      ("tokens", .right), ("documents", .right), ("epochs", .right),
    ])
    for row in sourceRows {
      table.add([
        row.name, row.weight, percent(row.share), percent(row.drawn), grouped(row.part.tokens),
        grouped(row.part.documents), row.epochs,
      ])
    }
    return table
  }

  private var narrowSources: Table {
    var table = Table([
      ("source", .left), ("share", .right), ("drawn", .right), ("tokens", .right),
      ("docs", .right), ("epochs", .right),
    ])
    for row in sourceRows {
      table.add([
        row.name, percent(row.share), percent(row.drawn), shortCount(row.part.tokens),
        shortCount(row.part.documents), row.epochs,
      ])
    }
    return table
  }

  private struct SourceRow {
    var name: String
    var weight: String
    var share: Double
    var drawn: Double
    var part: PlanTotals.Count
    var epochs: String
  }

  private var sourceRows: [SourceRow] {
    let planner = corpus.resolved.planner
    let shares = plan.wantedShares(planner)
    // Where weights change there is no one weight to show.
    func weight(_ number: Double) -> String {
      plan.totals.phases.isEmpty ? JSONValue(number).text() : ""
    }
    let all = plan.totals.all
    let uses = plan.uses(planner)
    var rows = planner.sources.enumerated().map { i, source in
      let part = plan.totals.sources[i]
      return SourceRow(
        name: source.name, weight: weight(source.weights[0]), share: shares[i],
        drawn: Double(part.tokens) / Double(max(1, all.tokens)), part: part,
        epochs: decimal(uses[i], 2))
    }
    rows.append(
      SourceRow(
        name: "all", weight: weight(planner.totalWeight(inPhase: 0)), share: 1,
        drawn: 1, part: all, epochs: ""))
    return rows
  }

  // MARK: Objectives

  private var objectives: String {
    room.text(
      objectives(
        ["chunks", "of chunks", "of tokens", "of positions", "of loss"], grouped, percent)
    ) {
      objectives(["chunks", "ch. %", "tok. %", "pos. %", "loss %"], shortCount) {
        decimal($0 * 100, 2)
      }
    }
  }

  private func objectives(
    _ columns: [String], _ count: (Int) -> String, _ percent: (Double) -> String
  ) -> Table {
    var table = Table([("objective", .left)] + columns.map { ($0, .right) })
    let all = plan.totals.all
    func share(_ value: Int, _ total: Int) -> String {
      percent(Double(value) / Double(max(1, total)))
    }
    for (i, layout) in corpus.resolved.mixture.objectives.layouts.enumerated() {
      let part = plan.totals.objectives[i]
      table.add([
        layout.objective.title, count(part.chunks), share(part.chunks, all.chunks),
        share(part.tokens, all.tokens), share(part.positions, all.positions),
        share(part.lossTokens, all.lossTokens),
      ])
    }
    return table
  }

  // MARK: The rest

  private var summary: String {
    let totals = plan.totals
    let all = totals.all
    let width = corpus.resolved.sequenceLength
    let format = shards.rowFormat(corpus.resolved)
    var lines = [
      "\(counted(totals.rows, "row", grouped)) of \(width) in \(counted(plan.blocks.count, "block", grouped)), "
        + "fill \(decimal(plan.fill(width) * 100, 3)) %, "
        + "\(grouped(plan.rowBytes(format))) bytes before compression",
      "\(counted(all.tokens, "raw token", grouped)) in \(counted(all.positions, "position", grouped)), "
        + "\(grouped(all.lossTokens)) with loss (\(percent(Double(all.lossTokens) / Double(max(1, all.positions)))))",
    ]
    if let ending = plan.ending(corpus) { lines.append(ending) }
    if let before = corpus.resolved.continuation {
      lines.append(
        "follows \(counted(before.rows, "row", grouped)) of the stage before, whose epochs count too"
      )
    }
    for store in corpus.resolved.stores {
      if let judged = store.judged { lines.append("\(store.name): \(ends(judged))") }
    }
    lines += limits
    let empty = totals.emptyDocuments.reduce(0, +)
    if empty > 0 { lines.append("\(counted(empty, "empty document", grouped)) skipped") }
    if totals.shortChunks > 0 {
      lines.append(
        "\(counted(totals.shortChunks, "chunk", grouped)) of one token made causal instead of span corruption"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many documents of a foreign store end in an EOD, which is not part of
  /// them.
  private func ends(_ judged: JudgedEnds) -> String {
    let token = "id \(corpus.resolved.reserved.eos) (end of document)"
    if judged.with == 0 { return "none of \(grouped(judged.without)) documents ends in \(token)" }
    if judged.without == 0 { return "all \(grouped(judged.with)) documents end in \(token)" }
    return "\(grouped(judged.with)) documents end in \(token), \(grouped(judged.without)) do not"
  }

  /// Objectives whose chunks are shorter for want of sentinels.
  private var limits: [String] {
    let available = corpus.resolved.reserved.sentinels?.count ?? 0
    return corpus.resolved.mixture.objectives.layouts.enumerated().compactMap { i, layout in
      let part = plan.totals.objectives[i]
      guard layout.isLimitedBySentinels, let needed = layout.sentinelsNeeded,
        i >= corpus.request.mixture.objectives.count
          || corpus.request.mixture.objectives[i].weight > 0
      else { return nil }
      let share = Double(part.tokens) / Double(max(1, plan.totals.all.tokens))
      return
        "\(layout.objective.title): chunks of at most \(counted(layout.largestChunk, "token", grouped)) with \(counted(available, "sentinel", grouped)), \(percent(share)) of raw tokens; \(grouped(needed)) sentinels would lift the limit"
    }
  }
}

extension Objective {
  /// The name with its parameters.
  var title: String {
    switch self {
    case .causal, .fimPSM, .fimSPM, .prefixLM(.uniform): name
    case .prefixLM(.suffix(let share)): "\(name) suffix \(share.value)"
    case .spanCorruption(let parameters):
      "span \(parameters.noiseDensity.value), \(JSONValue(parameters.meanSpanLength.value).text())"
    }
  }
}
