/// Help, refusals and documentation made from the tables of sources and formats.
import Glibc
import TestSupport
import Testing
import UL2Pipeline

extension ReaderOption {
  fileprivate var flag: String { "--" + rawValue.split(separator: "_").joined(separator: "-") }
}

@Suite("Tables of sources and formats", .serialized)
struct TableTests {
  private func flags(_ options: Set<ReaderOption>) -> String {
    ReaderOption.allCases.filter(options.contains).map { "`\($0.flag)`" }.joined(separator: ", ")
  }

  private var sources: [String] {
    ["| `--source` | read | options |", "|---|---|---|"]
      + Source.all.map { "| `\($0.name)` | \($0.summary) | \(flags($0.options)) |" }
  }

  private var formats: [String] {
    ["| `--format` | is | read of | options |", "|---|---|---|---|"]
      + InputFormat.all.map { format in
        let owners = Source.all.filter { $0.formats.contains(format) }.map { "`\($0.name)`" }
        let all = owners.count == Source.all.count ? "all" : owners.joined(separator: ", ")
        return "| `\(format.name)` | \(format.phrase) | \(all) | \(flags(format.options)) |"
      }
  }

  /// With UL2PREP_WRITE_TABLES set, as `make tables` does, the tables are written instead.
  @Test(
    "The documentation's tables match the program", arguments: ["sources", "formats"])
  func documentation(name: String) throws {
    let path = repositoryRoot + "/docs/sources.md"
    let table = name == "sources" ? sources : formats
    let text = String(decoding: try readFile(path), as: UTF8.self)
    let mark = "<!-- table: \(name) -->\n"
    let parts = text.split(separator: mark, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "\(path) has no mark \(mark)")
    let rest = parts[1].split(
      separator: "<!-- end of table -->", maxSplits: 1, omittingEmptySubsequences: false)
    try #require(rest.count == 2)
    let expected = table.joined(separator: "\n") + "\n"
    if getenv("UL2PREP_WRITE_TABLES") != nil {
      let written = "\(parts[0])\(mark)\(expected)<!-- end of table -->\(rest[1])"
      try AtomicFile.write(Array(written.utf8), to: path)
    } else {
      #expect(rest[0] == expected, "run make tables")
    }
  }

  @Test("The options of formats match the command line")
  func help() throws {
    let used = Set(InputFormat.all.flatMap(\.options))
    #expect(used == Set(ReaderOption.allCases))
    for command in ["read", "tokenize"] {
      let help = try ul2prep([command, "--help"]).text
      let start = try #require(help.firstRange(of: "READING:")).upperBound
      let end = try #require(help.firstRange(of: "CHOOSING DOCUMENTS:")).lowerBound
      let typed = help[start..<end].split(separator: "\n")
        .compactMap { line in line.split(separator: " ").first.map(String.init) }
        .filter { $0.hasPrefix("--") }
      let general: Set = ["--format", "--base-url"]
      #expect(Set(typed).subtracting(general) == Set(used.map(\.flag)), "\(command)")
    }
  }

  @Test("Names are unique, and every format belongs to a source")
  func names() {
    #expect(Set(Source.all.map(\.name)).count == Source.all.count)
    #expect(Set(InputFormat.all.map(\.name)).count == InputFormat.all.count)
    #expect(Set(Source.all.flatMap(\.formats)) == Set(InputFormat.all))
  }

  @Test(
    "An option is refused if no input's format has it",
    arguments: [
      ("c4", ["--min-score", "3"], "--min-score does not apply to c4"),
      ("wikipedia", ["--drop-appendix"], "--drop-appendix does not apply to wikipedia"),
      ("github", ["--html-text", "all"], "--html-text does not apply to github"),
      ("arxiv", ["--max-answers", "1"], "--max-answers does not apply to arxiv"),
      ("c4", ["--markup", "none"], "--markup does not apply to c4"),
      ("common_crawl", ["--answers", "blank"], "--answers does not apply to common_crawl"),
      ("stackexchange", ["--tables", "rows"], "--tables does not apply to stackexchange"),
    ])
  func refused(source: String, options: [String], expected: String) throws {
    let result = try ul2prep(
      ["read", "--source", source] + options + [fixture("c4")], directory: repositoryRoot)
    expectRefusal(result, 64, [expected])
  }

  @Test("An option is accepted if the given format or a source of the mixture has it")
  func taken() throws {
    let posts = fixture("stackexchange")
    let file = try #require(try listDirectory(posts).first { $0.hasSuffix(".xml") })
    let result = try ul2prep([
      "read", "--source", "jsonl", "--format", "posts_xml", "--max-answers", "0",
      posts + "/" + file,
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(!result.output.isEmpty)
    let scratch = Scratch()
    let mixture = scratch.path + "/mixture.json"
    let text =
      #"{"sources": {"c4": {"weight": 1}}, "objectives": [{"name": "causal", "weight": 1}]}"#
    try AtomicFile.write(Array(text.utf8), to: mixture)
    let tokenize = [
      "tokenize", "--mixture", mixture, "--input", "c4=" + fixture("c4"), "--tokenizer-model",
      fixture("tokenizers/unigram-8k.model"), "--output", scratch.path + "/stores",
    ]
    expectRefusal(
      try ul2prep(tokenize + ["--drop-appendix"]), 64, ["--drop-appendix does not apply to c4"])
    #expect(try ul2prep(tokenize + ["--text-field", "text"]).status == 0)
  }
}
