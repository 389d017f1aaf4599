/// The work of each task of a `pack`, as a table that fits on the terminal that it is drawn on:
/// one line per task, or of many the most, the mean and the least.
import UL2Pipeline

struct TasksText {
  /// More lines are not read.
  private static let mostLines = 10

  private let forecast: PackForecast
  private let room: TableRoom

  init(_ forecast: PackForecast, _ room: TableRoom) {
    self.forecast = forecast
    self.room = room
  }

  var text: String {
    let rows = forecast.tasks.count <= Self.mostLines ? eachTask : ofMany
    return room.text(wide(rows)) { narrow(rows) } + notes.joined(separator: "\n") + "\n"
  }

  // MARK: Lines

  private struct Row {
    var name: String
    var work: PackForecast.Work
    /// Of so many tasks the mean.
    var tasks = 1
  }

  private var eachTask: [Row] {
    let rows = forecast.tasks.map { Row(name: "\($0.share.rank)", work: $0.work) }
    return rows.count == 1 ? rows : rows + [Row(name: "all", work: forecast.all)]
  }

  /// Each column for itself: what a task has to be given is the most of each.
  private var ofMany: [Row] {
    let works = forecast.tasks.map(\.work)
    func extreme(_ columns: ([Int]) -> Int?, _ times: ([Double]) -> Double?) -> PackForecast.Work {
      var work = forecast.all
      for column in PackForecast.Work.columns {
        work[keyPath: column] = columns(works.map { $0[keyPath: column] }) ?? 0
      }
      work.seconds = times(works.compactMap(\.seconds))
      return work
    }
    var sum = forecast.all
    sum.seconds = sum.seconds.map { _ in works.reduce(0) { $0 + ($1.seconds ?? 0) } }
    return [
      Row(name: "most", work: extreme({ $0.max() }, { $0.max() })),
      Row(name: "mean", work: sum, tasks: works.count),
      Row(name: "least", work: extreme({ $0.min() }, { $0.min() })),
      Row(name: "all", work: forecast.all),
    ]
  }

  // MARK: Tables

  private func wide(_ rows: [Row]) -> Table {
    table(
      rows, [("units", \.units), ("blocks", \.blocks), ("rows", \.rows), ("tokens", \.tokens)],
      grouped)
  }

  private func narrow(_ rows: [Row]) -> Table {
    table(rows, [("units", \.units), ("tokens", \.tokens)], shortCount)
  }

  private func table(
    _ rows: [Row], _ columns: [(name: String, count: KeyPath<PackForecast.Work, Int>)],
    _ shown: (Int) -> String
  ) -> Table {
    let others = ["reads", "windows", "writes", "time"]
    var table = Table([("task", .left)] + (columns.map(\.name) + others).map { ($0, .right) })
    for row in rows {
      let (work, tasks) = (row.work, row.tasks)
      let counts = columns.map { column in
        let count = work[keyPath: column.count]
        return count < 10 * tasks && count % tasks != 0
          ? decimal(Double(count) / Double(tasks), 1) : shown(count / tasks)
      }
      table.add(
        [row.name] + counts + [
          size(work.readBytes / tasks), size(work.windowBytes / tasks), size(work.rowBytes / tasks),
          work.seconds.map { time($0 / Double(tasks)) } ?? "",
        ])
    }
    return table
  }

  private func size(_ bytes: Int) -> String { humanCount(bytes) + (bytes < 1000 ? " B" : "B") }

  /// In at most seven characters: `12 s`, `3.4 min`, `5.6 h`.
  private func time(_ seconds: Double) -> String {
    if seconds > 0, seconds < 0.05 { return "< 0.1 s" }
    if seconds < 59.5 { return decimal(seconds, seconds < 9.95 ? 1 : 0) + " s" }
    let minutes = seconds / 60
    if minutes < 59.5 { return decimal(minutes, minutes < 9.95 ? 1 : 0) + " min" }
    let hours = minutes / 60
    return decimal(hours, hours < 9.95 ? 1 : 0) + " h"
  }

  // MARK: Below them

  private var notes: [String] {
    let workers = counted(forecast.workers, "worker", grouped)
    let time =
      forecast.tokensPerSecond.map {
        "about, \(workers) at \(shortCount($0)) tokens/s each, never waiting"
      } ?? "not known: such shards have not been measured"
    var notes = [
      "reads: tokens asked of stores; writes: before compression",
      "windows: the parts of .bin and .idx that hold the tokens", "time: " + time,
    ]
    if forecast.idle > 0 {
      notes.append(
        "\(counted(forecast.idle, "task", grouped)) of \(grouped(forecast.tasks.count)) without a unit: the plan has \(counted(forecast.units, "unit", grouped))"
      )
    } else if forecast.workers > 1,
      forecast.tasks.contains(where: { $0.work.units < forecast.workers })
    {
      notes.append(
        "one worker makes a unit: with \(counted(forecast.units, "unit", grouped)) not all of \(grouped(forecast.tasks.count * forecast.workers)) workers have one"
      )
    }
    return notes
  }
}

extension PackForecast.Work {
  fileprivate static var columns: [WritableKeyPath<Self, Int>] {
    [\.units, \.blocks, \.rows, \.tokens, \.readBytes, \.windowBytes, \.rowBytes]
  }
}
