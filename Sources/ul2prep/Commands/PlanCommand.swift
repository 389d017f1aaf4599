/// `ul2prep plan`: what `pack` would do, from the lengths of documents.
import ArgumentParser
import UL2Pipeline

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what pack would do: shares, epochs, rows, bytes, fill.",
    discussion: """
      Reads the lengths of documents, no text. Of a store that another tool wrote it reads each document's last \
      token too, to see whether that is an end-of-document token, unless "eod" in the mixture says so.

        ul2prep plan --mixture openmoe.json --tokens stores --total-tokens 2M
      """)

  @OptionGroup var options: PackOptions

  @Flag(help: "A JSON object instead of tables.")
  var json = false

  @OptionGroup var progress: ProgressOptions

  func run() throws {
    let reporter = progress.reporter
    let corpus = try MixtureStores(options.settings(reporter), keptAt: nil, reporter)
    corpus.tellNotes(reporter)
    let plan = try corpus.plan(reporter)
    for warning in plan.warnings(corpus) { reporter.warn(warning) }
    if json {
      try emit(planReport(corpus, plan).text(.indented) + "\n")
    } else {
      try emit(PlanText(corpus, plan, .standardOutput).text)
    }
  }
}
