/// The draws of each part of a plan whose mixture changes its weights (`schedule`).
import UL2Pipeline

struct PhaseText {
  private let phases: [DatasetManifest.Phase]
  private let room: TableRoom

  init(_ corpus: MixtureStores, _ plan: Plan, _ room: TableRoom) {
    phases = corpus.resolved.phases(of: plan)
    self.room = room
  }

  /// Empty where weights do not change.
  var text: String {
    phases.isEmpty ? "" : room.text(table(grouped)) { table(shortCount) }
  }

  private func table(_ count: (Int) -> String) -> Table {
    var table = Table([
      ("from", .right), ("source", .left), ("weight", .right), ("share", .right),
      ("drawn", .right), ("tokens", .right),
    ])
    for phase in phases {
      var from = count(phase.from)
      for source in phase.sources where source.weight > 0 {
        table.add([
          from, source.name, JSONValue(source.weight).text(), percent(source.share),
          percent(source.shareDrawn), count(source.tokens),
        ])
        from = ""
      }
    }
    return table
  }
}
