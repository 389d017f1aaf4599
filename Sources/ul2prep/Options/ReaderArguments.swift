/// The options of `read` and `tokenize` that say how inputs are read.
import ArgumentParser
import UL2Input
import UL2Pipeline

struct ReaderArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the input as this format instead of recognising it by its content: \(InputFormat.all.map(\.name).joined(separator: ", ")).",
      valueName: "format"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "The address or directory that paths in @list.txt and cc:CRAWL are relative to.",
      valueName: "url"))
  var baseURL: String?

  @OptionGroup var textField: TextFieldArguments
  @OptionGroup var warc: WARCArguments
  @OptionGroup var stackExchange: StackExchangeArguments
  @OptionGroup var arXiv: ArXivArguments
  @OptionGroup var wikipedia: WikipediaArguments

  private var groups: [any FormatArguments] { [textField, warc, stackExchange, arXiv, wikipedia] }

  /// The options that were given.
  ///
  /// - Parameters:
  ///   - sources: that are read; an option that neither they nor `--format` have is refused.
  ///   - formats: that a mixture gives its sources.
  func options(
    for sources: [Source], formats: [InputFormat] = [], raw: Bool = false
  ) throws(Problem) -> ReaderOptions {
    var options = ReaderOptions()
    options.recordText = raw ? .raw : .clean
    options.format = try format.map { name throws(Problem) in try InputFormat(named: name) }
    var known = Set(sources.flatMap(\.options))
    for format in formats + (options.format.map { [$0] } ?? []) { known.formUnion(format.options) }
    for option in groups.flatMap(\.given) where !known.contains(option) {
      throw Self.refusal(of: option, sources)
    }
    for group in groups { group.apply(to: &options) }
    return options
  }

  private static func refusal(of option: ReaderOption, _ sources: [Source]) -> Problem {
    let formats = InputFormat.all.filter { $0.options.contains(option) }
    let owners = Source.all.filter { !$0.options.isDisjoint(with: [option]) }
    return Problem(
      .usage, "\(option.flag) does not apply to \(sources.map(\.name).joined(separator: ", "))",
      expected: "one of the sources \(owners.map(\.name).joined(separator: ", ")), or "
        + "--format \(formats.map(\.name).joined(separator: " or "))")
  }
}

extension ReaderOptions {
  /// Knows the directories among what the user gave, where documents are called by what is below them.
  func naming(_ source: Source, in inputs: [String]) -> ReaderOptions {
    guard source.isNamedByPaths else { return self }
    var options = self
    options.directories = Set(inputs.filter { isRemote($0) ? $0.hasSuffix("/") : isDirectory($0) })
      .sorted()
    return options
  }
}

/// The options of a source or a format alone.
protocol FormatArguments: ParsableArguments {
  /// Those that were given.
  var given: [ReaderOption] { get }

  func apply(to options: inout ReaderOptions)
}

extension ReaderOption {
  /// As it is typed: `--text-field`.
  var flag: String { "--" + rawValue.split(separator: "_").joined(separator: "-") }
}
