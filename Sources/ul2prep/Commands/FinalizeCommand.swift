/// `ul2prep finalize`: publishes an output all of whose units are finished.
import ArgumentParser
import UL2Pipeline

struct FinalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finalize",
    abstract: "Publish an output of tokenize or pack whose units are all finished.",
    usage: "ul2prep finalize <path> [--progress <mode>]",
    discussion: """
      The last task publishes by itself. This is for when it was killed at that moment and you do not \
      want to run a task again.

        ul2prep finalize out/shards
      """)

  @Argument(
    help: "An unfinished output of tokenize or pack, or a directory of several.",
    completion: .directory)
  var path: String

  @OptionGroup var progress: ProgressOptions

  func run() throws {
    let reporter = progress.reporter
    for path in try outputs(below: path) {
      let isNew = try Finalizing(path).run(reporter)
      reporter.note("\(path): \(isNew ? "published" : "published already")")
    }
  }
}
