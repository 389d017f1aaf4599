/// `ul2prep pack`: token stores to shards.
import ArgumentParser
import UL2Pipeline

struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack a mixture's token stores into shards (MDS, read by MosaicML Streaming).",
    discussion: """
      The same stores, mixture and seed give the same bytes, whatever the number of workers. An \
      unfinished output of the same command is continued, a finished one is left as it is.

        ul2prep pack --mixture openmoe.json --tokens stores --output shards --total-tokens 2M
      """)

  @OptionGroup var options: PackOptions

  @Option(help: ArgumentHelp("Where the shards go.", valueName: "dir"))
  var output: String

  @OptionGroup var workers: WorkerOptions

  @Flag(
    help:
      "Replace what another command wrote to --output; that stays until the new output is whole.")
  var overwrite = false

  @OptionGroup var progress: ProgressOptions

  func run() throws {
    do {
      try pack()
    } catch let problem as Problem {
      throw problem.leaving("nothing published")
    }
  }

  private func pack() throws {
    let reporter = progress.reporter
    let result = try Packing(
      settings: options.settings(reporter), output: output, workers: workers.count,
      overwrite: overwrite
    ).run(reporter)
    if let plan = result.plan {
      try emit(PlanText(result.corpus, plan, .standardOutput).text)
    } else {
      let age =
        result.earlierFormat.map {
          "; its rows are of format \($0), as earlier versions made them (--overwrite makes it anew)"
        } ?? ""
      reporter.note("\(output): done already\(age)")
    }
  }
}
