/// `ul2prep report`: what went into stores, plans and shards, as a page or as JSON.
import ArgumentParser
import UL2Pipeline

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show what went in and what was left out, as an HTML page with plots or as JSON.",
    discussion: """
      Of token stores: documents, bytes, tokens, what was left out and the first of it, lengths, languages and \
      licences. Of plans and shards: the mixture wanted and drawn, stages, objectives, the shapes of examples. Of files \
      with the lines of --progress json: time and rate. Sums are from manifests, lengths from indexes; languages and \
      licences are those of 10,000 documents, shapes those of 1,000 rows, chosen by --seed. The page is one file, \
      needs no network and runs no script. What is damaged is named, and the rest is shown.

        ul2prep report --html report.html stores plan shards
        ul2prep report --html report.html --json report.json stores/c4 tokenize.log
      """)

  @Argument(
    help:
      "Stores, plans, shards, directories of several, and files with the lines of --progress json.",
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp("Write the page to this file.", valueName: "file"), completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Write the same as JSON to this file; - is standard output.", valueName: "file"),
    completion: .file())
  var json: String?

  @Option(
    help: ArgumentHelp(
      "The directory with a token store per source, where those of plans are not where they were.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Option(
    help: ArgumentHelp("Chooses the rows and documents that are looked into.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    if html == nil, json == nil { throw ValidationError("--html, --json or both: names no file") }
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
