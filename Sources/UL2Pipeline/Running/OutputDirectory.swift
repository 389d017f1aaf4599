/// The state of an output directory: whether it is finished, to be continued, or somebody else's.
///
/// A finished output has a `manifest.json`, which is published last and names the configuration that
/// made it. Until then the configuration stands in `.ul2prep/`, with the records of finished units.
public struct OutputDirectory: Sendable {
  public let path: String
  /// A hash of everything that what is written depends on.
  public let configuration: String

  public enum State: Sendable {
    /// There is nothing to do.
    case finished
    /// New, or begun by the same command.
    case open
  }

  public init(_ path: String, configuration: JSONValue) {
    self.path = path
    self.configuration = hexadecimal(xxh3(configuration.bytes()))
  }

  private var work: String { joined(path, ".ul2prep") }
  private var configurationFile: String { joined(work, "configuration") }
  private var manifest: String { joined(path, "manifest.json") }

  /// Finds out the state without touching what is there, so that a command that fails for another reason
  /// leaves no trace that would stand in the way of the next.
  ///
  /// - Parameters:
  ///   - overwrite: whether what an earlier, other command wrote there may go.
  ///   - inputs: what the command reads, none of which may lie in the output.
  public func examine(overwrite: Bool, inputs: [String]) throws(Problem) -> State {
    guard !path.isEmpty else { throw Problem(.usage, "--output names no directory") }
    let own = realPath(path)
    for input in inputs where (realPath(input) + "/").hasPrefix(own + "/") {
      throw Problem(
        .cannotWrite, "the output holds what this command reads", path: path, got: input,
        fix: "choose another --output")
    }
    if exists(manifest) {
      let found = try JSONValue.parse(file: manifest)["configuration"]?.string
      if found == configuration, !overwrite {
        // What a run left that was killed right after it had published.
        if exists(work) { try removeTree(work) }
        return .finished
      }
      guard overwrite, found != nil else {
        throw Problem(
          .cannotWrite, "a finished output of another command stands here", path: path,
          got: "configuration \(found ?? "unknown")", expected: configuration,
          fix: "choose another --output, or pass --overwrite")
      }
    } else if exists(configurationFile) {
      let found = String(decoding: try readFile(configurationFile), as: UTF8.self)
      guard found == configuration || overwrite else {
        throw Problem(
          .cannotWrite, "an unfinished output of another command stands here", path: path,
          got: "configuration \(found)", expected: configuration,
          fix: "run that command again to finish it, choose another --output, or pass --overwrite")
      }
    } else if exists(path) {
      guard isDirectory(path), try listDirectory(path).isEmpty else {
        throw Problem(
          .cannotWrite, "not an output of ul2prep, left alone", path: path,
          fix: "choose another --output, or remove it yourself")
      }
    }
    return .open
  }

  /// Makes the directory, or goes on with it; `examine` has found it open.
  ///
  /// - Parameter overwrite: removes what an earlier command wrote there.
  public func begin(overwrite: Bool) throws(Problem) {
    if overwrite, exists(manifest) || exists(configurationFile) { try removeTree(path) }
    try makeDirectories(work)
    try AtomicFile.write(Array(configuration.utf8), to: configurationFile)
  }

  /// Where a unit keeps what it is working on; removed when the output is finished.
  public func scratch(_ name: String) -> String { joined(work, name) }

  /// Keeps the record of a finished unit.
  public func record(_ unit: String, _ value: JSONValue) throws(Problem) {
    let body = value.bytes()
    let sum = hexadecimal(xxh3(body))
    try AtomicFile.write(Array(sum.utf8) + [0x0A] + body, to: scratch(unit + ".done"))
  }

  /// The record of a unit that has been finished, nil where it has not been, or was damaged.
  public func record(of unit: String) throws(Problem) -> JSONValue? {
    let path = scratch(unit + ".done")
    guard exists(path) else { return nil }
    let bytes = try readFile(path)
    guard bytes.count > 17 else { return nil }
    let body = Array(bytes[17...])
    guard Array(bytes[..<16]) == Array(hexadecimal(xxh3(body)).utf8) else { return nil }
    return try JSONValue.parse(body, path: path)
  }

  /// Publishes the manifest, which finishes the output.
  public func finish(manifest value: JSONValue) throws(Problem) {
    try AtomicFile.write(ManifestFile.text(value), to: manifest)
    try removeTree(work)
  }
}
