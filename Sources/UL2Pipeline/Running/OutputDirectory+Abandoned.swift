import Glibc

/// Outputs of other commands: those that have come to nothing, which start over, and what is said
/// of the rest.
extension OutputDirectory {
  var commandFile: String { joined(work, "command.json") }

  /// Says in full which command this is.
  func writeCommand() throws(Problem) {
    let own = scratch("command.json")
    try AtomicFile.write(command.bytes(), to: own)
    try rename(own, to: commandFile)
  }

  /// Whether another command has begun here, finished nothing, and is not running: nothing is lost by beginning
  /// anew. A task among several does not decide that for the others.
  func isAbandoned() throws(Problem) -> Bool {
    guard share == .whole, try readConfiguration() != configuration else { return false }
    // The blocks of shards are in the output itself.
    guard try listDirectory(path).isEmpty else { return false }
    // Units without a document are what a task with another command wants to remove.
    for unit in try finishedUnits() {
      let record = try record(of: unit) ?? .null
      // Before format 3 the record of a shard.
      for shard in record["shards"]?.array ?? [record] {
        let held = shard["validation"]?["documents"]?.int ?? 0
        if (shard["documents"]?.int ?? 0) + held > 0 { return false }
      }
    }
    return try !isWorkedOn()
  }

  /// Whether a task of another process holds its lock.
  func isWorkedOn() throws(Problem) -> Bool {
    guard isDirectory(work) else { return false }
    // To look at a lock that this process holds would give it back.
    return try listDirectory(work).contains { name in
      name != ownName && OutputLock.isHeld(joined(work, name + "/lock"))
    }
  }

  /// Removes what tasks have left that were killed on this machine. Of those of other machines nobody can be
  /// sure: they go when the output is finished.
  func removeDeadTasks() throws(Problem) {
    let host = hostName()
    try AtomicFile.write(Array("\(host)\n\(getpid())\n".utf8), to: scratch("host"))
    for name in try listDirectory(work) where name != ownName {
      let directory = joined(work, name)
      guard isDirectory(directory), let process = process(of: directory, host: host),
        // Both, since some file systems have no locks, and some containers share a name and not their processes.
        kill(process, 0) != 0 && errno == ESRCH, !OutputLock.isHeld(joined(directory, "lock"))
      else { continue }
      try removeTree(directory)
    }
  }

  /// The process of this machine that works, or has worked, in a task's directory.
  private func process(of directory: String, host: String) -> pid_t? {
    guard let bytes = try? readFile(joined(directory, "host"), limit: 4096) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.count == 2 && lines[0] == host ? pid_t(lines[1]) : nil
  }

  var abandonedNote: String {
    "\(path): another command began here and finished no document; starting over"
  }

  /// The problem of an output that another command has made.
  ///
  /// - Parameters:
  ///   - other: that command, as far as it is known.
  ///   - found: its configuration's hash.
  ///   - remedy: what may be done but to choose another output.
  func otherCommand(
    _ problem: String, _ other: JSONValue?, found: String?, remedy: String?
  ) -> Problem {
    let differences = other.map { EarlierCommand.differences(from: $0, to: command) } ?? []
    var fixes: [Wording] = remedy.map { ["\($0)"] } ?? []
    fixes.append("choose another \(.output)")
    // Tasks would remove each other's work.
    fixes.append(share == .whole ? "pass \(.overwrite)" : "remove it yourself")
    guard !differences.isEmpty else {
      return Problem(
        .cannotWrite, problem, path: path, got: "configuration \(found ?? "unknown")",
        expected: configuration, fix: Wording(fixes, separator: ", or "))
    }
    return Problem(
      .cannotWrite, problem + "; what differs: " + differences.joined(separator: "; "),
      path: path, fix: Wording(fixes, separator: ", or "))
  }
}

/// The name of this machine, as its users know it.
private func hostName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
