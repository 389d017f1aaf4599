/// `ul2prep status`: how far a run in tasks is.
import ArgumentParser
import UL2Pipeline

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far the tasks of tokenize or pack are: units done, running, missing, bad.",
    usage: "ul2prep status <path> [--json]",
    discussion: """
      Reads what the tasks have left in the output directory; it does not talk to them. A unit counts \
      as running from when a task begins it until one finishes it, even if the task was killed.

        ul2prep status out/shards
        ul2prep status out/stores --json
      """)

  @Argument(
    help: "An output of tokenize or pack, or a directory of several.", completion: .directory)
  var path: String

  @Flag(help: "Print one JSON object per output, each on a line.")
  var json = false

  func run() throws {
    for path in try outputs(below: path) {
      let status = try RunStatus(path)
      try emit(json ? status.json.text() + "\n" : text(status))
    }
  }

  /// More lines than these say no more.
  private static let most = 5

  private func text(_ status: RunStatus) -> String {
    if status.isFinished { return "\(status.path): finished\n" }
    guard status.kind != nil else { return "\(status.path): started, no unit yet\n" }
    var parts = [
      "\(grouped(status.done)) done", "\(grouped(status.running.count)) running",
      "\(grouped(status.missing)) missing",
    ]
    if !status.bad.isEmpty { parts.append("\(grouped(status.bad.count)) bad") }
    if let left = status.secondsLeft, status.done < status.units {
      parts.append("about \(duration(left)) left")
    }
    var lines = [
      "\(status.path): \(counted(status.units, "unit", grouped)): " + parts.joined(separator: ", ")
    ]
    if status.done == status.units {
      lines.append("  only publishing is left: ul2prep finalize \(status.path)")
    }
    for unit in status.running.prefix(Self.most) {
      let tries = unit.tries > 1 ? ", started \(unit.tries) times" : ""
      lines.append("  \(unit.name) running for \(duration(unit.seconds))\(tries)")
    }
    for (word, failures) in [("bad", status.bad), ("failed", status.failed)] {
      for failure in failures.prefix(Self.most) {
        lines.append(
          "  \(failure.unit) \(word), \(counted(failure.count, "try", grouped)): \(failure.problem)"
            .replacing("trys", with: "tries"))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// `2 h 5 min`, `3 min 20 s`, `12 s`.
private func duration(_ seconds: Double) -> String {
  let all = Int(seconds.rounded())
  let (hours, minutes) = (all / 3600, all / 60 % 60)
  if hours > 0 { return "\(hours) h \(minutes) min" }
  return minutes > 0 ? "\(minutes) min \(all % 60) s" : "\(all) s"
}
