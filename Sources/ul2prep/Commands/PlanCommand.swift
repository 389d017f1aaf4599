/// `ul2prep plan`: what `pack` would do, without reading a token.
import ArgumentParser
import UL2Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what pack would do: shares, epochs, rows, bytes, fill. Reads no tokens.",
    discussion: """
        ul2prep plan --mixture openmoe.json --tokens stores --total-tokens 2M
      """)

  @OptionGroup var options: PackOptions

  @Flag(help: "A JSON object instead of tables.")
  var json = false

  @OptionGroup var progress: ProgressOptions

  func run() throws {
    let reporter = progress.reporter
    let corpus = try MixtureStores(options.settings())
    for note in corpus.resolved.mixture.notes { reporter.note(note) }
    let plan = try corpus.resolved.plan()
    if json {
      try emit(planReport(corpus, plan).text(.indented) + "\n")
    } else {
      try emit(PlanText(corpus, plan).text)
    }
  }
}
