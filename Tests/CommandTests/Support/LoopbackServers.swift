/// The servers of `Tests/Python` for tests of remote input.
import Glibc
import TestSupport
import UL2Input
import UL2Pipeline

/// A Python server that runs for as long as the tests do.
final class LoopbackServer: Sendable {
  /// The folder that it serves.
  let root: Scratch
  let state: Scratch
  private let answer: JSONValue

  /// Starts a script and waits until it has written `name`.
  init(
    _ python: String, _ script: String, writes name: String, _ fill: (Scratch) throws -> Void
  ) throws {
    root = Scratch()
    state = Scratch()
    try fill(root)
    let arguments = [repositoryRoot + "/Tests/Python/" + script, root.path, state.path]
    // It ends with this process, which it watches.
    let server = try Command(python, arguments)
    for _ in 0..<1200 where !exists(state(name)) { usleep(50_000) }
    guard exists(state(name)) else {
      server.signal(SIGKILL)
      throw Problem(.readWrite, "the server does not start: \(try server.wait().errors)")
    }
    answer = try JSONValue.parse(file: state(name))
  }

  subscript(_ key: String) -> JSONValue? { answer[key] }

  /// The requests so far whose path contains `part`.
  func requests(_ part: String) throws -> [JSONValue] {
    try readFile(state("log.jsonl")).split(separator: 0x0A)
      .map { try JSONValue.parse(Array($0), path: "log") }
      .filter { $0["path"]?.string?.contains(part) == true }
  }
}

/// A system's Python: the server needs nothing but its library, and `openssl`.
let systemPython: String? = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
  exists($0) && exists("/usr/bin/openssl")
}

/// `remote_server.py`, over some fixtures.
enum WebServer {
  static let shared: Result<LoopbackServer, any Error> = Result {
    try LoopbackServer(systemPython ?? "", "remote_server.py", writes: "ports.json") { root in
      try root.write(lines(5000), to: "a.jsonl")
      try root.write(lines(3), to: "small.jsonl")
      try root.write([], to: "empty.jsonl")
      for path in ["the_stack/data-00000-of-00144.parquet", "c4/c4-train.00000-of-01024.json.gz"] {
        try root.write(try readFile(fixture(path)), to: baseName(path))
      }
      let segments = "crawl-data/CC-MAIN-2019-30/segments/1/wet"
      var list = ""
      for name in try listDirectory(fixture("common_crawl")).reversed() {
        try root.write(try readFile(fixture("common_crawl/" + name)), to: segments + "/" + name)
        list += "\(segments)/\(name)\n"
      }
      // With their published names and others: compression is recognised by content.
      let published = try root.write(list, to: "crawl-data/CC-MAIN-2019-30/wet.paths")
      _ = try Command("/usr/bin/env", ["gzip", published]).wait()
      try root.write(list, to: "crawl-data/CC-MAIN-2019-30/warc.paths.gz")
      for name in ["b.jsonl", "deep/c d.jsonl", "deep/e.jsonl", ".hidden.jsonl", "deep/README.md"] {
        try root.write(
          lines(name == "b.jsonl" ? 5000 : 2, named: name), to: "hub/ul2/tiny/data/" + name)
      }
      try root.write(lines(5000), to: "hub/ul2/large/b.jsonl")
      try root.write(lines(2), to: "hub/gated/tiny/a.jsonl")
    }
  }

  /// Documents of some 250 bytes, each with its own id.
  static func lines(_ count: Int, named name: String = "doc") -> String {
    (0..<count).map { number in
      let text = (0..<20).map { "word\(number &* 7919 % (97 + $0))" }.joined(separator: " ")
      return "{\"id\": \"\(name)-\(number)\", \"text\": \"\(text)\"}\n"
    }.joined()
  }

  /// The environment for a command to trust the server and not to wait long.
  static func environment(_ more: [String: String] = [:]) throws -> [String: String] {
    let server = try shared.get()
    return [
      "CURL_CA_BUNDLE": server.state("ca.pem"), "UL2PREP_HTTP_DELAY": "0.01",
      "UL2PREP_HTTP_PATIENCE": "2",
      "UL2PREP_HTTP_STALL": "0.5", "http_proxy": "", "https_proxy": "", "AWS_ACCESS_KEY_ID": "",
      "HF_TOKEN": "",
    ].merging(more) { $1 }
  }

  /// The address of a path: `http`, or `tls` for https.
  static func address(_ path: String, over scheme: String = "tls") throws -> String {
    let port = try shared.get()[scheme]?.int ?? 0
    return "\(scheme == "tls" ? "https" : "http")://127.0.0.1:\(port)/\(path)"
  }
}
