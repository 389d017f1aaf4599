/// Plots as SVG inside the page, each with a title and a description that are read out; their numbers are in a table
/// beside them. Nothing is shown by colour alone: bars carry their numbers and what they are of.
struct Plot {
  /// A bar with what is written after it.
  struct Bar {
    let label: String
    /// From 0 to 1 of the plot's width.
    let share: Double
    let text: String
    /// A second, outlined one below it, to compare with.
    var other: (share: Double, text: String)?
  }

  private static let width = 720

  /// Bars from left to right, one below the other.
  static func bars(_ id: String, _ title: String, _ description: String, _ bars: [Bar]) -> HTML {
    let rowHeight = bars.contains { $0.other != nil } ? 34 : 20
    let (left, room) = (200, 360)
    var parts: [HTML] = []
    // Bars without a label belong to the one above; groups of them are set apart.
    let isGrouped = bars.contains { $0.label.isEmpty }
    var y = 0
    for (i, bar) in bars.enumerated() {
      if i > 0, isGrouped, !bar.label.isEmpty { y += 8 }
      defer { y += rowHeight }
      parts.append(label(bar.label, x: left - 8, y: y + 13, "end"))
      parts.append(rectangle(x: left, y: y + 3, width: Double(room) * bar.share, "bar"))
      parts.append(
        label(bar.text, x: left + Int(Double(room) * clamped(bar.share)) + 6, y: y + 13, "start"))
      if let other = bar.other {
        parts.append(rectangle(x: left, y: y + 17, width: Double(room) * other.share, "outline"))
        parts.append(
          label(
            other.text, x: left + Int(Double(room) * clamped(other.share)) + 6, y: y + 27, "start"))
      }
    }
    return svg(id, title, description, height: y + 4, parts)
  }

  /// Bars that are beside each other, of bins in order.
  static func columns(
    _ id: String, _ title: String, _ description: String, _ histogram: Histogram
  ) -> HTML {
    let bins = histogram.bins
    let (left, top, height) = (48, 16, 150)
    let step = Double(width - left - 8) / Double(max(bins.count, 1))
    let most = max(1, bins.map(\.count).max() ?? 1)
    var parts: [HTML] = []
    for part in [0.0, 0.5, 1.0] {
      let y = top + Int(Double(height) * (1 - part))
      parts.append(
        .element(
          "line",
          [
            "x1": "\(left)", "x2": "\(width - 8)", "y1": "\(y)", "y2": "\(y)", "class": "axis",
          ]))
      if part != 0.5 || most > 1 {
        parts.append(label(shortCount(Int(Double(most) * part)), x: left - 6, y: y + 4, "end"))
      }
    }
    // No label where it would cover the next one.
    let every = max(1, (bins.count + 15) / 16)
    for (i, bin) in bins.enumerated() {
      let share = Double(bin.count) / Double(most)
      let x = Double(left) + Double(i) * step
      let tall = share > 0 ? max(1, Double(height) * share) : 0
      parts.append(
        .element(
          "rect",
          [
            "x": decimal(x + 1, 1), "y": decimal(Double(top + height) - tall, 1),
            "width": decimal(max(1, step - 2), 1), "height": decimal(tall, 1), "class": "bar",
          ]))
      if i % every == 0 {
        parts.append(
          label(
            bin.range.lowerBound < 10_000
              ? grouped(bin.range.lowerBound) : shortCount(bin.range.lowerBound),
            x: Int(x + step / 2), y: top + height + 16, "middle"))
      }
    }
    return svg(id, title, description, height: top + height + 24, parts)
  }

  private static func clamped(_ share: Double) -> Double { min(max(share, 0), 1) }

  private static func rectangle(x: Int, y: Int, width: Double, _ kind: String) -> HTML {
    let width = min(max(width, 1), 360)
    return .element(
      "rect",
      ["x": "\(x)", "y": "\(y)", "width": decimal(width, 1), "height": "12", "class": kind])
  }

  private static func label(_ text: String, x: Int, y: Int, _ anchor: String) -> HTML {
    // All of it is in the table.
    let shown = text.count > 26 ? text.prefix(25) + "…" : text[...]
    return .element(
      "text", ["x": "\(x)", "y": "\(y)", "text-anchor": anchor],
      [.text(visibleInPage(String(shown)))])
  }

  private static func svg(
    _ id: String, _ title: String, _ description: String, height: Int, _ parts: [HTML]
  ) -> HTML {
    .element(
      "svg",
      [
        "role": "img", "aria-labelledby": "\(id)-t \(id)-d", "viewBox": "0 0 \(width) \(height)",
        "class": "plot",
      ],
      [
        .element("title", ["id": "\(id)-t"], .text(visibleInPage(title))),
        .element("desc", ["id": "\(id)-d"], .text(visibleInPage(description))),
      ] + parts)
  }
}
