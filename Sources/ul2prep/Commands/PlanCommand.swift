/// `ul2prep plan`: what `pack` would do, from the lengths of documents.
import ArgumentParser
import UL2Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Show what pack would do: shares, epochs, rows, bytes, fill; or keep it, for pack to do.",
    discussion: """
      Reads the lengths of documents, no text. Of a store that another tool wrote it reads each document's last \
      token too, to see whether that is an end-of-document token, unless "eod" in the mixture says so.

      With --output the plan is kept: any number of tasks pack it, `inspect` and `verify` look at it.

        ul2prep plan --mixture openmoe.json --tokens stores --total-tokens 2M
        ul2prep plan --mixture openmoe.json --tokens stores --total-tokens 2M --output plan --tasks 4
        ul2prep pack --plan plan --output shards
      """)

  @OptionGroup var options: PlanOptions

  @OptionGroup var shards: ShardOptions

  @Option(
    help: ArgumentHelp(
      "Where the plan goes: a dataset without shards, which pack --plan packs.", valueName: "dir"))
  var output: String?

  @Flag(help: "Replace what another command wrote to --output.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Show what each of so many tasks of pack will read, write and take.", valueName: "count"))
  var tasks: Int?

  @OptionGroup var workers: WorkerOptions

  @Flag(help: "A JSON object instead of tables.")
  var json = false

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    try options.checkPresence()
    if overwrite, output == nil { throw ValidationError("--overwrite belongs to --output") }
    if let tasks, !(1...RankOptions.largest).contains(tasks) {
      throw ValidationError("--tasks: a number from 1 to \(RankOptions.largest), got \(tasks)")
    }
    if workers.workers != nil, tasks == nil {
      throw ValidationError("--workers: those of each of --tasks; planning itself has one")
    }
  }

  func run() throws {
    let reporter = progress.reporter
    let (corpus, plan) = try plan(reporter)
    let forecast = tasks.map {
      PackForecast(corpus, plan, shards.settings, tasks: $0, workers: workers.count)
    }
    if json {
      let report = planReport(corpus, plan, shards.settings, forecast)
      try emit(report.text(.indented) + "\n")
    } else {
      let room = TableRoom.standardOutput
      let tasks = forecast.map { "\n" + TasksText($0, room).text } ?? ""
      try emit(PlanText(corpus, plan, shards.settings, room).text + tasks)
    }
  }

  private func plan(_ reporter: Reporter) throws(Problem) -> (MixtureStores, Plan) {
    if let output {
      let result = try PlanSaving(
        options.choice(reporter), output: output, overwrite: overwrite
      ).run(reporter)
      if result.isOld { reporter.note("\(output): done already") }
      return (result.corpus, result.plan)
    }
    let corpus = try MixtureStores(options.choice(reporter), keptAt: nil, reporter)
    corpus.tellNotes(reporter)
    let plan = try corpus.plan(reporter)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    return (corpus, plan)
  }
}
