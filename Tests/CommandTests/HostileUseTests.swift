/// Clumsy and hostile use: one test for each finding of the first review.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

@Suite("Hostile use")
struct HostileUseTests {
  private let scratch = Scratch()
  private let c4 = fixture("c4/c4-train.00000-of-01024.json.gz")

  private func mixture(_ text: String) throws -> String {
    try scratch.write(text, to: "mixture-\(UInt64.random(in: 0...(.max))).json")
  }

  private func tokenized() throws -> String {
    let model = fixture("tokenizers/unigram-8k.model")
    expectSuccess(
      try ul2prep([
        "tokenize", "--source", "c4", "--tokenizer-model", model, "--output", scratch("st/c4"), c4,
      ]))
    return scratch("st")
  }

  private let causal = #""objectives": [{"name": "causal", "weight": 1}]"#

  @Test("--overwrite never removes what the command reads")
  func overwriteInput() throws {
    let stores = try tokenized()
    let mixture = try mixture("{\"sources\": {\"c4\": {\"weight\": 1}}, \(causal)}")
    expectRefusal(
      try ul2prep([
        "pack", "--mixture", mixture, "--tokens", stores, "--output", stores + "/c4", "--overwrite",
      ]), 73, ["contains what this command reads"])
    #expect(exists(stores + "/c4/00000.bin"))
  }

  @Test("read writes to pipes and devices, and through links, without replacing them")
  func outputKinds() throws {
    let target = try scratch.write("old", to: "target.jsonl")
    let link = scratch("link.jsonl")
    #expect(symlink(target, link) == 0)
    let command = ["read", "--source", "c4", "--limit", "1", "--output"]
    expectSuccess(try ul2prep(command + [link, c4]))
    #expect(realPath(link) == realPath(target))
    #expect(try readFile(target).first == UInt8(ascii: "{"))
    expectSuccess(try ul2prep(command + ["/dev/null", c4]))
    #expect(!isRegularFile("/dev/null"))
  }

  @Test("A pipe with a name is read as a stream")
  func namedPipe() throws {
    let pipe = scratch("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let writer = try Command("/bin/sh", ["-c", "gzip -dc '\(c4)' > '\(pipe)'"])
    let result = try ul2prep(["read", "--source", "c4", pipe])
    _ = try writer.wait()
    expectSuccess(result)
    #expect(result.lines.count == 372)
  }

  @Test(
    "Formats with the index at the end are refused from a pipe, with an explanation",
    arguments: [(#"7z\274\257\047\034"#, "7z"), ("PAR1", "Parquet")])
  func indexAtEnd(magic: String, name: String) throws {
    for options in [[], ["--format", "parquet"]] where name == "Parquet" || options.isEmpty {
      let pipe = scratch("pipe-of-\(name)-\(options.count)")
      #expect(mkfifo(pipe, 0o600) == 0)
      let writer = try Command("/bin/sh", ["-c", "printf '\(magic)xxxxxxxx' > '\(pipe)'"])
      let result = try ul2prep(["read", "--source", "stackexchange", pipe] + options)
      // With --format the pipe need not even be opened, and its writer would wait for ever.
      writer.signal(SIGKILL)
      _ = try writer.wait()
      expectRefusal(result, 66, ["\(name)", "cannot be read from a stream", "name the file"])
    }
  }

  @Test(
    "Impossible numbers are errors in the mixture",
    arguments: [
      #"{"sources": {"c4": {"weight": 1e308}, "b": {"weight": 1e308}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1e308}, {"name": "causal", "weight": 1e308}]}"#,
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}], "tokenizer": {"sentinels": {"first": 1, "step": -9223372036854775808, "count": 1}}}"#,
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}], "tokenizer": {"sentinels": {"first": 2147483647, "step": 1, "count": 100}}}"#,
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}], "min_document_tokens": 10, "max_document_tokens": 5}"#,
      #"{"sources": {"../c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}]}"#,
    ])
  func mixtures(text: String) throws {
    let result = try ul2prep(["plan", "--mixture", try mixture(text), "--tokens", scratch.path])
    expectRefusal(result, 78, [])
  }

  @Test("A plan without documents is an error, not an empty dataset")
  func emptyPlan() throws {
    let stores = try tokenized()
    let mixture = try mixture(
      "{\"sources\": {\"c4\": {\"weight\": 1}}, \(causal), \"min_document_tokens\": 99999999}")
    expectRefusal(
      try ul2prep([
        "pack", "--mixture", mixture, "--tokens", stores, "--output", scratch("empty"),
      ]), 78, ["nothing to pack"])
    #expect(!exists(scratch("empty")))
  }

  @Test("A source that max_epochs ends before --epochs does ends the plan")
  func epochsBeyondLimit() throws {
    let stores = try tokenized()
    let mixture = try mixture(
      "{\"sources\": {\"c4\": {\"weight\": 1, \"max_epochs\": 1}}, \(causal), \"on_exhaustion\": \"renormalize\"}"
    )
    expectSuccess(
      try ul2prep(["plan", "--mixture", mixture, "--tokens", stores, "--epochs", "3"]))
  }

  @Test("Circular links are followed once")
  func circles() throws {
    let directory = scratch("circle/a")
    try makeDirectories(directory)
    try AtomicFile.write(Array("{\"text\": \"x\"}\n".utf8), to: directory + "/x.json")
    #expect(symlink("..", directory + "/up") == 0)
    let result = try ul2prep(["read", "--source", "c4", scratch("circle")])
    expectSuccess(result)
    #expect(result.lines.count == 1)
  }

  @Test("Bytes that are not TeX are refused for arXiv, too")
  func randomBytes() throws {
    let path = try scratch.write([7, 0, 3, 200, 0, 9], to: "random")
    let result = try ul2prep(["read", "--source", "arxiv", path])
    expectRefusal(result, 1, [])
    #expect(result.errors.contains("random:byte 0"))
  }

  @Test("A block that lost a file is packed again")
  func damagedBlock() throws {
    let stores = try tokenized()
    let mixture = try mixture("{\"sources\": {\"c4\": {\"weight\": 1}}, \(causal)}")
    let command = ["pack", "--mixture", mixture, "--tokens", stores, "--output"]
    expectSuccess(try ul2prep(command + [scratch("whole")]))
    expectSuccess(try ul2prep(command + [scratch("again")]))
    // As if it had been killed before publishing, and had lost a shard since.
    let manifest = try JSONValue.parse(file: scratch("again/manifest.json"))
    let configuration = try #require(manifest["configuration"]?.string)
    try makeDirectories(scratch("again/.ul2prep"))
    try AtomicFile.write(Array(configuration.utf8), to: scratch("again/.ul2prep/configuration"))
    for name in ["manifest.json", "index.json", "00000/shard.00000.mds.zstd"] {
      try removeFile(scratch("again/" + name))
    }
    expectSuccess(try ul2prep(command + [scratch("again")]))
    #expect(try hashes(below: scratch("again")) == hashes(below: scratch("whole")))
  }
}
