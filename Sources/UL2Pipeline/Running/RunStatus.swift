/// How far a run in tasks is, from what its tasks have left in the output: no task has to be asked.
/// Times are those of the files; they are shown, and decide nothing.
import Glibc

package struct RunStatus: Sendable {
  package struct Unit: Hashable, Sendable {
    package var name: String
    /// Since the last task has begun with it.
    package var seconds: Double
    /// Tasks that have begun with it.
    package var tries: Int
  }

  package struct Failure: Hashable, Sendable {
    package var unit: String
    package var count: Int
    package var problem: String
  }

  package let path: String
  /// Published: there is nothing to do.
  package var isFinished = false
  /// The kind of output that is being made; nil before any task has begun it.
  package var kind: String?
  package var units = 0
  package var done = 0
  /// Begun and not finished, the slowest first. A task that was killed has left its mark too.
  package var running: [Unit] = []
  /// These are not tried again unless that is asked for.
  package var bad: [Failure] = []
  /// Failed, and to be tried again.
  package var failed: [Failure] = []
  /// By the pace of the units that were finished last; nil where too few are.
  package var secondsLeft: Double?

  package var missing: Int { max(0, units - done - running.count - bad.count) }

  /// - Parameter path: of an output, finished or not.
  package init(_ path: String) throws(Problem) {
    self.path = path
    let output = OutputDirectory(path, configuration: .null)
    let work = output.work
    guard isDirectory(path) else {
      throw Problem(.noInput, "no such directory", path: path, expected: "an output of ul2prep")
    }
    if exists(output.manifest), !exists(joined(work, "units.json")) {
      isFinished = true
      return
    }
    guard isDirectory(work) else {
      throw Problem(
        .noInput, "no output is being made here", path: path, expected: "an output of ul2prep")
    }
    guard let json = try? JSONValue.parse(file: joined(work, "units.json")),
      let count = json["units"]?.int
    else { return }
    kind = json["kind"]?.string
    units = count
    let names = try output.finishedUnits().filter(isNumber)
    done = names.count
    let now = currentTime()
    for name in output.names(in: "failed") where !names.contains(name) {
      let count = output.names(in: "failed/" + name).count
      let failure = Failure(
        unit: name, count: count, problem: output.failure(of: name) ?? "unknown")
      if count >= UnitQueue.mostFailures { bad.append(failure) } else { failed.append(failure) }
    }
    let isBad = Set(bad.map(\.unit))
    for name in output.names(in: "tries") where !names.contains(name) && !isBad.contains(name) {
      let marks = output.names(in: "tries/" + name)
      let given = output.names(in: "failed/" + name)
      let times = marks.subtracting(given).compactMap {
        modificationTime(joined(work, "tries/\(name)/\($0)"))
      }
      guard let last = times.max() else { continue }
      running.append(
        Unit(name: name, seconds: max(0, Double(now - last) / 1e9), tries: marks.count))
    }
    running.sort { ($1.seconds, $0.name) < ($0.seconds, $1.name) }
    bad.sort { $0.unit < $1.unit }
    failed.sort { $0.unit < $1.unit }
    secondsLeft = Self.left(
      units - done - bad.count,
      names.compactMap { modificationTime(output.finished($0 + ".done")) })
  }

  /// By the last 64 units.
  private static func left(_ count: Int, _ times: [Int]) -> Double? {
    let last = times.sorted().suffix(64)
    guard let first = last.first, let end = last.last, last.count > 2, end > first else {
      return nil
    }
    return Double(count) * Double(end - first) / 1e9 / Double(last.count - 1)
  }

  package var json: JSONValue {
    func list(_ failures: [Failure]) -> JSONValue {
      .array(
        failures.map {
          [
            "unit": .string($0.unit), "failures": JSONValue($0.count),
            "problem": .string($0.problem),
          ]
        })
    }
    return [
      "path": .string(path), "finished": .bool(isFinished),
      "kind": JSONValue(kind) { .string($0) }, "units": JSONValue(units), "done": JSONValue(done),
      "missing": JSONValue(missing),
      "running": .array(
        running.map {
          [
            "unit": .string($0.name), "seconds": JSONValue(($0.seconds * 10).rounded() / 10),
            "tries": JSONValue($0.tries),
          ]
        }), "failed": list(failed), "bad": list(bad),
      "seconds_left": JSONValue(secondsLeft) { JSONValue($0.rounded()) },
    ]
  }
}

/// The outputs below a path: itself, or those in the directories of a mixture's sources.
package func outputs(below path: String) throws(Problem) -> [String] {
  if isDirectory(path), case .outputs(let names) = try DirectoryContents(path), !names.isEmpty {
    return names.map { joined(path, $0) }
  }
  return [path]
}

/// Nanoseconds since 1970.
private func currentTime() -> Int {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
}
