/// `ul2prep inspect`: examples from shards or documents from stores, readable.
import ArgumentParser
import UL2Pipeline

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Show examples from shards or a plan, or documents from a token store, as text or a page.",
    usage: "ul2prep inspect <path> [<options>]",
    discussion: """
      Shards and plans: every example of row --row, with its objective, its source, its tokens part by \
      part and its attention mask. With --objective or --source: the first example that matches, from \
      that row on. Token stores: document --row.

        ul2prep inspect out/shards --row 0
        ul2prep inspect out/shards --objective span_corruption \\
          --source wikipedia --count 3
        ul2prep inspect out/stores/arxiv --row 12 --full
        ul2prep inspect out/shards --count 100 --json > out/examples.jsonl

      With --html, a page for a browser, in one file that needs no network: rows to page through, \
      examples beside the documents that they were made from, masks, filters. There --count counts rows \
      or documents (default: 100). Damaged parts are left out and named.

        ul2prep inspect out/shards --html out/rows.html --sample 20
        ul2prep inspect out/shards --html out/fim.html \\
          --objective fim_psm --count 5
        ul2prep inspect out/shards --html out/one.html \\
          --document https://blog.satnou.example/7599/

      On a terminal, text goes through $PAGER or less, which exits at once if all of it fits on the screen.
      """)

  @Argument(
    help: "A directory of shards, a plan, a token store, or one NAME.idx of a store.",
    completion: .file())
  var path: String

  @Option(
    help: ArgumentHelp("The row, or document, to start at, counted from 0.", valueName: "index"))
  var row = 0

  @Option(
    help: ArgumentHelp(
      "How many examples or documents to show; with --html, rows or documents. (default: all examples of one row; 1 with --objective or --source; 100 with --html)",
      valueName: "number"))
  var count: Int?

  @Option(
    help: ArgumentHelp(
      "Only examples of this objective: causal, prefix_lm, span_corruption, fim_psm, fim_spm.",
      valueName: "name"),
    completion: .list(["causal", "prefix_lm", "span_corruption", "fim_psm", "fim_spm"]))
  var objective: String?

  @Option(
    help: ArgumentHelp(
      "Only examples of this source. In a directory of stores: the store to show.",
      valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "Only examples of the document with this id, or that document.",
      valueName: "id"))
  var document: String?

  @Option(
    help: ArgumentHelp(
      "Show this many rows or documents, drawn at random among all that match.",
      valueName: "number"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "With --sample: the seed; the same seed draws the same rows. (default: 0)",
      valueName: "number"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Write a page for a browser to this file, or to standard output with -, instead of text.",
      valueName: "file"), completion: .file())
  var html: String?

  @Option(
    help: ArgumentHelp(
      "The tokenizer, if there is no copy of it with the data.", valueName: "model"),
    completion: .file())
  var tokenizerModel: String?

  @Option(
    help: ArgumentHelp(
      "The directory with one token store per source, if they have moved since pack.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Flag(help: "Show every token, instead of shortening long texts.")
  var full = false

  @Flag(help: "Print one JSON object per example or document, each on a line.")
  var json = false

  @Flag(help: "Print directly to the terminal, without a pager.")
  var noPager = false

  @Option(help: "When to use colours.")
  var color = ColourChoice.auto

  @OptionGroup var progress: ProgressOptions

  func validate() throws {
    if html == "" { throw ValidationError("--html: names no file") }
    if html != nil, json || full {
      throw ValidationError("--html cannot be used with --json or --full: a page shows everything")
    }
    if let sample {
      if sample < 1 { throw ValidationError("--sample: at least 1, got \(sample)") }
      if row != 0 || count != nil {
        throw ValidationError(
          "--sample cannot be used with --row or --count: it draws from all rows")
      }
    } else if seed != nil {
      throw ValidationError("--seed needs --sample")
    }
    if row < 0 { throw ValidationError("--row: a number from 0, got \(row)") }
    if let count, count < 1 { throw ValidationError("--count: at least 1, got \(count)") }
  }

  func run() throws {
    let target: InspectionTarget
    do throws(Problem) {
      target = try InspectionTarget(path, source: source, tokens: tokens)
    } catch {
      if let html, try writeOutline(to: html, error) { return }
      throw error
    }
    let pager = Pager(isWanted: !noPager && !json && html == nil)
    try pager.ending { () throws(Problem) in
      switch target {
      case .rows(let dataset): try inspect(dataset, pager)
      case .documents(let documents): try inspect(documents, pager)
      case .samples(let dataset): try inspect(dataset, pager)
      }
    }
  }

  private func inspect(_ dataset: Dataset, _ pager: Pager) throws(Problem) {
    let tokenizer = try forgiving { () throws(Problem) in try dataset.tokenizer(tokenizerModel) }
    let manifest = try dataset.requiredManifest
    let names = TokenNames(tokenizer, reserved: manifest.reserved)
    let origins = OriginStores(manifest, directory: tokens)
    let reporter = progress.reporter
    let selection = try selection(in: dataset, origins, reporter)
    if let html { return try writePage(dataset, selection, names, origins, to: html, reporter) }
    var output = InspectOutput(names, Screen(color), full: full, json: json, pager)
    let found = try selection.forEach(in: dataset) { row, number throws(Problem) in
      let record = ExampleRecord(row, number, manifest, origins)
      try output.show { output throws(Problem) in
        try record.json(names, output.encoder)
      } lines: {
        ExampleText(record: record, tokens: $0.tokens, screen: $0.screen).lines
      }
    }
    if found == 0 { throw noSuchExample(dataset) }
    try output.finish()
  }

  private func inspect(_ documents: StoredDocuments, _ pager: Pager) throws(Problem) {
    if let objective {
      throw Problem(
        .usage, "documents of a token store have no objective yet", path: path,
        place: "--objective", got: objective, fix: "leave it out, or inspect packed shards")
    }
    if let source, let own = documents.source, source != own {
      throw Problem(
        .usage, "a store of another source", path: path, place: "--source", got: source,
        expected: own)
    }
    let names = TokenNames(
      try forgiving { () throws(Problem) in try documents.tokenizer(tokenizerModel) }, reserved: nil
    )
    let reporter = progress.reporter
    let numbers = try numbers(of: documents, reporter)
    if let html { return try writePage(documents, numbers, names, to: html, reporter) }
    var output = InspectOutput(names, Screen(color), full: full, json: json, pager)
    for number in numbers {
      try Interruption.check()
      let record = try documents.document(number)
      try output.show { output throws(Problem) in
        try record.json(names, output.encoder)
      } lines: {
        DocumentText(record: record, tokens: $0.tokens, screen: $0.screen).lines
      }
    }
    try output.finish()
  }

  private func inspect(_ dataset: MDSDataset, _ pager: Pager) throws(Problem) {
    if html != nil || document != nil || sample != nil {
      throw Problem(
        .usage, "shards that another program wrote are shown as text alone", path: path,
        got: "no manifest.json", expected: "the directory that ul2prep pack wrote",
        fix: "leave out --html, --document and --sample to see the columns")
    }
    if objective != nil || source != nil {
      throw Problem(
        .usage, "objectives and sources are not known here", path: path, got: "no manifest.json",
        expected: "the directory that ul2prep pack wrote",
        fix: "leave out --objective and --source to see the columns")
    }
    guard row < dataset.sampleCount else {
      throw Problem(
        .usage, "no such sample", path: path, place: "--row", got: "\(row)",
        expected: "below \(dataset.sampleCount)")
    }
    var output = InspectOutput(
      TokenNames(nil, reserved: nil), Screen(color), full: full, json: json, pager)
    for number in row..<min(row + (count ?? 1), dataset.sampleCount) {
      try Interruption.check()
      let sample = try dataset.sample(at: number)
      try output.show { _ throws(Problem) in
        ["sample": JSONValue(number), "columns": sample.json()]
      } lines: {
        SampleText(number: number, dataset: dataset, sample: sample, screen: $0.screen).lines
      }
    }
    try output.finish()
  }
}
