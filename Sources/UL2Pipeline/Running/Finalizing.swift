/// `finalize`: publishes by hand what the last of an output's tasks would have published.
package struct Finalizing: Sendable {
  package var path: String

  package init(_ path: String) { self.path = path }

  /// - Returns: false where it had been published before.
  package func run(_ reporter: Reporter) throws(Problem) -> Bool {
    let status = try RunStatus(path)
    if status.isFinished { return false }
    guard status.kind != nil else {
      throw Problem(
        .badInput, "nothing to publish yet: no task has finished preparing the output", path: path,
        fix: "run the command that makes it")
    }
    guard status.done == status.units else {
      let left = status.units - status.done
      let bad = status.bad.isEmpty ? "" : ", of which \(status.bad.count) are bad"
      throw Problem(
        .badInput, "not all units are finished", path: path,
        got: "\(status.done) of \(status.units)\(bad)", expected: "all",
        fix: "\(.status) shows which; run the command that makes them to do the other \(left)")
    }
    let output = try OutputDirectory(opening: path)
    guard try output.begin(overwrite: false) == .open else { return false }
    switch status.kind {
    case OutputDirectory.Kind.shards.rawValue:
      try ShardsPublishing(output: output, units: (0..<status.units).map { PackUnits.name($0) })
        .publish(reporter)
    case OutputDirectory.Kind.tokenStore.rawValue:
      try StorePublication(prepared: output).publishByHand()
    default:
      throw Problem(
        .badInput, "an output of another version", path: path, got: status.kind,
        fix: "run the command that makes it: it will only publish")
    }
    return true
  }
}

extension OutputDirectory {
  /// An unfinished output, as its own tasks see it.
  init(opening path: String) throws(Problem) {
    let command = try JSONValue.parse(file: joined(path, ".ul2prep/command.json"))
    self.init(path, configuration: command)
    guard try readConfiguration() == configuration else {
      throw Problem(
        .badInput, "the output's command is not that of its configuration", path: commandFile,
        fix: "run the command that makes it: it publishes too")
    }
  }
}
