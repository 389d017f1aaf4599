/// A report as a page: one file, in which no script runs. What it says comes from `Report` alone, so that the JSON beside
/// it has the same numbers.
package struct ReportPage {
  let report: Report

  package init(_ report: Report) { self.report = report }

  package var page: HTMLPage {
    let sections = sections
    return HTMLPage(
      title: "ul2prep report", styles: [PackageResources.report_css],
      body: [
        .element(
          "header", [:],
          .element("h1", [:], .text("What went in")),
          .element("p", ["class": "quiet"], .text(introduction)),
          .element(
            "nav", ["aria-label": "Sections"],
            .element(
              "ul", [:],
              sections.map {
                .element("li", [:], .element("a", ["href": "#" + $0.id], .text($0.title)))
              }))),
        .element(
          "main", [:],
          sections.map { section in
            .element(
              "section", ["aria-labelledby": section.id],
              [.element("h2", ["id": section.id], .text(section.title))] + section.parts)
          }),
      ])
  }

  struct Section {
    let id: String
    let title: String
    let parts: [HTML]
  }

  private var introduction: String {
    let sample = report.sample
    var parts: [String] = []
    if !report.stores.isEmpty {
      parts.append("languages and licences from up to \(grouped(sample.documents)) documents")
    }
    if !report.rows.isEmpty {
      parts.append("the shapes of examples from up to \(grouped(sample.rows)) rows of each dataset")
    }
    let rest =
      parts.isEmpty
      ? ""
      : "; " + parts.joined(separator: ", ") + ", chosen by the seed "
        + "\(report.seed)"
    return "Totals are from manifests, lengths from indexes\(rest)."
  }

  private var sections: [Section] {
    var sections: [Section] = []
    if let damage { sections.append(damage) }
    if !report.stores.isEmpty { sections += storeSections }
    for (i, rows) in report.rows.enumerated() {
      sections.append(RowsSection(rows, id: "rows-\(i)").section)
    }
    if !report.logs.isEmpty { sections.append(times) }
    return sections
  }

  /// The list of what could not be read comes first, so that nobody takes the rest for everything.
  private var damage: Section? {
    let problems = report.allProblems
    if problems.isEmpty { return nil }
    let shown = problems.prefix(100)
    var parts: [HTML] = [
      .element(
        "p", ["class": "note"],
        .text(
          "The report covers what could be read. The following could not be read and is not included:"
        )),
      .element(
        "ul", [:],
        shown.map { .element("li", [:], .element("code", [:], .text($0.description))) }),
    ]
    if problems.count > shown.count {
      parts.append(
        .element("p", [:], .text("and \(grouped(problems.count - shown.count)) more")))
    }
    return Section(id: "damage", title: "What is damaged", parts: parts)
  }

  private var times: Section {
    var table = ReportTable(
      "From the progress logs that were given",
      [
        ("run", false), ("stage", false), ("done", true), ("time", true), ("per second", true),
        ("ended", false),
      ])
    for log in report.logs {
      for stage in log.stages {
        let unit = stage.unit == "B" ? "B" : " " + stage.unit
        table.add([
          .text(log.path), .text(stage.phase.isEmpty ? "work" : stage.phase),
          .number(humanCount(stage.done) + unit), .number(decimal(stage.seconds, 1) + " s"),
          stage.rate.map { .number(humanCount(Int(min($0, 1e15))) + unit) } ?? .unknown,
          .text(stage.isWhole ? "yes" : "no"),
        ])
      }
    }
    return Section(id: "times", title: "Time and rate", parts: [table.html])
  }

  /// A plot with what it shows, and its numbers.
  static func figure(_ caption: String, _ plot: HTML, numbers: HTML? = nil) -> HTML {
    let details: [HTML] =
      numbers.map {
        [.element("details", [:], .element("summary", [:], .text("Numbers")), $0)]
      } ?? []
    return .element(
      "figure", [:], [.element("figcaption", [:], .text(caption)), plot] + details)
  }

  /// A histogram with its numbers.
  ///
  /// - Parameter what: what is counted, `documents`.
  static func figure(
    _ id: String, _ caption: String, _ histogram: Histogram, _ what: String, _ unit: String
  ) -> HTML {
    guard let least = histogram.least, let most = histogram.most, let mean = histogram.mean else {
      return .element("p", [:], .text("\(caption): none"))
    }
    let summary =
      "\(grouped(histogram.total)) \(what): \(grouped(least)) to \(grouped(most)) \(unit), "
      + "\(decimal(mean, 1)) on average"
    var table = ReportTable(caption, [(unit, false), (what, true), ("share", true)])
    for bin in histogram.bins {
      let (low, high) = (bin.range.lowerBound, bin.range.upperBound)
      table.add([
        .text(low == high ? grouped(low) : "\(grouped(low)) to \(grouped(high))"),
        .number(grouped(bin.count)),
        .number(percent(Double(bin.count) / Double(histogram.total))),
      ])
    }
    return figure(
      "\(caption). \(summary).", Plot.columns(id, caption, summary, histogram),
      numbers: table.html)
  }
}
