/// A table of a page: the first column names its row, numbers are below each other.
struct ReportTable {
  enum Cell {
    case text(String)
    case number(String)
    case html(HTML)
    /// Nothing is known.
    case unknown
  }

  private let caption: String
  private let header: [(String, isNumber: Bool)]
  private var rows: [HTML] = []

  init(_ caption: String, _ header: [(String, isNumber: Bool)]) {
    self.caption = caption
    self.header = header
  }

  mutating func add(_ cells: [Cell]) {
    rows.append(
      .element(
        "tr", [:],
        cells.enumerated().map { i, cell in
          switch cell {
          case .text(let text):
            i == 0
              ? .element("th", ["scope": "row"], .text(text)) : .element("td", [:], .text(text))
          case .number(let text): .element("td", ["class": "number"], .text(text))
          case .html(let html): .element("td", [:], html)
          case .unknown:
            .element(
              "td", ["class": "number quiet"],
              .element("span", ["class": "unseen"], .text("not known")),
              .element("span", ["aria-hidden": "true"], .text("–")))
          }
        }))
  }

  /// It scrolls by itself where the page is narrower, with the keyboard too.
  var html: HTML {
    let head = header.map { name, isNumber in
      HTML.element("th", ["scope": "col", "class": isNumber ? "number" : "text"], .text(name))
    }
    return .element(
      "div", ["class": "wide", "tabindex": "0", "role": "group", "aria-label": caption],
      .element(
        "table", [:], .element("caption", [:], .text(caption)),
        .element("thead", [:], .element("tr", [:], head)), .element("tbody", [:], rows)))
  }
}
