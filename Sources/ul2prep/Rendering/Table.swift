/// Rows of text in aligned columns.
struct Table {
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  init(_ header: [(String, Alignment)]) {
    alignments = header.map(\.1)
    rows = [header.map(\.0)]
  }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  private var widths: [Int] {
    alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  /// Columns of a terminal that it takes.
  var width: Int { widths.reduce(0, +) + 2 * (alignments.count - 1) }

  /// The same with the ends of the first column's names cut off, so that it is no wider than
  /// `columns`, or as narrow as that makes it.
  func shortened(to columns: Int) -> Table {
    let excess = width - columns
    guard excess > 0, let first = widths.first else { return self }
    let room = max(6, first - excess)
    var table = self
    for row in rows.indices where rows[row][0].count > room {
      table.rows[row][0] = rows[row][0].prefix(room - 1) + "…"
    }
    return table
  }

  var text: String {
    let widths = widths
    return rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return alignments[column] == .left ? row[column] + space : space + row[column]
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
