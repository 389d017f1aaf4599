/// A plan, or shards, on the page: what was wanted, what was drawn, and what examples look like.
struct RowsSection {
  private let rows: RowsReport
  private let id: String

  init(_ rows: RowsReport, id: String) {
    self.rows = rows
    self.id = id
  }

  private var manifest: DatasetManifest { rows.manifest }

  var section: ReportPage.Section {
    let totals = manifest.totals
    let facts =
      "\(grouped(totals.rows)) rows of \(grouped(manifest.format.sequenceLength)), "
      + "\(decimal(totals.fill * 100, 3)) % filled: \(grouped(totals.tokens)) raw tokens of "
      + "\(grouped(totals.documents)) documents in \(grouped(totals.chunks)) chunks, "
      + "\(grouped(totals.lossTokens)) tokens with loss."
    return ReportPage.Section(
      id: id, title: (rows.isPlan ? "Plan " : "Shards ") + rows.path,
      parts: [.element("p", [:], .text(facts)), mixture, skipped] + stages + [objectives]
        + sample)
  }

  private func heading(_ text: String) -> HTML { .element("h3", [:], .text(text)) }

  // MARK: Sources

  private var mixture: HTML {
    var table = ReportTable(
      "Mixture wanted and drawn, shares of raw tokens",
      [
        ("source", false), ("weight", true), ("wanted", true), ("drawn", true), ("tokens", true),
        ("documents", true), ("chunks", true), ("times used", true),
      ])
    for source in manifest.sources {
      table.add([
        .text(source.name), .number(plain(source.weight)), .number(percent(source.share)),
        .number(percent(source.shareDrawn)), .number(grouped(source.tokens)),
        .number(grouped(source.documents)), .number(grouped(source.chunks)),
        source.timesUsed.map { .number(decimal($0, 2)) } ?? .unknown,
      ])
    }
    let most = max(1e-9, manifest.sources.flatMap { [$0.share, $0.shareDrawn] }.max() ?? 1)
    let bars = manifest.sources.map { source in
      Plot.Bar(
        label: source.name, share: source.shareDrawn / most,
        text: "drawn \(percent(source.shareDrawn))",
        other: (source.share / most, "wanted \(percent(source.share))"))
    }
    let title = "Mixture: drawn, and below it, outlined, wanted"
    return [
      heading("Mixture"), table.html,
      ReportPage.figure(
        title,
        Plot.bars(
          id + "-mixture", title, "Two bars for each source; the table has the numbers", bars)),
    ]
  }

  private var skipped: HTML {
    let some = manifest.sources.filter {
      $0.skipped.empty > 0 || $0.skipped.tooShort > 0 || $0.skipped.tooLong > 0
    }
    if some.isEmpty { return [] }
    var table = ReportTable(
      "Documents that were skipped",
      [("source", false), ("without tokens", true), ("too short", true), ("too long", true)])
    for source in some {
      table.add([
        .text(source.name), .number(grouped(source.skipped.empty)),
        .number(grouped(source.skipped.tooShort)), .number(grouped(source.skipped.tooLong)),
      ])
    }
    return table.html
  }

  /// A weight as mixtures have it.
  private func plain(_ number: Double) -> String { JSONValue(number).text() }

  private var stages: [HTML] {
    var parts: [HTML] = []
    if let before = manifest.plan?.continuation {
      parts.append(
        .element(
          "p", [:],
          .text("Continues after \(grouped(before.rows)) rows of the plan \(before.fingerprint).")))
    }
    for (i, phase) in manifest.phases.enumerated() {
      var table = ReportTable(
        "Part \(i + 1) of the schedule, from \(grouped(phase.from)) tokens on: \(grouped(phase.tokens)) tokens",
        [("source", false), ("weight", true), ("wanted", true), ("drawn", true), ("tokens", true)])
      for source in phase.sources {
        table.add([
          .text(source.name), .number(plain(source.weight)), .number(percent(source.share)),
          .number(percent(source.shareDrawn)), .number(grouped(source.tokens)),
        ])
      }
      parts.append(table.html)
    }
    return parts.isEmpty ? [] : [heading("Stages")] + parts
  }

  // MARK: Objectives

  private func name(_ objective: Int) -> String {
    let entry = manifest.objectives[objective]
    guard case .spanCorruption = entry.layout.objective else { return entry.name }
    let parameters = entry.parameters.compactMap { member -> String? in
      guard ["noise_density", "mean_span_length"].contains(member.key) else { return nil }
      return member.value.text()
    }
    return entry.name + " " + parameters.joined(separator: "/")
  }

  private var objectives: HTML {
    var table = ReportTable(
      "Objectives, shares by what is counted",
      [
        ("objective", false), ("chunks", true), ("by chunk", true), ("by raw token", true),
        ("by position", true), ("by loss", true),
      ])
    var bars: [Plot.Bar] = []
    for (i, entry) in manifest.objectives.enumerated() {
      let shares = entry.shares
      table.add([
        .text(name(i)), .number(grouped(entry.chunks)), .number(percent(shares.chunk)),
        .number(percent(shares.rawToken)), .number(percent(shares.position)),
        .number(percent(shares.lossToken)),
      ])
      for (what, share) in [
        ("chunk", shares.chunk), ("raw token", shares.rawToken), ("position", shares.position),
        ("loss", shares.lossToken),
      ] {
        bars.append(
          Plot.Bar(
            label: what == "chunk" ? name(i) : "", share: share,
            text: "\(percent(share)) by \(what)"))
      }
    }
    let title = "Objectives by chunk, raw token, position and loss"
    return [
      heading("Objectives"), table.html,
      ReportPage.figure(
        title,
        Plot.bars(
          id + "-objectives", title, "Four bars for each objective; the table has the numbers",
          bars)),
    ]
  }

  // MARK: Sample

  private var sample: [HTML] {
    guard let sample = rows.sample else {
      return [
        heading("Rows"),
        .element(
          "p", ["class": "note"],
          .text(
            "No row could be read, so the shapes of examples are not known: "
              + (rows.problems.first?.description ?? ""))),
      ]
    }
    let all = sample.rows == manifest.totals.rows
    var parts: [HTML] = [
      heading(all ? "All rows" : "A sample of \(grouped(sample.rows)) rows")
    ]
    if sample.unread > 0 {
      parts.append(
        .element(
          "p", ["class": "note"],
          .text("\(grouped(sample.unread)) more rows were chosen and could not be read.")))
    }
    parts.append(
      ReportPage.figure(
        id + "-fill", "Fill: positions of a row that hold no token", sample.unused, "rows",
        "positions"))
    parts.append(
      ReportPage.figure(
        id + "-count", "Examples in a row", sample.examplesPerRow, "rows", "examples"))
    parts.append(
      ReportPage.figure(
        id + "-chunks", "Lengths of chunks", sample.chunks, "chunks", "raw tokens"))
    for (objective, histogram) in sample.prefixes.sorted(by: { $0.key < $1.key }) {
      parts.append(
        ReportPage.figure(
          id + "-prefix-\(objective)", "Lengths of prefixes of \(name(objective))", histogram,
          "examples", "tokens"))
    }
    for (objective, histogram) in sample.spans.sorted(by: { $0.key < $1.key }) {
      parts.append(
        ReportPage.figure(
          id + "-spans-\(objective)", "Lengths of spans of \(name(objective))", histogram, "spans",
          "tokens"))
    }
    return parts
  }
}
