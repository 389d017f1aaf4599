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
  /// The phase, where it is not the main work: `planning`.
  var phase: String?
  /// The file that was begun last, and how many there are.
  var files: (number: Int, count: Int)?

  init(done: Int, total: Int?, unit: String, seconds: Double) {
    self.done = done
    self.total = total
    self.unit = unit
    self.seconds = max(1e-9, seconds)
    let rate = Double(done) / self.seconds
    self.rate = rate
    left = total.map { done > 0 ? Double(max(0, $0 - done)) / rate : .infinity }
  }

  /// Of what there is to do; estimates may be passed.
  private var percent: Int? {
    total.map { min(100, Int(Double(done) / Double(max($0, 1)) * 100)) }
  }

  /// `12 %, 1.23 GB of 10.2 GB, 45 MB/s, 3 min left, file 3 of 30`, as much of it as fits.
  func line(columns: Int) -> String {
    let wide = text(isShort: false)
    if wide.count <= columns { return wide }
    return String(text(isShort: true).prefix(columns))
  }

  private func text(isShort: Bool) -> String {
    var parts: [String] = []
    if let percent { parts.append("\(percent) %") }
    parts.append(amounts(isShort: isShort))
    parts.append(joinedUnit(humanCount(rate < 1e15 ? Int(rate) : 0)) + "/s")
    if let left { parts.append(left < 1e9 ? duration(left) + " left" : "? left") }
    if let files {
      parts.append(
        isShort
          ? "file \(files.number)/\(files.count)"
          : "file \(grouped(files.number)) of \(grouped(files.count))")
    }
    return (phase.map { $0 + ": " } ?? "") + parts.joined(separator: ", ")
  }

  private func amounts(isShort: Bool) -> String {
    guard let total else { return joinedUnit(humanCount(done)) }
    let (now, all) = (humanCount(done), humanCount(total))
    guard isShort else { return joinedUnit(now) + " of " + joinedUnit(all) }
    // `1.23/10.2 GB`
    let (nowParts, allParts) = (now.split(separator: " "), all.split(separator: " "))
    let hasOneUnit = nowParts.count == allParts.count && nowParts.last == allParts.last
    return (hasOneUnit && nowParts.count > 1 ? String(nowParts[0]) : joinedUnit(now)) + "/"
      + joinedUnit(all)
  }

  /// `1.23 GB`, `1.23 M tokens`, `12 B`.
  private func joinedUnit(_ count: String) -> String {
    unit == "B" && count.contains(" ") ? count + unit : count + " " + unit
  }

  /// `42 s`, `12 min`, `5 h 20 min`, `3 d 4 h`.
  private func duration(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded(.up))
    if seconds < 100 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    if minutes < 100 { return "\(minutes) min" }
    let hours = minutes / 60
    if hours < 48 { return "\(hours) h \(minutes % 60) min" }
    return "\(hours / 24) d \(hours % 24) h"
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("done", JSONValue(done)), .init("total", JSONValue(total) { JSONValue($0) }),
      .init("percent", JSONValue(percent) { JSONValue($0) }), .init("unit", .string(unit)),
      .init("seconds", JSONValue((seconds * 1000).rounded() / 1000)),
      .init("rate", JSONValue(rate.rounded())),
      .init(
        "eta_seconds", JSONValue(left.flatMap { $0 < 1e15 ? $0 : nil }) { JSONValue($0.rounded()) }),
    ]
    if let files {
      members.append(.init("file", JSONValue(files.number)))
      members.append(.init("files", JSONValue(files.count)))
    }
    if let phase { members.append(.init("phase", .string(phase))) }
    return .object(members)
  }
}
