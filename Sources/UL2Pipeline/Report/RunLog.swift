/// How long a run took, and how fast it was, as its progress in JSON lines says, where somebody kept that: outputs hold no
/// times, since the same input gives the same bytes.
package struct RunLog: Sendable {
  package struct Stage: Hashable, Sendable {
    package let phase: String
    package let unit: String
    package let done: Int
    package let seconds: Double
    /// Whether all that there was to do was done.
    package let isWhole: Bool

    package var rate: Double? { seconds > 0 ? Double(done) / seconds : nil }
  }

  package let path: String
  package let stages: [Stage]

  /// Nil where a file is no such log. Other lines, as notes and warnings, may appear between.
  init?(_ path: String) throws(Problem) {
    let bytes = try readFile(path, limit: 1 << 28)
    var stages: [Stage] = []
    for line in bytes.split(separator: 0x0A) where line.first == UInt8(ascii: "{") {
      guard let json = try? JSONValue.parse(Array(line), path: path),
        let done = json["done"]?.int, let unit = json["unit"]?.string,
        let seconds = json["seconds"]?.double, seconds >= 0, done >= 0
      else { continue }
      let stage = Stage(
        phase: json["phase"]?.string ?? "", unit: unit, done: done, seconds: seconds,
        isWhole: json["total"]?.int.map { done >= $0 } ?? true)
      // A stage's last line counts. Where less is done than before, another run begins.
      if let last = stages.last, last.phase == stage.phase, last.unit == unit,
        last.seconds <= seconds
      {
        stages[stages.count - 1] = stage
      } else {
        stages.append(stage)
      }
    }
    if stages.isEmpty { return nil }
    self.path = path
    self.stages = stages
  }

  package var json: JSONValue {
    [
      "path": .string(path),
      "stages": .array(
        stages.map { stage in
          [
            "phase": .string(stage.phase), "unit": .string(stage.unit),
            "done": JSONValue(stage.done), "seconds": .number(decimal(stage.seconds, 1)),
            "rate": JSONValue(stage.rate) { .number(decimal($0, 0)) },
            "whole": .bool(stage.isWhole),
          ]
        }),
    ]
  }
}
