/// Marks that tasks leave for each other; see `UnitQueue`.
extension OutputDirectory {
  private func mark(_ kind: String, _ unit: String) -> String {
    joined(work, "\(kind)/\(unit)/\(hexadecimal(nonce))")
  }

  func markTry(_ unit: String) throws(Problem) {
    try makeDirectories(joined(work, "tries/" + unit))
    try createEmptyFile(mark("tries", unit))
  }

  func removeTry(_ unit: String) { try? removeFile(mark("tries", unit)) }

  /// How many have begun with a unit.
  func tries(of unit: String) -> Int { names(in: "tries/" + unit).count }

  /// Keeps what is wrong with a unit's data.
  func markFailure(_ unit: String, _ problem: Problem) throws(Problem) {
    try makeDirectories(joined(work, "failed/" + unit))
    try AtomicFile.write(Array(problem.description.utf8), to: mark("failed", unit))
  }

  /// What was wrong with a unit, in the words of whoever tried.
  func failure(of unit: String) -> String? {
    guard let first = names(in: "failed/" + unit).sorted().first,
      let bytes = try? readFile(joined(work, "failed/\(unit)/\(first)"), limit: 1 << 16)
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Forgets which units have failed.
  func forgetFailures() throws(Problem) { try removeTree(joined(work, "failed")) }

  func names(in directory: String) -> Set<String> {
    let path = joined(work, directory)
    guard isDirectory(path), let names = try? listDirectory(path) else { return [] }
    return Set(names.filter { !$0.hasSuffix(".tmp") })
  }

  func isFinished(unit: String) -> Bool { exists(finished(unit + ".done")) }

  /// Moves a finished unit's directory to its place in the output, and keeps its record. Whoever has made the same
  /// unit has made the same bytes; where not, both are named.
  ///
  /// - Parameter isSame: whether a directory holds what the record says.
  package func record(
    _ unit: String, _ value: JSONValue, directory: String,
    isSame: (String) throws(Problem) -> Bool
  ) throws(Problem) {
    let (own, place) = (scratch(directory), joined(building, directory))
    if exists(place), try isSame(place) {
      try removeTree(own)
    } else {
      // What is there and is not whole was left by a machine that lost its power.
      let old = scratch(directory + ".old")
      if exists(place) { try rename(place, to: old) }
      do throws(Problem) {
        try rename(own, to: place)
      } catch {
        // Another task was faster by a moment.
        guard exists(place), try isSame(place) else { throw error }
        try removeTree(own)
      }
      try removeTree(old)
    }
    try synchronizeDirectory(building)
    if let found = try record(of: unit), found != value {
      throw Problem(
        .readWrite, "a unit was made twice, with other bytes", path: finished(unit + ".done"),
        got: Problem.printable(value.text(), limit: 200),
        expected: Problem.printable(found.text(), limit: 200),
        fix:
          "one of the two machines, or their libraries, is not as the others: remove the output, and find out which"
      )
    }
    try record(unit, value)
  }
}
