/// `ul2prep verify`: every hash and every invariant of shards or token stores.
import ArgumentParser
import UL2Pipeline

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every hash and invariant of shards, plans or token stores.",
    usage: "ul2prep verify <path> [<options>]",
    discussion: """
      Prints what is wrong, up to 20 problems per file, and exits with 1; or prints one line and exits with 0.

        ul2prep verify out/shards
        ul2prep verify out/shards --deep --tokens out/stores
        ul2prep verify out/stores/c4 --json

      Shards: the size and hash of every file, and every row and example against the manifest. --deep \
      also compares the raw tokens of every example with the token stores, and every row with the plan, \
      which it makes again: so every chunk is there exactly once per epoch.

      Plans: their files, and that their stores still give every block.

      Token stores: the size and hash of every file, indexes, token ids and provenance. --deep also \
      compares the size and hash of the input files with those that were tokenized.

      What other tools wrote (MDS, Megatron) is checked as far as the files say what they should contain.
      """)

  @Argument(
    help: "A directory of shards, a plan, a token store, or several stores.", completion: .directory
  )
  var path: String

  @Flag(help: "Also compare shards with their token stores, and stores with their input files.")
  var deep = false

  @Option(
    help: ArgumentHelp(
      "With --deep, or for a plan: the directory with one token store per source, if they have moved.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Flag(help: "Print a JSON object instead of text.")
  var json = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var progress: ProgressOptions

  func run() throws {
    let reporter = progress.reporter
    let report = try Verification(
      path: path, isDeep: deep, tokens: tokens, workers: workers.count
    ).run(reporter)
    if json {
      try emit(report.json(.commandLine).text(.indented) + "\n")
    } else {
      for note in report.notes(.commandLine) { reporter.note(note) }
      try emit(
        report.isSound
          ? summary(report) + "\n" : report.problems.map { $0.text(.commandLine) + "\n" }.joined())
    }
    guard report.isSound else {
      throw Problem(
        .found, "not sound", path: path,
        got: counted(report.problemCount, "problem", grouped))
    }
  }

  private func summary(_ report: VerifyReport) -> String {
    var parts = [
      counted(report.files, "file", grouped), counted(report.bytes, "byte", grouped),
    ]
    if report.kind == .shards || report.kind == .plan {
      parts.append(counted(report.rows, "row", grouped))
    }
    if report.examples > 0 { parts.append(counted(report.examples, "example", grouped)) }
    if report.documents > 0 { parts.append(counted(report.documents, "document", grouped)) }
    if report.tokens > 0 { parts.append(counted(report.tokens, "token", grouped)) }
    let but =
      report.markedExamples == 0
      ? ""
      : " but for \(counted(report.markedExamples, "example", grouped)) with markers in their raw text"
    return "\(report.path): sound\(but): " + parts.joined(separator: ", ")
  }
}
