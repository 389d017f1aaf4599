/// The JSON scanner against itself, and JSON Lines.
import ReaderSupport
import UL2Corpus
import UL2Input

let jsonTargets = [
  FuzzTarget(name: "json") { bytes throws(Violation) in try json(bytes) },
  FuzzTarget(name: "jsonl") { bytes throws(Violation) in
    let formats = [JSONLinesFormat.detected, .gitHub, .text(at: "a.b")]
    try readEveryWay(bytes) { source, log in
      // The limit makes short lines long ones.
      PartsReader(
        JSONLinesParts(source, format: formats[choice(bytes) % formats.count], lineLimit: 1 << 10),
        log: log)
    }
  },
]

/// Skipping a value and building it must agree; a value that was built, written and built again is equal.
private func json(_ bytes: [UInt8]) throws(Violation) {
  let failure = skipJSON(bytes)
  do throws(Problem) {
    let value = try JSONValue.parse(bytes, path: "input")
    if let failure { throw Problem(.found, "built, but not passed over: \(failure)") }
    for layout in [JSONValue.Layout.compact, .spaced, .indented] {
      guard let again = try? JSONValue.parse(value.bytes(layout), path: "input"), again == value
      else { throw Problem(.found, "not the same value when written and read again") }
    }
  } catch {
    if error.kind == .found { throw Violation(error.problem) }
    // Two members of one name can be skipped but not built.
    try check(
      failure != nil || error.problem.contains("stands twice"),
      "passed over, but not built: \(error)")
  }
}
