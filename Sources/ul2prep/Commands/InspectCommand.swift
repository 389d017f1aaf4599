/// `ul2prep inspect`: examples from shards or documents from stores, readable.
import ArgumentParser
import UL2Pipeline

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show examples from shards or a plan, or documents from a token store, readable.",
    discussion: """
      Of shards, and of a plan without any: every example of a row, or with --objective and --source the first that fit, from \
      --row on: what it is, where it came from, its tokens part by part, its attention mask. Of a token \
      store: the document --row.

        ul2prep inspect shards --row 0
        ul2prep inspect shards --objective span_corruption --source wikipedia --count 3
        ul2prep inspect stores/arxiv --row 12 --full
        ul2prep inspect shards --count 100 --json | jq .text.target

      On a terminal it is shown through $PAGER, or less, which ends at once where all fits on the screen.
      """)

  @Argument(
    help: "A directory of shards, a plan or a token store, or one NAME.idx of a store.",
    completion: .file())
  var path: String

  @Option(
    help: ArgumentHelp("The row, or document, to begin with, counted from 0.", valueName: "index"))
  var row = 0

  @Option(
    help: ArgumentHelp(
      "How many examples, or documents. All of one row by default, one where --objective or --source is given.",
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
      "Only examples of this source; chooses among the stores of a directory.", valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "The tokenizer, where no copy of it stands beside the data.", valueName: "model"),
    completion: .file())
  var tokenizerModel: String?

  @Option(
    help: ArgumentHelp(
      "The directory with a token store a source, where they are not where pack found them.",
      valueName: "dir"), completion: .directory)
  var tokens: String?

  @Flag(help: "Show every token, instead of leaving out the middle of long texts.")
  var full = false

  @Flag(help: "A JSON object a line for each example.")
  var json = false

  @Flag(help: "Print to a terminal as to a file, without a pager.")
  var noPager = false

  @Option(help: "Colours: auto (on a terminal, unless NO_COLOR is set), always, never.")
  var color = ColourChoice.auto

  func validate() throws {
    if row < 0 { throw ValidationError("--row: a number from 0, got \(row)") }
    if let count, count < 1 { throw ValidationError("--count: at least 1, got \(count)") }
  }

  func run() throws {
    let pager = Pager(isWanted: !noPager && !json)
    try pager.ending { () throws(Problem) in
      switch try InspectionTarget(path, source: source, tokens: tokens) {
      case .rows(let dataset): try inspect(dataset, pager)
      case .documents(let documents): try inspect(documents, pager)
      case .samples(let dataset): try inspect(dataset, pager)
      }
    }
  }

  private func inspect(_ dataset: Dataset, _ pager: Pager) throws(Problem) {
    let tokenizer = try dataset.tokenizer(tokenizerModel)
    let manifest = try dataset.requiredManifest
    let names = TokenNames(tokenizer, special: manifest.special)
    let selection = try ExampleSelection(
      dataset, row: row, count: count, objective: objective, source: source)
    let origins = OriginStores(manifest, directory: tokens)
    var output = InspectOutput(names, Screen(color), full: full, json: json, pager)
    let found = try selection.forEach(in: dataset) { row, number throws(Problem) in
      let record = ExampleRecord(row, number, manifest, origins)
      try output.show { output throws(Problem) in
        try record.json(names, output.encoder)
      } lines: {
        ExampleText(record: record, tokens: $0.tokens, screen: $0.screen).lines
      }
    }
    if found == 0 {
      let wanted = [objective, source].compactMap(\.self).joined(separator: " of ")
      throw Problem(
        .usage, "no such example", path: path, place: "row \(row) to \(dataset.count - 1)",
        got: "none of \(wanted)", fix: row > 0 ? "try a lower --row" : nil)
    }
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
    let names = TokenNames(try documents.tokenizer(tokenizerModel), special: nil)
    var output = InspectOutput(names, Screen(color), full: full, json: json, pager)
    for number in row..<max(row + 1, min(row + (count ?? 1), documents.range.count)) {
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
      TokenNames(nil, special: nil), Screen(color), full: full, json: json, pager)
    for number in row..<min(row + (count ?? 1), dataset.sampleCount) {
      try Interruption.check()
      let sample = try dataset.sample(number)
      try output.show { _ throws(Problem) in
        ["sample": JSONValue(number), "columns": sample.json()]
      } lines: {
        SampleText(number: number, dataset: dataset, sample: sample, screen: $0.screen).lines
      }
    }
    try output.finish()
  }
}
