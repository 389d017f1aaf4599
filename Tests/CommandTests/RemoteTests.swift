/// Remote input as users name it, from a server on the loopback that behaves as badly as real ones.
import Glibc
import TestSupport
import Testing
import UL2Input
import UL2Pipeline

private let isPossible = systemPython != nil
private let reason: Comment = "needs /usr/bin/python3 and /usr/bin/openssl"

@Suite("Remote input", .enabled(if: isPossible, reason))
struct RemoteTests {
  private let scratch = Scratch()

  private func read(
    _ arguments: [String], source: String = "jsonl", _ environment: [String: String] = [:]
  ) throws -> CommandResult {
    try ul2prep(
      ["read", "--source", source] + arguments, environment: try WebServer.environment(environment))
  }

  private func local(_ name: String, source: String = "jsonl") throws -> CommandResult {
    try read([try WebServer.shared.get().root(name)], source: source)
  }

  @Test("https:// and http:// give the same as the file", arguments: ["tls", "http"])
  func plain(scheme: String) throws {
    let result = try read([try WebServer.address("a.jsonl", over: scheme)])
    expectSuccess(result)
    #expect(result.output == (try local("a.jsonl").output))
    #expect(result.lines.count == 5000)
    let requests = try WebServer.shared.get().requests("/a.jsonl")
    #expect(requests.allSatisfy { $0["agent"]?.string == "ul2prep/\(programVersion)" })
  }

  @Test(
    "A broken transfer is resumed where it stopped, over http and https",
    arguments: [
      "cut", "cut-once", "reset", "stall", "throttle", "norange", "busy", "wrong", "chunked",
      "elsewhere",
    ], ["tls", "http"])
  func resumed(mode: String, scheme: String) throws {
    let result = try read([try WebServer.address("\(mode)/a.jsonl?\(scheme)", over: scheme)])
    expectSuccess(result)
    #expect(result.output == (try local("a.jsonl").output), "\(mode)")
  }

  @Test("A broken connection is not reused, and good ones are kept open")
  func requests() throws {
    _ = try read([try WebServer.address("cut/a.jsonl?ranges")])
    let ranges = try WebServer.shared.get().requests("?ranges").map { $0["range"]?.string }
    // The whole file, whose first bytes give its format, then the rest from each break on.
    #expect(ranges.prefix(2) == [nil, "bytes=100000-"])
    #expect(Set(ranges).count == ranges.count)

    _ = try read((0..<5).map { try WebServer.address("small.jsonl?kept\($0)") })
    let connections = try WebServer.shared.get().requests("?kept").map { $0["connection"]?.int }
    #expect(connections.count == 5)
    #expect(Set(connections).count == 1)
  }

  @Test(
    "A file that changes is an error, and nothing of the other version is given",
    arguments: ["change", "change-untagged", "grow", "shrink"])
  func changed(mode: String) throws {
    let result = try read([try WebServer.address("\(mode)/a.jsonl")])
    expectFailure(result, 74, ["changed while it was read", "run the command again"])
    let whole = try local("a.jsonl").output
    #expect(result.output.count < whole.count)
    #expect(whole.starts(with: result.output))
  }

  @Test(
    "Giving up says why and where",
    arguments: [
      (
        "nothing/a.jsonl", Int32(74),
        ["byte 100000", "in 2 s without progress", "run the same command again"]
      ),
      ("norange-untagged/a.jsonl", 66, ["only from their beginning", "download"]),
      ("away/a.jsonl", 74, ["HTTP status 503", "7200 s"]),
      ("status-500/a.jsonl", 74, ["in 2 s without progress", "HTTP status 500"]),
      ("status-404/a.jsonl", 66, ["no such remote file"]),
      ("status-403/a.jsonl", 66, ["refuses access", "s3://"]),
      ("status-401/a.jsonl", 66, ["refuses access"]),
      ("plainly/a.jsonl", 66, ["not followed"]),
      ("circle/a.jsonl", 66, ["redirects"]),
    ])
  func refused(path: String, status: Int32, parts: [String]) throws {
    expectFailure(try read([try WebServer.address(path)]), status, parts)
  }

  @Test("Missing hosts, unknown certificates, names in addresses")
  func unreachable() throws {
    expectRefusal(try read(["https://127.0.0.1:1/a"]), 74, ["gave up", "connect"])
    expectRefusal(try read(["https://nosuch.invalid/a"]), 74, ["resolve"])
    let unknown = try read([try WebServer.address("a.jsonl")], ["CURL_CA_BUNDLE": ""])
    expectRefusal(unknown, 66, ["certificate is not trusted", "CURL_CA_BUNDLE"])
    let named = try read(["https://user:secret@example.org/a"])
    expectRefusal(named, 66, ["name and password"])
    #expect(!named.errors.contains("secret"))
  }

