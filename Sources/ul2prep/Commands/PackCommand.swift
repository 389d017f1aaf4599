/// `ul2prep pack`: token stores to shards.
import ArgumentParser
import UL2Pipeline

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack a mixture's token stores into shards (MDS, read by MosaicML Streaming).",
    discussion: """
      The same stores, mixture and seed give the same bytes, whatever the number of workers and tasks. An \
      unfinished output of the same command is continued, a finished one is left as it is. Any number of tasks \
      may pack one output, as ranks or just at the same time.

        ul2prep pack --mixture openmoe.json --tokens stores --output shards --total-tokens 2M
        ul2prep pack --plan plan --output shards --rank auto
      """)

  @Option(
    help: ArgumentHelp(
      "A plan that plan --output has kept, in place of a mixture.", valueName: "dir"),
    completion: .directory)
  var plan: String?

  @OptionGroup var options: PlanOptions

  @OptionGroup var shards: ShardOptions

  @Option(help: ArgumentHelp("Where the shards go.", valueName: "dir"), completion: .directory)
  var output: String

  @OptionGroup var workers: WorkerOptions

  @OptionGroup var ranks: RankOptions

  @Flag(
    help:
      "Replace what another command wrote to --output; that stays until the new output is whole.")
  var overwrite = false

  @Flag(help: "Try units again whose data was bad three times.")
  var retryBad = false

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    if plan == nil {
      try options.checkPresence(alternative: " (or '--plan <dir>')")
    } else if let first = options.given.first {
      throw ValidationError("\(first): the plan has settled it; leave it out, or make another plan")
    }
    if overwrite, ranks.rank != nil {
      throw ValidationError(
        "--overwrite does not go with --rank: tasks would remove each other's work")
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
        .made(try options.choice(reporter))
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
            ? "; its rows are of format 1, as earlier versions made them (--overwrite makes it anew)"
            : "; it is of format \($0), as earlier versions made it: the rows are the same, in other shards"
        } ?? ""
      reporter.note("\(output): done already\(age)")
    }
  }
}
