/// s3:// from moto's server, which checks signatures as Amazon's does.
import TestSupport
import Testing
import UL2Input
import UL2Pipeline

private let python = repositoryRoot + "/.venv/bin/python"

private let hasMoto: Bool = {
  guard exists(python) else { return false }
  let found = try? Command(python, ["-c", "import moto.server, boto3, requests"]).wait()
  return found?.status == 0
}()

@Suite("S3", .enabled(if: hasMoto, "needs .venv with Tests/Python/requirements.txt"))
struct RemoteS3Tests {
  private static let server: Result<LoopbackServer, any Error> = Result {
    try LoopbackServer(python, "s3_server.py", writes: "s3.json") { root in
      try root.write(WebServer.lines(5000), to: "a.jsonl")
      let parquet = "the_stack/data-00000-of-00144.parquet"
      try root.write(try readFile(fixture(parquet)), to: baseName(parquet))
      for name in oddNames { try root.write(WebServer.lines(3), to: "odd/" + name) }
    }
  }

  static let oddNames = [
    "a b.jsonl", "plus+and&eq=.jsonl", "ünï(1)!'.jsonl", "100%25.jsonl", "x#y;z,@:$~.jsonl",
  ]

  private func read(
    _ path: String, source: String = "jsonl", as keys: String = "user",
    _ changes: [String: String] = [:]
  ) throws -> CommandResult {
    let server = try Self.server.get()
    let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
    var environment = [
      "AWS_SESSION_TOKEN": "", "UL2PREP_HTTP_DELAY": "0.01", "UL2PREP_HTTP_PATIENCE": "2",
      "http_proxy": "",
    ]
    environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:\(server["port"]?.int ?? 0)"
    for (name, key) in zip(names, server[keys]?.array ?? []) { environment[name] = key.string }
    return try ul2prep(
      ["read", "--source", source, path], environment: environment.merging(changes) { $1 })
  }

  private func local(_ name: String, source: String = "jsonl") throws -> [UInt8] {
    try ul2prep(["read", "--source", source, try Self.server.get().root(name)]).output
  }

  @Test("Objects, with a user's keys and with a session's", arguments: ["user", "role"])
  func objects(keys: String) throws {
    let result = try read("s3://corpus/a.jsonl", as: keys)
    expectSuccess(result)
    #expect(result.output == (try local("a.jsonl")))
    let name = "data-00000-of-00144.parquet"
    let parquet = try read("s3://corpus/" + name, source: "the_stack", as: keys)
    expectSuccess(parquet)
    #expect(parquet.output == (try local(name, source: "the_stack")))
  }

  @Test("Keys that need escaping", arguments: oddNames)
  func oddKey(name: String) throws {
    let result = try read("s3://corpus/odd/" + name)
    expectSuccess(result)
    #expect(result.lines.count == 3)
  }

  @Test("Prefixes and globs, over several pages of a list")
  func lists() throws {
    #expect(try read("s3://corpus/odd/").lines.count == 3 * Self.oddNames.count)
    #expect(try read("s3://corpus/odd/*b.jsonl").lines.count == 3)
    #expect(try read("s3://corpus/many/", as: "role").lines.count == 1100)
    #expect(try read("s3://corpus/many/10[0-4]?.jsonl").lines.count == 50)
    expectRefusal(try read("s3://corpus/none/"), 66, ["no such input", "s3://corpus/none/"])
  }

  @Test("Refusals of S3, in its own words")
  func refused() throws {
    expectRefusal(try read("s3://corpus/none"), 66, ["no such remote file", "NoSuchKey"])
    expectRefusal(try read("s3://none/a"), 66, ["NoSuchBucket"])
    let wrong = try read("s3://corpus/a.jsonl", ["AWS_SECRET_ACCESS_KEY": "wrong"])
    expectRefusal(wrong, 66, ["SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"])
    let halved = try read("s3://corpus/a.jsonl", as: "role", ["AWS_SESSION_TOKEN": ""])
    expectRefusal(halved, 66, ["InvalidAccessKeyId", "AWS_SESSION_TOKEN"])
  }
}
