/// Stores on the page: what is in them, and what was left out.
extension ReportPage {
  var storeSections: [Section] {
    [
      Section(id: "sources", title: "Sources", parts: [sources, shares]),
      Section(id: "left-out", title: "Left out", parts: leftOut),
      Section(id: "lengths", title: "Lengths of documents", parts: lengths),
      Section(id: "metadata", title: "Languages and licences", parts: metadata),
    ]
  }

  /// Its name, or its path where others have the same name.
  private func label(_ store: StoreReport) -> String {
    report.stores.count { $0.name == store.name } > 1 ? store.path : store.name
  }

  private var sources: HTML {
    var table = ReportTable(
      "Token stores",
      [
        ("source", false), ("documents", true), ("bytes of text", true), ("tokens", true),
        ("bytes per token", true), ("unknown", true), ("byte fallback", true), ("held out", true),
      ])
    for store in report.stores {
      func rate(_ count: Int?) -> ReportTable.Cell {
        guard let count, store.tokens > 0 else { return .unknown }
        return .number(decimal(Double(count) / Double(store.tokens) * 100, 3) + " %")
      }
      table.add([
        .text(label(store)), .number(grouped(store.documents)),
        store.textBytes.map { .number(grouped($0)) } ?? .unknown, .number(grouped(store.tokens)),
        store.bytesPerToken.map { .number(decimal($0, 2)) } ?? .unknown,
        rate(store.fallbacks?.unknown), rate(store.fallbacks?.bytes),
        .number(grouped(store.validation?.documents ?? 0)),
      ])
    }
    if report.stores.count > 1 {
      let documents = report.stores.reduce(0) { $0 &+ $1.documents }
      let tokens = report.stores.reduce(0) { $0 &+ $1.tokens }
      let known = report.stores.compactMap(\.textBytes)
      let bytes = known.count == report.stores.count ? known.reduce(0, &+) : nil
      table.add([
        .text("all"), .number(grouped(documents)), bytes.map { .number(grouped($0)) } ?? .unknown,
        .number(grouped(tokens)),
        bytes.map { .number(tokens > 0 ? decimal(Double($0) / Double(tokens), 2) : "") }
          ?? .unknown, .unknown, .unknown, .unknown,
      ])
    }
    return table.html
  }

  /// The tokens of each; the numbers are in the table above.
  private var shares: HTML {
    let most = Double(max(1, report.stores.map(\.tokens).max() ?? 1))
    let all = report.stores.reduce(0.0) { $0 + Double($1.tokens) }
    let bars = report.stores.map { store in
      Plot.Bar(
        label: label(store), share: Double(store.tokens) / most,
        text: "\(humanCount(store.tokens)), \(percent(Double(store.tokens) / max(1, all)))")
    }
    let caption = "Tokens by source"
    return Self.figure(
      caption,
      Plot.bars("tokens", caption, "A bar for each source; the table has the numbers", bars))
  }

  private var leftOut: [HTML] {
    var parts: [HTML] = []
    for store in report.stores {
      guard let skipped = store.skipped else {
        parts.append(
          .element(
            "p", [:],
            .text("What was left out of \(label(store)) is not known: another tool wrote it.")))
        continue
      }
      let kinds: [(String, [String: Int])] = [
        ("left out", skipped.filtered), ("broken", skipped.bad),
        ("read anyway", skipped.noted),
      ]
      if kinds.allSatisfy({ $0.1.isEmpty }), skipped.lostBytes == 0 { continue }
      var table = ReportTable(
        label(store),
        [
          ("reason", false), ("records", true), ("what became of them", false),
          ("the first of them", false),
        ])
      for (kind, counts) in kinds {
        for (reason, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
          table.add([
            .text(reason), .number(grouped(count)), .text(kind),
            .html(examples(of: reason, skipped, kind)),
          ])
        }
      }
      parts.append(table.html)
      if skipped.lostBytes > 0 {
        parts.append(
          .element(
            "p", [:],
            .text(
              "\(grouped(skipped.lostBytes)) bytes of the inputs of \(label(store)) were lost to damage."
            ))
        )
      }
    }
    return parts.isEmpty ? [.element("p", [:], .text("Nothing was left out."))] : parts
  }

  private func examples(of reason: String, _ skipped: SkipCounts, _ kind: String) -> HTML {
    let examples = skipped.examples[reason]
    guard !examples.isEmpty, kind != "read anyway" else {
      return .text((skipped.names[reason] ?? []).joined(separator: ", "))
    }
    return .element(
      "details", [:],
      .element(
        "summary", [:], .text(examples.count == 1 ? "1 example" : "\(examples.count) examples")),
      .element(
        "dl", [:],
        examples.flatMap { example -> [HTML] in
          [
            .element("dt", [:], example.id.isEmpty ? Self.missing("no id") : .link(example.id)),
            .element(
              "dd", [:],
              example.text.isEmpty
                ? Self.missing("no text")
                : .text(example.text)),
          ]
        }))
  }

  private static func missing(_ text: String) -> HTML {
    .element("span", ["class": "quiet"], .text(text))
  }

  private var lengths: [HTML] {
    report.stores.enumerated().map { i, store in
      let figure = Self.figure(
        "length-\(i)", label(store) + (store.areLengthsSampled ? ", a sample" : ""), store.lengths,
        "documents", "tokens")
      // Many plots at once give no overview.
      guard report.stores.count > 12 else { return figure }
      return .element(
        "details", [:], .element("summary", [:], .text(label(store))), figure)
    }
  }

  private var metadata: [HTML] {
    var parts: [HTML] = []
    for store in report.stores {
      for (what, tally) in [("languages", store.languages), ("licences", store.licenses)]
      where !tally.isEmpty {
        var table = ReportTable(
          "\(label(store)): \(what) of \(grouped(store.sampled)) documents",
          [
            (what == "languages" ? "language" : "licence", false), ("documents", true),
            ("share", true),
          ])
        let (values, others) = tally.shown
        let rest = [("other", others), ("not stated", tally.missing)].filter { $0.1 > 0 }
        for (value, count) in values.map({ ($0.value, $0.count) }) + rest {
          table.add([
            .text(value), .number(grouped(count)),
            .number(percent(Double(count) / Double(max(1, store.sampled)))),
          ])
        }
        parts.append(table.html)
      }
    }
    return parts.isEmpty
      ? [.element("p", [:], .text("The metadata of these stores has neither."))] : parts
  }
}
