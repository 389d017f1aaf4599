/// The state of an output directory: whether it is finished, to be continued, or another command's.
///
/// A finished output has a `manifest.json`, which is published last and names the configuration that
/// made it. Until then the configuration is in `.ul2prep/`, with the records of finished units,
/// their files, and a directory for each task that works on some (`docs/decisions/0007-ranks.md`):
///
/// ```
///   .ul2prep/configuration             which command this is; written by the first task
///   .ul2prep/command.json              the same in full, to say what is different about another command
///   .ul2prep/2-of-8-NONCE/…            what a task of rank 2 of 8 is writing, and the lock that it holds
///   .ul2prep/00007.bin …, 00007.done   a finished unit, by any task
/// ```
///
/// Whatever others may see appears under its name by one rename, whole.
package struct OutputDirectory: Sendable {
  package let path: String
  /// A hash of everything that what is written depends on.
  package let configuration: String
  /// The configurations of the same command in earlier formats, each with its format's number.
  private let earlier: [(format: Int, configuration: String)]
  /// The command that `configuration` is the hash of.
  let command: JSONValue
  package let share: TaskShare
  /// Of this task alone: it names what only this one writes to, and is in nothing that is published.
  let nonce = UInt64.random(in: .min ... .max)
  let lock = OutputLock()
  let replacement = Replacement()

  package enum State: Sendable {
    /// There is nothing to do.
    case finished
    /// New, or begun by the same command.
    case open
    /// Begun by the same command of an earlier version, whose units cannot be used.
    case outdated
    /// Begun by another command, which has finished no unit and is not running.
    case abandoned
  }

  /// - Parameter earlier: the configurations that this command had in earlier versions: what is finished
  ///   with one is finished, what was begun starts over.
  package init(
    _ path: String, configuration: JSONValue, earlier: [JSONValue] = [], share: TaskShare = .whole
  ) {
    self.path = path
    self.configuration = hexadecimal(xxh3(configuration.bytes()))
    command = configuration
    self.earlier = earlier.map { ($0["format"]?.int ?? 1, hexadecimal(xxh3($0.bytes()))) }
    self.share = share
  }

  var work: String { joined(path, ".ul2prep") }
  var configurationFile: String { joined(work, "configuration") }
  var manifest: String { joined(path, "manifest.json") }

  /// Whether it is finished now, by whichever task.
  package var isFinished: Bool {
    if replacement.isPending { return false }
    return (try? JSONValue.parse(file: manifest))?["configuration"]?.string == configuration
  }

  /// Finds out the state without touching what is there, so that a command that fails for another reason
  /// leaves no trace that would be in the way of the next.
  ///
  /// - Parameters:
  ///   - overwrite: whether what an earlier, other command wrote there may go.
  ///   - inputs: what the command reads, none of which may lie in the output.
  package func examine(overwrite: Bool, inputs: [String]) throws(Problem) -> State {
    guard !path.isEmpty else { throw Problem(.usage, "names no directory", setting: .output) }
    let own = realPath(path)
    for input in inputs where (realPath(input) + "/").hasPrefix(own + "/") {
      throw Problem(
        .cannotWrite, "the output directory contains what this command reads", path: path,
        got: input,
        fix: "choose another \(.output)")
    }
    if exists(manifest) { return try examineManifest(overwrite: overwrite) }
    if exists(configurationFile) {
      if !overwrite {
        if try isOutdated() { return .outdated }
        if try isAbandoned() { return .abandoned }
        try compareConfiguration()
      }
    } else if exists(path) {
      let isEmpty = isDirectory(path) ? try listDirectory(path).isEmpty : false
      // Another task may have published it while this one looked.
      if exists(manifest) { return try examineManifest(overwrite: overwrite) }
      guard isEmpty else {
        throw Problem(
          .cannotWrite, "not an output of ul2prep, left alone", path: path,
          fix: "choose another \(.output), or remove it yourself")
      }
    }
    return .open
  }

  private func examineManifest(overwrite: Bool) throws(Problem) -> State {
    let json = try JSONValue.parse(file: manifest)
    let found = json["configuration"]?.string
    let known = [configuration] + earlier.map(\.configuration)
    if let found, known.contains(found), !overwrite {
      // What a run left that was killed right after it had published.
      removeWork()
      return .finished
    }
    guard overwrite, found != nil else {
      throw otherCommand(
        "a finished output of another command is here",
        EarlierCommand.command(of: json, at: manifest),
        found: found, remedy: nil)
    }
    return .open
  }

  func readConfiguration() throws(Problem) -> String {
    String(decoding: try readFile(configurationFile), as: UTF8.self)
  }

  /// Said where the state is `outdated`.
  var outdatedNote: String {
    let format = ((try? earlierFormat()) ?? nil) ?? 1
    return "\(path): an earlier version began this output in format \(format); starting over"
  }

  private func isOutdated() throws(Problem) -> Bool { try earlierFormat() != nil }

  /// The format of what an earlier version has begun.
  private func earlierFormat() throws(Problem) -> Int? {
    let found = try readConfiguration()
    return earlier.first { $0.configuration == found }?.format
  }

  /// Whether what has been begun here is to start over.
  private func isUseless() throws(Problem) -> Bool {
    if try isOutdated() { return true }
    return try isAbandoned()
  }

  private func compareConfiguration() throws(Problem) {
    let found = try readConfiguration()
    guard found == configuration else {
      throw otherCommand(
        "an unfinished output of another command is here",
        try? .parse(file: commandFile), found: found, remedy: "run that command again to finish it")
    }
  }

  /// Makes the directory, or continues with it; `examine` has found it open.
  ///
  /// - Parameter overwrite: removes what an earlier command wrote there.
  /// - Returns: `finished` where another task has published the output meanwhile.
  @discardableResult
  package func begin(overwrite: Bool) throws(Problem) -> State {
    if overwrite { try beginReplacing() }
    do throws(Problem) {
      try makeDirectories(scratch(""))
      _ = try lock.acquire(scratch("lock"))
      try removeDeadTasks()
      try agreeOnConfiguration()
      try finishReplacing()
    } catch {
      // The task that publishes removes the directory in which this was about to work.
      guard isFinished else { throw error }
    }
    // It counts only now, when nobody can have published without this task having seen it; listed, for the
    // reason that `finishedUnits` has.
    let isPublished =
      replacement.isPending ? false : try listDirectory(path).contains("manifest.json")
    return isPublished ? try examineManifest(overwrite: false) : .open
  }

  /// The first task names the command; the others find it there.
  func agreeOnConfiguration() throws(Problem) {
    if !exists(configurationFile) {
      try writeCommand()
      let own = scratch("configuration")
      try AtomicFile.write(Array(configuration.utf8), to: own)
      try publishFirst(own, as: configurationFile)
      // Before anything else is: what is in a directory without it belongs to no command.
      try synchronizeDirectory(work)
      try synchronizeDirectory(path)
    }
    if try isUseless() { try removeOutdated() }
    try compareConfiguration()
  }

  /// Takes away the units of an earlier version. Of tasks that begin at the same time one does it; the
  /// others wait, and find it done.
  private func removeOutdated() throws(Problem) {
    let turn = OutputLock()
    try turn.wait(joined(work, "turn"))
    guard try isUseless() else { return }
    for name in try listDirectory(work) where name != "turn" && name != "configuration" {
      // Other directories are tasks', who clear them themselves.
      if ["tries", "failed", "publish"].contains(name) || !isDirectory(joined(work, name)) {
        try removeTree(joined(work, name))
      }
    }
    // Blocks of shards are in the output itself.
    for name in try listDirectory(path) where isNumber(name) {
      if isDirectory(joined(path, name)) { try removeTree(joined(path, name)) }
    }
    try writeCommand()
    let own = scratch("configuration")
    try AtomicFile.write(Array(configuration.utf8), to: own)
    try rename(own, to: configurationFile)
  }

  var ownName: String { "\(share.name)-\(hexadecimal(nonce))" }

  /// A directory, or a file in it, that only this task writes to; gone when the output is finished.
  package func scratch(_ name: String) -> String {
    let own = joined(work, ownName)
    return name.isEmpty ? own : joined(own, name)
  }

  /// A file of a finished unit.
  package func finished(_ name: String) -> String { joined(work, name) }

  /// Keeps the record of a finished unit, and the files that it made in this task's directory.
  package func record(
    _ unit: String, _ value: JSONValue, files: [String] = []
  ) throws(Problem) {
    for file in files { try rename(scratch(file), to: finished(file)) }
    if !files.isEmpty { try synchronizeDirectory(work) }
    let body = value.bytes()
    let sum = hexadecimal(xxh3(body))
    let own = scratch(unit + ".done")
    try AtomicFile.write(Array(sum.utf8) + [0x0A] + body, to: own)
    try rename(own, to: finished(unit + ".done"))
  }

  /// The names of the units that have a record. Listed rather than looked up: over a network, that a name
  /// is absent may be remembered for a while, but a directory that is opened is asked for again.
  package func finishedUnits() throws(Problem) -> Set<String> {
    Set(try listDirectory(work).filter { $0.hasSuffix(".done") }.map { String($0.dropLast(5)) })
  }
}
