/// `.ul2prep/inputs.json.zst`: the inputs as the first of several tasks has listed them. The others take them from
/// there, and ask no server: a crawl of 60,000 files would be asked for as many sizes by each of a thousand tasks.
///
/// ```
///   xxh3 of the rest, 16 digits │ \n │ {"request": …, "inputs": [{"path", "bytes", "tag"}, …]}     as zstd
/// ```
///
/// Several may write it at the same time: the first complete one stays. That only one asks while the others wait
/// is a courtesy, by a lock: a task that has waited long, or has no locks, asks for itself.
import Glibc
import UL2Input
import UL2Shards

final class SharedListing {
  private let output: String
  private let request: InputRequest
  /// Held while this task lists for the others.
  private var lock: OutputLock?
  private var isFirst = false

  init(_ output: String, _ request: InputRequest) {
    self.output = output
    self.request = request
  }

  private var work: String { joined(output, ".ul2prep") }
  private var path: String { joined(work, "inputs.json.zst") }
  private var turn: String { joined(work, "listing") }

  /// How long another task is left to list, in seconds.
  private static let patience = 900

  /// The list that another task has made, or is making; nil where this one is to make it.
  func find() throws(Problem) -> InputListing? {
    if let known = read() { return known }
    // Nothing is put where another's files are.
    if exists(joined(output, "manifest.json")) { return nil }
    if exists(output), !exists(work) {
      guard isDirectory(output), try listDirectory(output).isEmpty else { return nil }
    }
    do throws(Problem) {
      try makeDirectories(work)
      let lock = OutputLock()
      self.lock = lock
      for _ in 0..<Self.patience * 5 {
        isFirst = try lock.acquire(turn)
        if let known = read() {
          release()
          return known
        }
        if isFirst { return nil }
        try Interruption.check()
        usleep(200_000)
      }
    } catch  where error.kind != .interrupted {
      // No locks here, or who has published takes the directory away: what is wrong with the output itself
      // shows when it is begun.
    }
    return nil
  }

  private func read() -> InputListing? {
    guard exists(path), let text = try? content(), text.count > 17 else { return nil }
    let body = Array(text[17...])
    guard Array(text[..<16]) == Array(hexadecimal(xxh3(body)).utf8),
      let json = try? JSONValue.parse(body, path: path)
    else { return nil }
    return (try? InputListing(json, path: path, request)) ?? nil
  }

  private func content() throws(Problem) -> [UInt8] {
    var reader = try openInput(path)
    var text: [UInt8] = []
    guard try !reader.read(1 << 30, appendingTo: &text) else {
      throw Problem(.badInput, "the list of inputs is too long", path: path)
    }
    return text
  }

  /// Makes a list known, unless there is one.
  ///
  /// - Parameter own: a name that only this task writes to.
  func publish(_ listing: InputListing, writing own: String) throws(Problem) {
    defer { release() }
    if read() != nil { return }
    let body = listing.file(request).bytes()
    try AtomicFile.write(
      try zstdFrame(Array(hexadecimal(xxh3(body)).utf8) + [0x0A] + body), to: own)
    // A damaged listing, or one of another request, is not used.
    if exists(path) { try rename(own, to: path) } else { try publishFirst(own, as: path) }
  }

  private func release() { lock = nil }

  /// Leaves no trace of a task that has ended before anything was begun.
  func withdraw() {
    guard lock != nil, isFirst else { return }
    try? removeFile(turn)
    release()
    // These go where nothing is in them.
    for directory in [work, output] { unsafe _ = rmdir(directory) }
  }
}
