/// `ul2prep tokenize`: raw inputs to token stores.
import ArgumentParser
import UL2Input
import UL2Pipeline

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Tokenize raw files into a token store, or each source of a mixture into a store.",
    usage: """
      ul2prep tokenize --source <name> --tokenizer-model <model>
                       --output <dir> [<options>] <input> ...
      ul2prep tokenize --mixture <file> --tokenizer-model <model>
                       --output <dir> [--input <name=path>] ... [<options>]
      """,
    discussion: """
      plan and pack draw from stores, so each source is tokenized once. A store is a directory of \
      Megatron indexed datasets (.bin, .idx) with the provenance of every document (.meta.bin, \
      .meta.idx) and manifest.json. Small inputs share a shard; large ones are split.

        ul2prep tokenize --mixture mixtures/openmoe.json --output out/stores \\
          --tokenizer-model fixtures/tokenizers/bpe-8k.model
        ul2prep tokenize --source c4 --output out/c4 --append-eod \\
          --tokenizer-model fixtures/tokenizers/bpe-8k.model fixtures/c4
        # not run: needs the network
        ul2prep tokenize --source c4 --output out/c4-en \\
          --tokenizer-model fixtures/tokenizers/bpe-8k.model \\
          'hf://datasets/allenai/c4/en/c4-train.0000*.json.gz'

      Several tasks, on hosts that share a file system, can work on one output. Each begins with its \
      own share of the inputs and then takes what others have not finished; the last one publishes. Any \
      of them can be run again.

        # not run: needs Slurm; the command of each task of an array
        ul2prep tokenize --source c4 --output out/c4 --rank auto \\
          --tokenizer-model fixtures/tokenizers/bpe-8k.model fixtures/c4
      """)

  @Option(
    help: ArgumentHelp(
      "The kind of input: \(Source.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"), completion: .list(Source.all.map(\.name)))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "Tokenize every source of this mixture, each into a directory of its name below --output.",
      valueName: "file"), completion: .file())
  var mixture: String?

  @Option(
    help: ArgumentHelp(
      "With --mixture: the raw input of a source, instead of its path in the mixture. Repeatable.",
      valueName: "name=path"))
  var input: [NamedInput] = []

  @OptionGroup(title: "Tokenizer") var model: TokenizerOptions

  @Option(
    help: ArgumentHelp(
      "The share of documents to encode a second time with the reference (--tokenizer-engine library), and stop if any id differs: 0 for none, 1 for all.",
      valueName: "share"))
  var tokenizerCheckShare = 0.0001

  @Option(
    help: ArgumentHelp(
      "The directory for the store, or with --mixture for the stores.", valueName: "dir"),
    completion: .directory)
  var output: String

  @OptionGroup(title: "Reading") var reader: ReaderArguments
  @OptionGroup(title: "Choosing documents") var documents: DocumentFilterOptions
  @OptionGroup(title: "Choosing source code") var code: CodeFilterOptions

  @Flag(
    help:
      "End each document with the end-of-sequence token: the mixture's if it names one, else the model's."
  )
  var appendEod = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup(title: "Several tasks for one output") var ranks: RankOptions
  @OptionGroup var badInput: BadInputOptions

  @Flag(
    help:
      "Replace what another command wrote to --output. The old output stays until the new one is complete."
  )
  var overwrite = false

  @OptionGroup var progress: ProgressOptions

  @Argument(
    help: ArgumentHelp(
      "Files, directories, globs, https://, s3:// and hf:// addresses, @list.txt, cc:CRAWL, or - for standard input."
    ), completion: .file())
  var inputs: [String] = []

  func validate() throws {
    guard (source == nil) != (mixture == nil) else {
      throw ValidationError("either --source with inputs, or --mixture")
    }
    if source != nil, inputs.isEmpty { throw ValidationError("no input given") }
    if source != nil, !input.isEmpty {
      throw ValidationError("--input needs --mixture; with --source, name the inputs themselves")
    }
    if mixture != nil, !inputs.isEmpty {
      throw ValidationError("with --mixture, inputs are given as --input NAME=PATH")
    }
    if mixture != nil, reader.format != nil {
      throw ValidationError("with --mixture, formats are given in its sources")
    }
    guard 0...1 ~= tokenizerCheckShare else {
      throw ValidationError(
        "--tokenizer-check-share: a number from 0 to 1, got \(tokenizerCheckShare)")
    }
    if overwrite, ranks.rank != nil {
      throw ValidationError(
        "--overwrite cannot be used with --rank: tasks would remove each other's work; remove the output first"
      )
    }
  }

  func run() throws {
    do {
      try tokenize()
    } catch let problem as Problem {
      throw problem.leaving("nothing published")
    }
  }

  private func tokenize() throws {
    let reporter = progress.reporter
    let share = try ranks.share(reporter)
    let mixture = try self.mixture.map { path throws(Problem) in try Mixture.load(path) }
    let tokenizer = try model.load(for: mixture)
    let isOpen = mixture?.activeSources.contains { $0.allowsSpecialTokens } ?? false
    let open = isOpen ? try model.load(for: mixture, allowsSpecialTokens: true) : tokenizer
    var jobs = try makeJobs(tokenizer, open, mixture)
    if let sizes = try storeSizesOfTests() { for j in jobs.indices { jobs[j].sizes = sizes } }
    let results = try Tokenization(
      jobs: jobs, workers: workers.count, policy: badInput.policy, overwrite: overwrite,
      share: share, checkShare: tokenizerCheckShare
    ).run(reporter)
    let rows = results.map { result in
      (name: mixture == nil ? result.source : baseName(result.output), totals: result.totals)
    }
    try emit(StoresText(rows, .standardOutput).text)
    for result in results { note(result, comparedWith: tokenizer.referenceName, reporter) }
  }

  /// Says what a store's numbers do not show.
  private func note(
    _ result: TokenizeReport, comparedWith reference: String, _ reporter: Reporter
  ) {
    let name = mixture == nil ? result.source : baseName(result.output)
    let skipped = result.totals.skipped
    for (reason, count) in skipped.filtered.sorted(by: { $0.key < $1.key }) {
      reporter.note("\(name): left out \(grouped(count)) × \(skipped.named(reason))")
    }
    for (reason, count) in skipped.noted.sorted(by: { $0.key < $1.key }) {
      reporter.note("\(name): noted \(grouped(count)) × \(skipped.named(reason))")
    }
    for (reason, count) in result.totals.skipped.bad.sorted(by: { $0.key < $1.key }) {
      reporter.note("\(name): skipped \(grouped(count)) × \(reason)")
    }
    for (piece, count) in result.totals.protectedMatches.sorted(by: { $0.key < $1.key }) {
      reporter.note("\(name): \(grouped(count)) × \(piece) in text left as plain text")
    }
    result.tellFallbacks(name, reporter)
    if result.totals.checkedDocuments > 0 {
      reporter.note(
        "\(name): \(grouped(result.totals.checkedDocuments)) documents compared with \(reference)"
      )
    }
    if let format = result.earlierFormat {
      let age =
        switch format {
        case StoreManifest.formatNumber: ""
        case 1:
          "; its text is of format 1, as earlier versions made it (--overwrite makes it again)"
        default:
          "; it is of format \(format), as earlier versions made it: the text is the same, each input is a shard"
        }
      reporter.note("\(result.output): done already\(age)")
      if result.totals.documents == 0 { reporter.warn("\(result.output): holds no document") }
    }
  }

  /// - Parameter open: for sources whose texts may become special tokens.
  private func makeJobs(
    _ tokenizer: Tokenizer, _ open: Tokenizer, _ mixture: Mixture?
  ) throws(Problem) -> [TokenizeJob] {
    let filters = try FilterSettings(documents, code)
    if let source {
      let source = try Source(named: source)
      return [
        TokenizeJob(
          source: source, request: InputRequest(inputs, baseURL: reader.baseURL),
          options: try reader.options(for: [source]).naming(source, in: inputs), filters: filters,
          tokenizer: tokenizer,
          output: output,
          appendsEOD: appendEod)
      ]
    }
    guard let mixture else { return [] }
    let names = mixture.sources.map(\.name)
    for named in input where !names.contains(named.name) {
      throw Problem(
        .usage, "--input: no such source in the mixture", got: named.name,
        expected: names.joined(separator: ", "),
        fix: nearestName(to: named.name, among: names).map { "did you mean \($0)?" })
    }
    let read = mixture.activeSources.map { source in
      // A source of another name is read as JSON Lines or Parquet, or as what the mixture says it is: a directory of
      // text files may have documents in README.md too.
      let other = source.format == .text ? Source.text : .jsonLines
      return (source, Source.all.first { $0.name == source.name } ?? other)
    }
    var formats: [InputFormat?] = []
    for (source, _) in read { formats.append(try format(of: source, mixture)) }
    let options = try reader.options(for: read.map(\.1), formats: formats.compactMap { $0 })
    var jobs: [TokenizeJob] = []
    let given = try patterns(of: read.map(\.0), mixture)
    for (((source, reads), format), patterns) in zip(zip(read, formats), given) {
      var options = options
      options.format = format
      var job = TokenizeJob(
        source: reads, request: InputRequest(patterns, baseURL: reader.baseURL),
        options: options.naming(reads, in: patterns), filters: filters,
        tokenizer: source.allowsSpecialTokens ? open : tokenizer,
        output: joined(output, source.name), appendsEOD: appendEod)
      job.title = source.name
      job.eos = mixture.tokens.eos ?? tokenizer.eos
      jobs.append(job)
    }
    return jobs
  }

  /// The format that a mixture gives a source.
  private func format(
    of source: Mixture.Source, _ mixture: Mixture
  ) throws(Problem) -> InputFormat? {
    do throws(Problem) {
      return try source.format.map { name throws(Problem) in try InputFormat(named: name.rawValue) }
    } catch {
      var problem = error.at(mixture.path, place: "sources.\(source.name).format")
      problem.kind = .badMixture
      throw problem
    }
  }

  /// Where the inputs of each source are; all that are missing are named at once, as they are to be given.
  private func patterns(
    of sources: [Mixture.Source], _ mixture: Mixture
  ) throws(Problem) -> [[String]] {
    let all = sources.map { patterns(of: $0, mixture) }
    let missing = zip(sources, all).filter { $0.1.isEmpty }.map(\.0.name)
    guard missing.isEmpty else {
      let options: [Wording] = missing.map { "\(.input) \($0)=PATH" }
      let isOne = missing.count == 1
      throw Problem(
        .usage,
        isOne
          ? "no input for this source"
          : "no input for the sources \(missing.joined(separator: ", "))",
        path: mixture.path, place: isOne ? "sources.\(missing[0])" : nil,
        fix:
          "add \(Wording(options, separator: " ")), or give \(isOne ? "it" : "them") a \"path\" in the mixture"
      )
    }
    return all
  }

  private func patterns(of source: Mixture.Source, _ mixture: Mixture) -> [String] {
    let given = input.filter { $0.name == source.name }.map(\.path)
    if !given.isEmpty { return given }
    guard let path = source.path else { return [] }
    let isAddress = isRemote(path) || path.hasPrefix("cc:")
    return [isAddress ? path : normalized(joined(directoryName(mixture.path), path))]
  }
}
