/// `ul2prep plan`: what `pack` would do, from the lengths of documents.
import ArgumentParser
import UL2Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what pack would make of a mixture and its token stores, or save that plan.",
    usage: "ul2prep plan --mixture <file> --tokens <dir> [<options>]",
    discussion: """
      Prints the share and epochs of each source, the share of each objective, and the number of rows \
      and bytes, so that a mistake shows before the work. Reads the lengths of documents, not their text. In a store that another tool wrote, it also reads the last token of each \
      document, to see whether that is an end-of-document token, unless "eod" in the mixture says so.

        ul2prep plan --mixture mixtures/openmoe.json --tokens out/stores
        ul2prep plan --mixture mixtures/openmoe.json --tokens out/stores \\
          --total-tokens 400k --tasks 4

      With --output the plan is saved. Any number of tasks can pack it, and inspect and verify read it.

        ul2prep plan --mixture mixtures/openmoe.json --tokens out/stores \\
          --total-tokens 400k --output out/plan

      Training in stages: the next stage has a mixture of its own, and continues in each source where \
      the one before ended.

        ul2prep plan --mixture mixtures/causal.json --tokens out/stores \\
          --total-tokens 400k --continue-from out/plan --output out/plan-2
      """)

  @OptionGroup(title: "What to pack") var options: PlanOptions

  @OptionGroup(title: "Shards") var shards: ShardOptions

  @Option(
    help: ArgumentHelp(
      "The stage before this one, a plan or shards. Every source continues where that stage ended. Seed, shuffle window and stores must be the same; weights, objectives and row length may differ.",
      valueName: "dir"), completion: .directory)
  var continueFrom: String?

  @Option(
    help: ArgumentHelp(
      "How many rows of that stage training has used, in the plan's order, rounded up to whole blocks. (default: all)",
      valueName: "count"))
  var afterRow: Int?

  @Option(
    help: ArgumentHelp(
      "Save the plan in this directory, for pack --plan.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Replace what another command wrote to --output.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Show what each task will read, write and take if this many tasks of pack share the work.",
      valueName: "count"))
  var tasks: Int?

  @OptionGroup var workers: WorkerOptions

  @Flag(help: "Print a JSON object instead of tables.")
  var json = false

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    try options.checkPresence()
    if afterRow != nil, continueFrom == nil {
      throw ValidationError("--after-row needs --continue-from")
    }
    if let afterRow, afterRow < 0 {
      throw ValidationError("--after-row: a number of rows, got \(afterRow)")
    }
    if overwrite, output == nil { throw ValidationError("--overwrite needs --output") }
    if let tasks, !(1...RankOptions.largest).contains(tasks) {
      throw ValidationError("--tasks: a number from 1 to \(RankOptions.largest), got \(tasks)")
    }
    if workers.workers != nil, tasks == nil {
      throw ValidationError(
        "--workers needs --tasks: it is the number of each task; planning itself uses one thread")
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
    var request = try options.planRequest(reporter)
    request.continuing = continueFrom
    request.afterRow = afterRow
    if let output {
      let result = try PlanSaving(request, output: output, overwrite: overwrite).run(reporter)
      if result.isOld { reporter.note("\(output): done already") }
      return (result.corpus, result.plan)
    }
    let corpus = try MixtureStores(request, keptAt: nil, reporter)
    corpus.tellNotes(reporter)
    let plan = try corpus.plan(reporter)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    return (corpus, plan)
  }
}
