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

      A training of several stages goes on with another mixture where the first has left each source:

        ul2prep plan --mixture long.json --tokens stores --total-tokens 1M --continue-from plan --output plan-2
      """)

  @OptionGroup var options: PlanOptions

  @OptionGroup var shards: ShardOptions

  @Option(
    help: ArgumentHelp(
      "The stage before, a plan or shards: every source goes on where that has left it. Seed, shuffle window and stores are the same; weights, objectives and row length may be others.",
      valueName: "dir"), completion: .directory)
  var continueFrom: String?

  @Option(
    help: ArgumentHelp(
      "Rows of the stage before that training has used, in the plan's order; rounded up to whole blocks. By default all.",
      valueName: "count"))
  var afterRow: Int?

  @Option(
    help: ArgumentHelp(
      "Where the plan goes: a dataset without shards, which pack --plan packs.", valueName: "dir"),
    completion: .directory)
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
    if afterRow != nil, continueFrom == nil {
      throw ValidationError("--after-row belongs to --continue-from")
    }
    if let afterRow, afterRow < 0 {
      throw ValidationError("--after-row: a number of rows, got \(afterRow)")
    }
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
    var choice = try options.choice(reporter)
    choice.continuing = continueFrom
    choice.afterRow = afterRow
    if let output {
      let result = try PlanSaving(choice, output: output, overwrite: overwrite).run(reporter)
      if result.isOld { reporter.note("\(output): done already") }
      return (result.corpus, result.plan)
    }
    let corpus = try MixtureStores(choice, keptAt: nil, reporter)
    corpus.tellNotes(reporter)
    let plan = try corpus.plan(reporter)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    return (corpus, plan)
  }
}
