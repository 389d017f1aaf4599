/// `ul2prep pack`: token stores to shards.
import ArgumentParser
import UL2Pipeline

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract:
      "Pack a mixture's token stores into shards for training (MDS, as in MosaicML Streaming).",
    usage: """
      ul2prep pack --mixture <file> --tokens <dir> --output <dir> [<options>]
      ul2prep pack --plan <dir> --output <dir> [<options>]
      """,
    discussion: """
      The same stores, mixture and seed give the same bytes, whatever the number of workers and tasks. \
      Run the same command again to continue an unfinished output; a finished one is left as it is.

        ul2prep pack --mixture mixtures/openmoe.json --tokens out/stores \\
          --output out/shards
        ul2prep pack --plan out/plan --output out/shards-400k

      Any number of tasks can pack one output, with ranks or simply started side by side.

        # not run: needs Slurm; the command of each task of an array
        ul2prep pack --plan out/plan --output out/shards-400k --rank auto
      """)

  @Option(
    help: ArgumentHelp(
      "A plan saved by plan --output, instead of a mixture.", valueName: "dir"),
    completion: .directory)
  var plan: String?

  @OptionGroup(title: "What to pack") var options: PlanOptions

  @OptionGroup(title: "Shards") var shards: ShardOptions

  @Option(
    help: ArgumentHelp("The directory for the shards.", valueName: "dir"), completion: .directory)
  var output: String

  @OptionGroup var workers: WorkerOptions

  @OptionGroup(title: "Several tasks for one output") var ranks: RankOptions

  @Flag(
    help:
      "Replace what another command wrote to --output. The old output stays until the new one is complete."
  )
  var overwrite = false

  @Flag(help: "Try units again that have failed three times because of bad data.")
  var retryBad = false

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    if plan == nil {
      try options.checkPresence(alternative: " (or '--plan <dir>')")
    } else if let first = options.given.first {
      throw ValidationError("\(first): the plan fixes it; leave it out, or make another plan")
    }
    if overwrite, ranks.rank != nil {
      throw ValidationError(
        "--overwrite cannot be used with --rank: tasks would remove each other's work")
    }
  }

  func run() throws {
    do {
      try pack()
    } catch let problem as Problem {
      throw problem.leaving("nothing published")
    }
  }

  private func pack() throws {
    let reporter = progress.reporter
    let plans: Packing.Plans =
      if let plan {
        .saved(plan, tokens: options.tokens)
      } else {
        .made(try options.planRequest(reporter))
      }
    var packing = Packing(
      plans, shards: shards.settings, output: output, workers: workers.count, overwrite: overwrite,
      share: try ranks.share(reporter))
    packing.retryBad = retryBad
    let result = try packing.run(reporter)
    if let plan = result.plan {
      try emit(PlanText(result.corpus, plan, shards.settings, .standardOutput).text)
    } else {
      let age =
        result.earlierFormat.map {
          $0 == 1
            ? "; its rows are of format 1, as earlier versions made them (--overwrite makes them again)"
            : "; it is of format \($0), as earlier versions made it: the rows are the same, in other shards"
        } ?? ""
      reporter.note("\(output): done already\(age)")
    }
  }
}
