/// Arguments as users type them.
import ArgumentParser
import UL2Markup
import UL2Pipeline

/// A number of tokens: `300M`, `10B`, `1.5T`.
struct TokenCount: ExpressibleByArgument {
  var value: Int

  init?(argument: String) {
    guard let count = ul2Count(argument), count > 0 else { return nil }
    value = count
  }
}

/// A number of bytes: `64MB` is 64·10⁶, `64MiB` 64·2²⁰.
struct ByteCount: ExpressibleByArgument {
  var value: Int

  init(_ value: Int) { self.value = value }

  init?(argument: String) {
    let units: [(suffix: String, factor: Int)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("KB", 1_000),
      ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1), ("", 1),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let fraction = Fraction(decimal: argument.dropLast(unit.suffix.count))
    else { return nil }
    let (product, overflow) = fraction.numerator.multipliedReportingOverflow(by: unit.factor)
    guard !overflow, product >= fraction.denominator else { return nil }
    value = product / fraction.denominator
  }
}

/// `NAME=PATH`.
struct NamedInput: ExpressibleByArgument {
  var name: String
  var path: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    path = String(argument[argument.index(after: equals)...])
    if path.isEmpty { return nil }
  }
}

extension Reporter.Mode: ExpressibleByArgument {}
extension ColumnSet: ExpressibleByArgument {}
extension HTMLTextScope: ExpressibleByArgument {}

struct ProgressOptions: ParsableArguments {
  @Option(
    help: "Progress on standard error: auto (a line, on a terminal), none, json (a line a second).")
  var progress = Reporter.Mode.auto

  var reporter: Reporter { Reporter(mode: progress) }
}

struct ReaderArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the input as this format, instead of telling it from its content: jsonl, warc, parquet, posts_xml, wikipedia_xml, cirrussearch, arxiv_source, repository.",
      valueName: "format"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "Where a JSON line or Parquet row has its text, dots between levels. Usual names by default.",
      valueName: "name"))
  var textField: String?

  @Option(
    help: ArgumentHelp(
      "What the lines of @list.txt and of cc:CRAWL are relative to: an address or a directory.",
      valueName: "url"))
  var baseURL: String?

  @Option(
    help: ArgumentHelp(
      "How much of a page of HTML is its text: main (without menus, notices, lists of links) or all (everything visible).",
      valueName: "scope"))
  var htmlText = HTMLTextScope.main

  @Option(
    // Scores below 0 are scores too.
    parsing: .unconditional,
    help: ArgumentHelp(
      "StackExchange: leave out answers with a lower score, and questions with all their answers.",
      valueName: "score"))
  var minScore: Int64?

  @Option(
    help: ArgumentHelp("StackExchange: keep at most this many answers.", valueName: "count"))
  var maxAnswers: Int?

  @Flag(help: "arXiv: end a paper's text where its appendices begin.")
  var dropAppendix = false

  func validate() throws {
    if let maxAnswers, maxAnswers < 0 {
      throw ValidationError("--max-answers: at least 0, got \(maxAnswers)")
    }
  }

  func options(raw: Bool = false) throws(Problem) -> ReaderOptions {
    var options = ReaderOptions()
    options.form = raw ? .raw : .clean
    options.format = try format.map { name throws(Problem) in
      try InputFormat(named: name, what: "format")
    }
    options.textField = textField
    options.minScore = minScore
    options.maxAnswers = maxAnswers
    options.dropsAppendix = dropAppendix
    options.htmlText = htmlText
    return options
  }
}

struct BadInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Publish nothing when more than this share of the records is broken.", valueName: "share"))
  var maxBadShare = 0.01

  @Flag(help: "Publish nothing when any record is broken (exit 1).")
  var strict = false

  func validate() throws {
    guard (0...1).contains(maxBadShare) else {
      throw ValidationError("--max-bad-share: a number from 0 to 1, got \(maxBadShare)")
    }
  }

  var policy: BadInputPolicy { BadInputPolicy(maxBadShare: maxBadShare, isStrict: strict) }
}

struct WorkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads that work in parallel; all processors by default. The result is the same for any number.",
      valueName: "count"))
  var workers: Int?

  func validate() throws {
    guard (1...1024).contains(workers ?? 1) else {
      throw ValidationError("--workers: a number from 1 to 1024, got \(workers ?? 1)")
    }
  }

  var count: Int { workers ?? processorCount() }
}
