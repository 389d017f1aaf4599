/// `ul2prep read`: what a reader makes of its input, as JSON lines.
import ArgumentParser
import UL2Input
import UL2Pipeline

struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Read documents from raw files and print them as JSON Lines.",
    usage: "ul2prep read --source <name> [<options>] <input> ...",
    discussion: """
      Shows what tokenize would tokenize, before you spend time on it. Prints one object per line, in \
      file order: {"id", "source", "text", "metadata"}. Exits with 1 if any record was broken.

        ul2prep read --source c4 --limit 2 fixtures/c4
        ul2prep read --source wikipedia --count fixtures/wikipedia
        ul2prep read --source common_crawl --language en --quality gopher \\
          --output out/english.jsonl fixtures/common_crawl
        # not run: needs the network
        ul2prep read --source common_crawl --limit 2 cc:CC-MAIN-2019-30
      """)

  @Option(
    help: ArgumentHelp(
      "The kind of input: \(Source.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"), completion: .list(Source.all.map(\.name)))
  var source: String

  @OptionGroup(title: "Reading") var reader: ReaderArguments
  @OptionGroup(title: "Choosing documents") var documents: DocumentFilterOptions
  @OptionGroup(title: "Choosing source code") var code: CodeFilterOptions

  @Flag(help: "Print each record's own text, before cleaning.")
  var raw = false

  @Option(help: ArgumentHelp("Stop after this many documents.", valueName: "count"))
  var limit: Int?

  @Flag(
    help: """
      Only count, and print one object: the documents, the bytes of their text, and what was skipped: broken \
      records, records that are not documents, and lost_bytes, the bytes of damaged input (compressed as they are) \
      that could not be read.
      """)
  var count = false

  @Option(
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var progress: ProgressOptions

  @Argument(
    help: ArgumentHelp(
      "Files, directories, globs, https://, s3:// and hf:// addresses, @list.txt, cc:CRAWL, or - for standard input."
    ), completion: .file())
  var input: [String]

  func validate() throws {
    if output == "" { throw ValidationError("--output: names no file") }
    if count, limit != nil || output != nil {
      throw ValidationError("--count cannot be used with --limit or --output")
    }
    if let limit, limit < 1 { throw ValidationError("--limit: at least 1, got \(limit)") }
  }

  func run() throws {
    let source = try Source(named: source)
    let inputs = try source.inputs(input, baseURL: reader.baseURL)
    let reading = Reading(
      source: source, inputs: inputs,
      options: try reader.options(for: [source], raw: raw).naming(source, in: input),
      filters: try FilterSettings(documents, code), limit: limit,
      workers: workers.count)
    let reporter = progress.reporter
    let skipped: SkipCounts
    if count {
      let totals = try reading.count(reporter)
      let line: JSONValue = [
        "documents": JSONValue(totals.documents), "text_bytes": JSONValue(totals.textBytes),
        "skipped": totals.skipped.json,
      ]
      try emit(line.text() + "\n")
      skipped = totals.skipped
    } else {
      skipped = try withLineOutput(output) { write throws(Problem) in
        var buffer: [UInt8] = []
        let skipped = try reading.run(reporter) { line throws(Problem) in
          buffer.append(contentsOf: line)
          if buffer.count >= 1 << 16 {
            try write(buffer)
            buffer.removeAll(keepingCapacity: true)
          }
        }
        try write(buffer)
        return skipped
      }
    }
    for (reason, count) in skipped.filtered.sorted(by: { $0.key < $1.key }) {
      reporter.note("left out: \(grouped(count)) × \(skipped.named(reason))")
    }
    for (reason, count) in skipped.noted.sorted(by: { $0.key < $1.key }) {
      reporter.note("noted: \(grouped(count)) × \(skipped.named(reason))")
    }
    if skipped.lostBytes > 0 {
      reporter.note(
        "lost to damage: \(grouped(skipped.lostBytes)) bytes of the inputs (compressed as they are); how many records "
          + "were in them is not known")
    }
    if skipped.badTotal > 0 {
      let reasons = skipped.bad.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
      throw Problem(.found, "broken records", got: reasons.joined(separator: ", "))
    }
  }
}
