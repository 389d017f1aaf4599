/// The outline of a plan's rows, where the stores that they are made of are not available:
/// it was made from documents' lengths, and keeps what came of them, block by block.
package struct PlanOutline {
  private let path: String
  private let manifest: DatasetManifest
  private let plan: Plan
  /// Why no rows can be made.
  private let reason: String
  private let tokens: String?
  /// Blocks of a page.
  private static let limit = 1000

  /// - Parameters:
  ///   - path: of the plan.
  ///   - tokens: where stores were looked for; nil: where they were.
  ///   - reason: why no rows can be made.
  /// - Returns: nil where there is no plan, or none that can be read.
  package init?(_ path: String, tokens: String?, reason: String) {
    let file = joined(path, "manifest.json")
    guard let json = try? JSONValue.parse(file: file),
      let manifest = try? DatasetManifest(json, path: file), manifest.kind == .plan,
      let plan = try? SavedPlan.plan(path, manifest)
    else { return nil }
    self.path = path
    self.manifest = manifest
    self.plan = plan
    self.reason = reason
    self.tokens = tokens
  }

  /// Notes to show before anything else.
  package var note: String {
    "Rows cannot be made because the token stores were not found. This page shows what planning computed from lengths alone. The problem: \(reason)"
  }

  /// - Parameter row: the first block is the one that it is in.
  package func page(from row: Int) -> HTMLPage {
    let name = baseName(realPath(path))
    return HTMLPage(
      title: "\(name) · ul2prep", styles: [PackageResources.inspect_css],
      body: .element(
        "div", ["id": "page"],
        .element(
          "header", ["class": "top"], .element("h1", [:], .text(path)),
          .element("p", ["class": "quiet"], .text("A plan: \(facts)"))),
        .element(
          "main", [:], .element("p", ["class": "note"], .text(note)), sources, objectives,
          blocks(from: row))))
  }

  private var facts: String {
    let totals = manifest.totals
    return [
      counted(totals.rows, "row", grouped)
        + " of \(grouped(manifest.format.sequenceLength))",
      counted(totals.blocks, "block", grouped),
      "\(grouped(totals.tokens)) raw tokens in \(grouped(totals.positions)) positions",
      "\(grouped(totals.lossTokens)) with loss", "fill \(percent(totals.fill))",
    ].joined(separator: ", ")
  }

  private var sources: HTML {
    let directory = directoryName(manifest.path)
    return table(
      "Sources",
      ["Source", "#Raw tokens", "#Wanted", "#Drawn", "#Documents", "#Chunks", "#Epochs", "Store"],
      manifest.sources.map { source in
        let place = source.storePath(in: tokens, of: directory)
        return [
          source.name, grouped(source.tokens), percent(source.share),
          percent(source.shareDrawn), grouped(source.documents),
          grouped(source.chunks), "\(source.epochs)",
          exists(place) ? place : "\(place): missing now",
        ]
      })
  }

  private var objectives: HTML {
    table(
      "Objectives",
      [
        "Objective", "#Chunks", "#Of chunks", "#Of raw tokens", "#Of positions", "#Of loss",
        "Parameters",
      ],
      manifest.objectives.map { entry in
        [
          entry.name, grouped(entry.chunks), percent(entry.shares.chunk),
          percent(entry.shares.rawToken), percent(entry.shares.position),
          percent(entry.shares.lossToken),
          entry.parameterText,
        ]
      })
  }

  private func blocks(from row: Int) -> HTML {
    let first = plan.blocks.isEmpty ? 0 : plan.block(ofRow: row)
    let shown = plan.blocks[first...].prefix(Self.limit)
    let caption =
      shown.count == plan.blocks.count
      ? "Blocks" : "Blocks \(first)–\(first + shown.count - 1) of \(plan.blocks.count)"
    return table(
      caption,
      ["#Block", "#First row", "#Rows", "#Raw tokens"] + manifest.sources.map { "#\($0.name)" },
      shown.indices.map { block in
        let (start, next) = (plan.blocks[block], plan.start(after: block))
        let drawn = zip(start.states, next.states).map { $1.drawn - $0.drawn }
        return [
          "\(block)", grouped(start.firstRow), grouped(next.firstRow - start.firstRow),
          grouped(drawn.reduce(0, +)),
        ] + drawn.map { grouped($0) }
      })
  }

  /// - Parameter columns: those whose name begins with `#` hold numbers.
  private func table(_ name: String, _ columns: [String], _ rows: [[String]]) -> HTML {
    func cell(_ element: StaticString, _ column: String, _ text: String) -> HTML {
      let type = column.hasPrefix("#") ? "number" : "text"
      return element.description == "th"
        ? .element("th", ["scope": "col", "class": type], .text(text))
        : .element("td", ["class": type], .text(text))
    }
    return .element(
      "section", [:],
      .element("h2", [:], .text(name)),
      .element(
        "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": name],
        .element(
          "table", [:],
          .element(
            "thead", [:],
            .element(
              "tr", [:],
              columns.map { cell("th", $0, $0.hasPrefix("#") ? String($0.dropFirst()) : $0) })),
          .element(
            "tbody", [:],
            rows.map { row in
              .element("tr", [:], zip(columns, row).map { cell("td", $0, $1) })
            }))))
  }
}
