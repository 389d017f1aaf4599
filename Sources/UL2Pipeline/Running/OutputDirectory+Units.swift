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

  /// The problem of a unit, in the words of the task that tried.
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

  /// Moves a finished unit's directory to its place in the output, and keeps its record. A task
  /// that has made the same unit has made the same bytes; where not, both are named.
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
        .readWrite, "a unit was made twice, with different bytes", path: finished(unit + ".done"),
        got: Problem.printable(value.text(), limit: 200),
        expected: Problem.printable(found.text(), limit: 200),
        fix:
          "one of the two machines or its libraries differs from the others: find out which, and remove the output"
      )
    }
    try record(unit, value)
  }

  /// The record of a unit that has been finished, nil where it has not been, or was damaged.
  package func record(of unit: String) throws(Problem) -> JSONValue? {
    try record(at: finished(unit + ".done"))
  }

  private func record(at path: String) throws(Problem) -> JSONValue? {
    guard let bytes = try readRecord(path), bytes.count > 17 else { return nil }
    let body = Array(bytes[17...])
    guard Array(bytes[..<16]) == Array(hexadecimal(xxh3(body)).utf8) else { return nil }
    return try JSONValue.parse(body, path: path)
  }

  /// Nil where there is none: not yet, or taken away by a task that publishes or makes the unit again.
  private func readRecord(_ path: String) throws(Problem) -> [UInt8]? {
    for _ in 0..<100 {
      do throws(Problem) {
        return try readFile(path)
      } catch {
        // It may have come back since.
        if !exists(path) { return nil }
        guard error.kind == .noInput else { throw error }
      }
    }
    return try readFile(path)
  }

  /// Takes away a record whose unit no longer counts as done: it is damaged, or files are gone. One
  /// that another task has put in its place since then stays.
  ///
  /// - Parameter isWhole: whether a record's files are all there.
  package func forget(_ unit: String, unless isWhole: (JSONValue) -> Bool) throws(Problem) {
    let (own, place) = (scratch(unit + ".forgotten"), finished(unit + ".done"))
    do throws(Problem) {
      try rename(place, to: own)
    } catch {
      // Another task has forgotten it.
      if !exists(place) { return }
      throw error
    }
    if let record = try record(at: own), isWhole(record) { return try rename(own, to: place) }
    try removeFile(own)
  }
}