  @Test("SSL_CERT_FILE works like CURL_CA_BUNDLE")
  func certificateFile() throws {
    let bundle = try WebServer.environment()["CURL_CA_BUNDLE"] ?? ""
    let result = try read(
      [try WebServer.address("small.jsonl")], ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": bundle])
    expectSuccess(result)
  }

  @Test("An empty file has no documents")
  func empty() throws {
    let result = try read([try WebServer.address("empty.jsonl")])
    expectSuccess(result)
    #expect(result.output.isEmpty)
  }

  @Test("Content-Encoding is ignored: the stored bytes are decompressed like any file")
  func encoded() throws {
    let name = "c4-train.00000-of-01024.json.gz"
    let result = try read([try WebServer.address("encoded/" + name)], source: "c4")
    expectSuccess(result)
    #expect(result.output == (try local(name, source: "c4").output))
  }

  @Test("An interruption ends a transfer that hangs", arguments: ["stall/a.jsonl", "away-soon"])
  func interrupted(path: String) throws {
    let path = path == "away-soon" ? "status-503/wait" : path
    let command = try Command(
      programPath, ["read", "--source", "jsonl", try WebServer.address(path + "?interrupt")],
      environment: try WebServer.environment([
        "UL2PREP_HTTP_STALL": "300", "UL2PREP_HTTP_DELAY": "60", "UL2PREP_HTTP_PATIENCE": "3600",
      ]))
    let server = try WebServer.shared.get()
    command.signal(SIGINT) {
      let requests = (try? server.requests("\(path)?interrupt")) ?? []
      return requests.contains { $0["range"]?.string != "bytes=0-5" }
        || path.hasPrefix("status")
          && !requests.isEmpty
    }
    let start = ContinuousClock.now
    let result = try command.wait()
    // Far less than the server would take, even on a busy machine.
    #expect(ContinuousClock.now - start < .seconds(40))
    #expect(result.status == 75, "\(result.errors)")
  }

  @Test("Parquet from a server", arguments: ["", "cut/", "elsewhere/"])
  func parquet(mode: String) throws {
    let name = "data-00000-of-00144.parquet"
    let result = try read([try WebServer.address(mode + name)], source: "the_stack")
    expectSuccess(result)
    #expect(result.output == (try local(name, source: "the_stack").output))
  }

  @Test("Parquet from servers that do not support it", arguments: ["norange", "chunked"])
  func impossibleParquet(mode: String) throws {
    let name = "\(mode)/data-00000-of-00144.parquet"
    expectRefusal(
      try read([try WebServer.address(name)], source: "the_stack"), 66, ["download the file first"])
  }

  @Test(
    "7z archives from a server", .enabled(if: realData != nil, "\(needsRealFiles)"),
    arguments: [
      ("derived/stackexchange/conlang.lzma2.7z", "stackexchange"),
      ("derived/stackexchange/conlang.ppmd.7z", "stackexchange"),
    ])
  func archives(path: String, source: String) throws {
    let file = realFile(path)
    let name = baseName(path)
    try WebServer.shared.get().root.write(try readFile(file), to: name)
    let result = try read([try WebServer.address("cut/" + name)], source: source)
    expectSuccess(result)
    #expect(result.output == (try read([file], source: source).output))
    #expect(!result.output.isEmpty)
  }

  @Test("tokenize recognises a remote input by its tag")
  func identity() throws {
    let root = try WebServer.shared.get().root
    try root.write(WebServer.lines(4), to: "version.jsonl")
    let command =
      [
        "tokenize", "--source", "jsonl", "--tokenizer-model", Model.unigram.path, "--output",
        scratch("store"),
      ] + [try WebServer.address("version.jsonl")]
    expectSuccess(try ul2prep(command, environment: try WebServer.environment()))
    let again = try ul2prep(command, environment: try WebServer.environment())
    #expect(again.errors.contains("done already"))
    // Of the same size.
    try root.write(WebServer.lines(4, named: "dog"), to: "version.jsonl")
    let other = try ul2prep(command, environment: try WebServer.environment())
    #expect(other.status != 0 && !other.errors.contains("done already"))
  }
}
