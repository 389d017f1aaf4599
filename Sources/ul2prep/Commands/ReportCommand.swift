/// `ul2prep report`: what went into stores, plans and shards, as a page or as JSON.
import ArgumentParser
import UL2Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Show what went into stores, plans and shards, and what was left out, as a page or JSON.",
    usage: "ul2prep report <path> ... [--html <file>] [--json <file>] [<options>]",
    discussion: """
      Token stores: documents, bytes and tokens, what was left out with the first examples of it, \
      lengths, languages and licences. Plans and shards: the mixture wanted and drawn, stages, \
      objectives, the shapes of examples. Logs of --progress json: time and rate.

        ul2prep report --html out/report.html out/stores out/plan out/shards
        ul2prep verify out/shards --progress json 2> out/verify.log
        ul2prep report --json out/report.json out/stores/c4 out/verify.log

      Totals come from manifests, lengths from indexes; languages and licences from 10,000 documents and \
      shapes from 1,000 rows, drawn with --seed. The page is one file, needs no network and runs no \
      script. Damaged parts are named, and the rest is shown.
      """)

  @Argument(
    help:
      "Stores, plans, shards, directories of these, and logs of --progress json.",
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp("Write the page to this file.", valueName: "file"), completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Write the same as JSON to this file, or to standard output with -.", valueName: "file"),
    completion: .file())
  var json: String?

  @Option(
    help: ArgumentHelp(
      "The directory with one token store per source, if the stores of a plan have moved.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Option(
    help: ArgumentHelp(
      "The seed that chooses the rows and documents to look at.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    if html == nil, json == nil { throw ValidationError("name a file with --html, --json or both") }
    if html == "" || html == "-" { throw ValidationError("--html: names no file") }
    if let html, html == json { throw ValidationError("--html and --json: the same file, \(html)") }
    if json == "" { throw ValidationError("--json: names no file") }
  }

  func run() throws {
    let reporter = progress.reporter
    let report = try Report(paths, tokens: tokens, seed: seed, reporter)
    for problem in report.allProblems { reporter.report(problem) }
    if let html {
      try withLineOutput(html) { write throws(Problem) in
        try ReportPage(report).page.write(write)
      }
    }
    if let json {
      try withLineOutput(json == "-" ? nil : json) { write throws(Problem) in
        try write(report.json.bytes(.indented) + [0x0A])
      }
    }
    if json == "-" { return }
    for path in [html, json].compactMap(\.self) {
      try emit("\(path): \(contents(report))\n")
    }
  }

  /// `7 stores, 1 plan`
  private func contents(_ report: Report) -> String {
    let plans = report.rows.count(where: \.isPlan)
    let parts = [
      (report.stores.count, "store"), (plans, "plan"),
      (report.rows.count - plans, "dataset of shards"), (report.logs.count, "log"),
    ]
    let shown = parts.filter { $0.0 > 0 }.map { count, name in
      name == "dataset of shards" && count > 1
        ? "\(grouped(count)) datasets of shards" : counted(count, name, grouped)
    }
    return shown.isEmpty ? "nothing that could be read" : shown.joined(separator: ", ")
  }
}
