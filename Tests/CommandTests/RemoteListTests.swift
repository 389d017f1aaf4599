/// Lists of remote inputs, and stores that list their files: Common Crawl, Hugging Face, S3.
import TestSupport
import Testing
import UL2Input
import UL2Pipeline

@Suite("Remote lists", .enabled(if: systemPython != nil, "needs /usr/bin/python3 and openssl"))
struct RemoteListTests {
  private let scratch = Scratch()

  private func read(
    _ arguments: [String], source: String = "jsonl", _ environment: [String: String] = [:]
  ) throws -> CommandResult {
    try ul2prep(
      ["read", "--source", source] + arguments, environment: try WebServer.environment(environment))
  }

  private func base(_ scheme: String = "tls") throws -> String {
    try WebServer.address("", over: scheme)
  }

  // MARK: Common Crawl

  @Test("cc:CRAWL, from another server with --base-url or UL2PREP_CC_BASE_URL")
  func crawl() throws {
    let expected = try read([fixture("common_crawl")], source: "common_crawl").output
    #expect(!expected.isEmpty)
    for pattern in ["cc:CC-MAIN-2019-30", "cc:CC-MAIN-2019-30/wet", "cc:CC-MAIN-2019-30/warc"] {
      let result = try read(
        [pattern], source: "common_crawl", ["UL2PREP_CC_BASE_URL": try base()])
      expectSuccess(result)
      #expect(result.output == expected, "\(pattern)")
    }
    let other = try read(
      ["--base-url", String(try base().dropLast()), "cc:CC-MAIN-2019-30"], source: "common_crawl",
      ["UL2PREP_CC_BASE_URL": "http://127.0.0.1:1/"])
    #expect(other.output == expected)
    let absent = try read(["--base-url", try base(), "cc:CC-MAIN-1990-30"], source: "common_crawl")
    expectRefusal(absent, 66, ["crawl-data/CC-MAIN-1990-30/wet.paths.gz", "no such remote file"])
    for pattern in ["cc:", "cc:CC-MAIN-2019-30/wat", "cc:../x", "cc:CC/wet/x"] {
      expectRefusal(try read([pattern], source: "common_crawl"), 66, ["not a crawl"])
    }
  }

  @Test("A list is local or remote, compressed or not; its lines are relative to --base-url")
  func lists() throws {
    let expected = try read([fixture("common_crawl")], source: "common_crawl").output
    let list = "crawl-data/CC-MAIN-2019-30/wet.paths.gz"
    let root = try WebServer.shared.get().root
    for (list, base) in [
      (try base() + list, try base()), (root(list), try base()), (try base() + list, root.path),
      (root(list), root.path),
    ] {
      let result = try read(["--base-url", base, "@" + list], source: "common_crawl")
      expectSuccess(result)
      #expect(result.output == expected, "\(list) below \(base)")
    }
  }

  @Test("Without --base-url lines are relative to the list; addresses are used as they are")
  func relative() throws {
    let root = try WebServer.shared.get().root
    let small = try read([root("small.jsonl")])
    try root.write("# a comment\n\n  small.jsonl \r\n./small.jsonl", to: "lists/../near.txt")
    try root.write("\(try base())small.jsonl", to: "far.txt")
    #expect(try read(["@" + base() + "near.txt"]).lines.count == 6)
    #expect(try read(["@" + base() + "far.txt"]).output == small.output)
    #expect(try read(["@" + root("far.txt")]).output == small.output)
    #expect(try read(["@" + root("near.txt")]).status == 0)
    let once = try read(["@" + base() + "far.txt", try base() + "small.jsonl"])
    #expect(once.output == small.output)
  }

  @Test("A remote list cannot name local files")
  func foreignList() throws {
    let root = try WebServer.shared.get().root
    try root.write("small.jsonl\n/etc/hostname\n", to: "evil.txt")
    expectRefusal(
      try read(["@" + base() + "evil.txt"]), 66, ["evil.txt:2", "a file of this machine"])
    try root.write("-\n@near.txt\n", to: "evil2.txt")
    expectRefusal(try read(["@" + base() + "evil2.txt"]), 66, ["no such remote file"])
  }

  // MARK: Hugging Face

