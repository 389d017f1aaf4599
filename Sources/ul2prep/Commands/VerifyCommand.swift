/// `ul2prep verify`: every hash and every invariant of shards or token stores.
import ArgumentParser
import UL2Pipeline

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every hash and invariant of shards, plans or token stores.",
    discussion: """
      Shards: every file's size and hash, every row and example against the manifest; with --deep, also \
      every example's raw tokens against the token stores, and every row against the plan, which is made again: so \
      every chunk is there once per epoch. A plan: its files, and that its stores give every block again. A token store: every file's size and hash, \
      indexes, token ids and provenance; with --deep, also that the input files are still those that \
      were tokenized (size and hash; they are not tokenized again). A directory of stores: each of them. \
      What other tools wrote (MDS, Megatron) is checked as far as it says what it should be.

      Prints what is wrong, up to 20 problems a file, and exits with 1; or one line, and exits with 0.

        ul2prep verify shards
        ul2prep verify shards --deep --tokens stores
      """)

  @Argument(
    help: "A directory: shards, a plan, a token store, or several stores.", completion: .directory)
  var path: String

  @Flag(help: "Also compare shards with their token stores, stores with their input files.")
  var deep = false

  @Option(
    help: ArgumentHelp(
      "With --deep, or for a plan: the directory with a token store per source, where they are not where they were.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Flag(help: "A JSON object instead of text.")
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
