/// `ul2prep finalize`: publishes an output all of whose units are finished.
import ArgumentParser
import UL2Pipeline

struct FinalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finalize",
    abstract:
      "Publish an output whose units are all finished, as the last of its tasks would have.",
    discussion: """
      The last task publishes by itself; this is for when it was killed at that moment, and running one of the \
      tasks again is not wanted.

        ul2prep finalize shards
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
