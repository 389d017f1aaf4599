/// A plan in tables, for a terminal of 80 columns.
import UL2Pipeline

struct PlanText {
  private let corpus: MixtureStores
  private let plan: Plan

  init(_ corpus: MixtureStores, _ plan: Plan) {
    self.corpus = corpus
    self.plan = plan
  }

  var text: String { sources + "\n" + objectives + "\n" + summary }

  private var sources: String {
    var table = Table([
      ("source", .left), ("weight", .right), ("share", .right), ("drawn", .right),
      ("tokens", .right), ("documents", .right), ("epochs", .right),
    ])
    let weights = corpus.resolved.planner.sources.reduce(0) { $0 + $1.weight }
    let all = plan.totals.all
    for (i, source) in corpus.resolved.planner.sources.enumerated() {
      let part = plan.totals.sources[i]
      let used = Double(part.tokens) / Double(max(1, corpus.resolved.stores[i].tokenCount))
      table.add([
        source.name, "\(JSONValue(source.weight).text())", percent(source.weight / weights),
        percent(Double(part.tokens) / Double(max(1, all.tokens))), grouped(part.tokens),
        grouped(part.documents), decimal(used, 2),
      ])
    }
    table.add([
      "all", "\(JSONValue(weights).text())", percent(1), percent(1), grouped(all.tokens),
      grouped(all.documents), "",
    ])
    return table.text
  }

  private var objectives: String {
    var table = Table([
      ("objective", .left), ("chunks", .right), ("of chunks", .right), ("of tokens", .right),
      ("of positions", .right), ("of loss", .right),
    ])
    let all = plan.totals.all
    func share(_ value: Int, _ total: Int) -> String {
      percent(Double(value) / Double(max(1, total)))
    }
    for (i, layout) in corpus.resolved.mixture.objectives.layouts.enumerated() {
      let part = plan.totals.objectives[i]
      table.add([
        layout.objective.title, grouped(part.chunks), share(part.chunks, all.chunks),
        share(part.tokens, all.tokens), share(part.positions, all.positions),
        share(part.lossPositions, all.lossPositions),
      ])
    }
    return table.text
  }

  private var summary: String {
    let totals = plan.totals
    let all = totals.all
    let format = RowFormat(corpus.settings, special: corpus.resolved.special)
    var lines = [
      "\(grouped(totals.rows)) rows of \(corpus.resolved.sequenceLength) in \(grouped(plan.blocks.count)) blocks, "
        + "fill \(decimal(plan.fill(corpus.resolved.sequenceLength) * 100, 3)) %, "
        + "\(grouped(plan.rowBytes(format))) bytes before compression",
      "\(grouped(all.tokens)) raw tokens in \(grouped(all.positions)) positions, "
        + "\(grouped(all.lossPositions)) with loss (\(percent(Double(all.lossPositions) / Double(max(1, all.positions)))))",
    ]
    if let ending = plan.ending(corpus) { lines.append(ending) }
    for store in corpus.resolved.stores {
      if let judged = store.judged { lines.append("\(store.name): \(ends(judged))") }
    }
    let empty = totals.emptyDocuments.reduce(0, +)
    if empty > 0 { lines.append("\(grouped(empty)) empty documents passed over") }
    if totals.shortChunks > 0 {
      lines.append(
        "\(grouped(totals.shortChunks)) chunks of one token made causal instead of span corruption")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How many documents of a foreign store end in an end-of-document token, which is no part of them.
  private func ends(_ judged: JudgedEnds) -> String {
    let token = "id \(corpus.resolved.special.eos) (end of document)"
    if judged.with == 0 { return "none of \(grouped(judged.without)) documents ends in \(token)" }
    if judged.without == 0 { return "all \(grouped(judged.with)) documents end in \(token)" }
    return "\(grouped(judged.with)) documents end in \(token), \(grouped(judged.without)) do not"
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