  private func hub(_ token: String = "") throws -> [String: String] {
    ["HF_ENDPOINT": String(try base("http").dropLast()), "HF_TOKEN": token]
  }

  @Test("hf:// reads a file from the storage host that the hub names, and resumes through the hub")
  func hubFile() throws {
    let result = try read(["hf://datasets/ul2/large/b.jsonl"], try hub("hf_secret"))
    expectSuccess(result)
    let file = try WebServer.shared.get().root("hub/ul2/large/b.jsonl")
    #expect(result.output == (try read([file]).output))
    // The hub is given the token, the storage host never.
    let requests = try WebServer.shared.get().requests("/b.jsonl")
      .filter { $0["path"]?.string?.contains("ul2/large/") == true }
    for request in requests {
      let isHub = request["server"]?.string == "http"
      #expect(request["authorization"]?.string == (isHub ? "Bearer hf_secret" : nil))
    }
    #expect(requests.contains { $0["server"]?.string == "other" })
    #expect(requests.count { $0["server"]?.string == "http" } > 3)
  }

  @Test(
    "hf:// directories and globs, page by page, at a revision",
    arguments: [
      ("data/", 5004), ("data", 5004), ("", 5004), ("data/deep", 4), ("data/*.jsonl", 5000),
      ("data/*/c*.jsonl", 2), ("data/deep/c d.jsonl", 2),
    ], ["", "@v2", "@refs/convert/parquet"])
  func hubDirectory(pattern: (name: String, count: Int), revision: String) throws {
    let result = try read(["hf://datasets/ul2/tiny\(revision)/\(pattern.name)"], try hub())
    expectSuccess(result)
    #expect(result.lines.count == pattern.count)
  }

  @Test("hf:// needs a token where the hub does")
  func hubToken() throws {
    let file = "hf://datasets/gated/tiny/a.jsonl"
    #expect(try read([file], hub("hf_secret")).lines.count == 2)
    expectRefusal(try read([file], hub()), 66, ["needs a token", "set HF_TOKEN", "restricted"])
    expectRefusal(try read([file], hub("hf_wrong")), 66, ["HF_TOKEN gives no access"])
    expectRefusal(try read(["hf://datasets/gated/tiny/"], hub()), 66, ["set HF_TOKEN"])
    for name in ["absent", "absent/", "data/*.none", "data/absent.jsonl"] {
      expectRefusal(try read(["hf://datasets/ul2/tiny/" + name], hub()), 66, ["no such"])
    }
    expectRefusal(try read(["hf://ul2/tiny"], hub()), 66, ["hf://datasets/OWNER/NAME"])
  }

  // MARK: S3

  @Test("s3:// without credentials is anonymous, at AWS_ENDPOINT_URL")
  func anonymous() throws {
    let server = try WebServer.shared.get()
    let result = try read(
      ["s3://hub/ul2/tiny/data/deep/c d.jsonl"],
      ["AWS_ENDPOINT_URL": try base(), "AWS_ENDPOINT_URL_S3": ""])
    expectSuccess(result)
    #expect(result.lines.count == 2)
    let requests = try server.requests("/hub/ul2/tiny/data/deep/c%20d.jsonl")
      .filter { $0["server"]?.string == "tls" }
    #expect(!requests.isEmpty && requests.allSatisfy { $0["authorization"]?.string == nil })
    // Dots in a key are ordinary names.
    _ = try read(["s3://bucket/dots//./../x"], ["AWS_ENDPOINT_URL": try base()])
    #expect(try server.requests("/bucket/dots//./../x").isEmpty == false)
    let refused = try read(["s3://status-403/a"], ["AWS_ENDPOINT_URL": try base()])
    expectRefusal(refused, 66, ["not public", "AWS_ACCESS_KEY_ID"])
    let moved = try read(["s3://status-301/a"], ["AWS_ENDPOINT_URL": try base()])
    expectRefusal(moved, 66, ["AWS_REGION"])
    let wrong = try read(["s3://bucket/a"], ["AWS_ENDPOINT_URL": "localhost"])
    expectRefusal(wrong, 64, ["AWS_ENDPOINT_URL", "localhost"])
  }
}
