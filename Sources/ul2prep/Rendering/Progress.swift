/// How far a run is: as a line for people, and as JSON for programs.
import UL2Pipeline

struct Progress {
  let done: Int
  let total: Int?
  let unit: String
  let seconds: Double
  let rate: Double
  /// Seconds to the end, where it is known.
  let left: Double?

  init(done: Int, total: Int?, unit: String, seconds: Double) {
    self.done = done
    self.total = total
    self.unit = unit
    self.seconds = max(1e-9, seconds)
    let rate = Double(done) / self.seconds
    self.rate = rate
    left = total.map { Double(max(0, $0 - done)) / max(rate, 1e-9) }
  }

  var line: String {
    var line = "\(humanCount(done)) \(unit), \(humanCount(Int(rate)))/s"
    if let total, let left {
      line += ", \(done * 100 / max(total, 1)) %, \(Int(left.rounded(.up))) s left"
    }
    return line
  }

  var json: JSONValue {
    [
      "done": JSONValue(done), "total": JSONValue(total) { JSONValue($0) }, "unit": .string(unit),
      "seconds": JSONValue((seconds * 1000).rounded() / 1000), "rate": JSONValue(rate.rounded()),
      "eta_seconds": JSONValue(left) { JSONValue($0.rounded()) },
    ]
  }
}
