/// The stores that `tokenize` has written, as a table that fits on the terminal that it is drawn
/// on.
import UL2Pipeline

struct StoresText {
  typealias Row = (name: String, totals: StoreTotals)

  private let rows: [Row]
  private let room: TableRoom

  init(_ stores: [Row], _ room: TableRoom) {
    self.room = room
    guard stores.count > 1 else {
      rows = stores
      return
    }
    var all = StoreTotals()
    for (_, totals) in stores {
      all.documents += totals.documents
      all.tokens += totals.tokens
      all.textBytes += totals.textBytes
    }
    rows = stores + [("all", all)]
  }

  var text: String {
    room.text(table(["documents", "tokens", "text bytes", "bytes/token"], grouped)) {
      table(["docs", "tokens", "bytes", "bytes/token"], shortCount)
    }
  }

  private func table(_ columns: [String], _ count: (Int) -> String) -> Table {
    var table = Table([("source", .left)] + columns.map { ($0, .right) })
    for (name, totals) in rows {
      let ratio = Double(totals.textBytes) / Double(max(1, totals.tokens))
      table.add([
        name, count(totals.documents), count(totals.tokens), count(totals.textBytes),
        totals.tokens > 0 ? decimal(ratio, 2) : "",
      ])
    }
    return table
  }
}
